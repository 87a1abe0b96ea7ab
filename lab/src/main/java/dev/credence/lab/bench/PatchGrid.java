package dev.credence.lab.bench;

import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.plan.CellSet;
import java.util.List;

/**
 * Every head's output patched from the clean prompt into the corrupt one: a cell a head, layer by
 * layer, all positions of {@code hook_z}. Running the clean prompt is part of the work and no cell.
 */
public final class PatchGrid implements Job {

  /** The job. */
  public PatchGrid() {}

  @Override
  public String name() {
    return "patch-grid";
  }

  @Override
  public String description() {
    return "hook_z of each head of each layer patched, clean into corrupt, all positions";
  }

  @Override
  public int longest(Questions questions) {
    return Math.max(
        questions.prompt(NotebookPrompts.CLEAN).length,
        questions.prompt(NotebookPrompts.CORRUPT).length);
  }

  /**
   * Its cells.
   *
   * @param config of the model
   * @param questions how it is asked
   * @return layers x heads cells
   */
  public static CellSet cells(ModelConfig config, Questions questions) {
    JobCells cells = new JobCells();
    patches(cells, config, questions, 0);
    return cells.build();
  }

  /** Asks with each head of the layers from {@code first} on patched. */
  static void patches(JobCells cells, ModelConfig config, Questions questions, int first) {
    String clean = cells.name(questions.prompt(NotebookPrompts.CLEAN));
    int[] corrupt = questions.prompt(NotebookPrompts.CORRUPT);
    for (int layer = first; layer < config.layers(); layer++) {
      for (int head = 0; head < config.heads(); head++) {
        Site z = Site.heads(HookPoint.of(Hook.Z, layer), head);
        cells.ask(corrupt, questions.answers(), List.of(new Patch(z, clean)));
      }
    }
  }

  @Override
  public JobResult run(Model model, Questions questions) {
    CellSet cells = cells(model.config(), questions);
    return JobResult.of(cells, JobCells.logits(cells, model.run(cells)));
  }
}
