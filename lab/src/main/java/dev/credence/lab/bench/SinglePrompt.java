package dev.credence.lab.bench;

import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.transformer.Model;
import dev.credence.transformer.plan.CellSet;
import java.util.List;

/** One prompt's next token: the shortest thing to ask, and nothing to share. */
final class SinglePrompt implements Job {
  private static final Repeats REPEATS = new Repeats(3, 20);

  @Override
  public String name() {
    return "single";
  }

  @Override
  public String description() {
    return "one prompt's logits at the last position; 20 timed calls after 3 warm-ups";
  }

  @Override
  public int longest(Questions questions) {
    return questions.prompt(NotebookPrompts.CLEAN).length;
  }

  @Override
  public JobResult run(Model model, Questions questions) {
    int[] prompt = questions.prompt(NotebookPrompts.CLEAN);
    CellSet cells = new JobCells().ask(prompt, questions.answers(), List.of()).build();
    return JobResult.of(cells, JobCells.logits(cells, model.run(cells)));
  }

  @Override
  public Repeats measuring(int repeats) {
    return REPEATS;
  }

  @Override
  public Repeats answering() {
    return REPEATS;
  }
}
