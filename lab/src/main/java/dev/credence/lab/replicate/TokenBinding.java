package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.prompt.Control;
import dev.credence.belief.prompt.Prompt;
import dev.credence.belief.prompt.TaskPrompts;
import dev.credence.transformer.config.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prompts in the tokens of a task's own vocabulary. There is one wording, and where the model knows
 * several pairs of generators, the one nearest to the notebooks' (.5, .75) is asked about.
 */
public final class TokenBinding implements Binding {
  /** The name of the only wording. */
  public static final String WORDING = "task";

  private final Task.WhichGenerator task;
  private final TwoGenerators question;

  private TokenBinding(Task.WhichGenerator task) {
    this.task = task;
    this.question =
        task.questions().stream()
            .filter(q -> q.b().pX() > q.a().pX())
            .min(Comparator.comparingDouble(TokenBinding::distance))
            .or(() -> task.questions().stream().findFirst())
            .orElseThrow();
  }

  /**
   * The binding of a task.
   *
   * @param task about two generators
   * @return how to ask it
   * @throws InvalidInputException if the task is another question
   */
  public static TokenBinding of(Task task) {
    return switch (task) {
      case Task.WhichGenerator which -> new TokenBinding(which);
      case Task.NextSymbol next ->
          throw new InvalidInputException(
              "task: it is about a hidden Markov source of %d symbols; this analysis asks about two"
                  + " generators",
              next.symbols().size());
    };
  }

  private static double distance(TwoGenerators q) {
    return Math.abs(q.a().pX() - TwoGenerators.NOTEBOOK.a().pX())
        + Math.abs(q.b().pX() - TwoGenerators.NOTEBOOK.b().pX());
  }

  @Override
  public TwoGenerators question() {
    return question;
  }

  @Override
  public List<String> wordings() {
    return List.of(WORDING);
  }

  @Override
  public String wording(Control control) {
    return WORDING;
  }

  @Override
  public BoundPrompt prompt(String wording, Evidence evidence) {
    Prompt.Tokens prompt = TaskPrompts.of(task, question, evidence);
    int[] tokens = prompt.ids().stream().mapToInt(Integer::intValue).toArray();
    return new BoundPrompt(
        prompt.ids().stream().map(String::valueOf).collect(Collectors.joining(" ")), tokens);
  }

  @Override
  public Answers single() {
    return new Answers(List.of(task.symbols().x()), List.of(task.symbols().y()));
  }

  @Override
  public Answers variants() {
    return single();
  }

  @Override
  public @Nullable String whyNot(int length) {
    return task.evidence().contains(length)
        ? null
        : String.format(
            Locale.ROOT,
            "sequences of %d draws; the task is about %d to %d",
            length,
            task.evidence().min(),
            task.evidence().max());
  }

  @Override
  public List<String> notes() {
    return List.of(
        String.format(
            Locale.ROOT,
            "asked in the task's own tokens, p_A = %s and p_B = %s, prior of B %s; one wording, so"
                + " the three controls are one",
            question.a().pX(),
            question.b().pX(),
            question.prior()));
  }
}
