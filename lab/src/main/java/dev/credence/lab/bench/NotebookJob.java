package dev.credence.lab.bench;

import dev.credence.belief.Evidence;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.NotebookDraws;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.lab.replicate.HeadRecovery;
import dev.credence.lab.replicate.ReplicateOptions;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.util.List;
import java.util.Map;

/**
 * The notebooks' own work, cell by cell in their order: head patching of the last layers, then all
 * of notebook 03 with the heads that the patching chose. So it is two runs: the second cannot be
 * planned before the first is done.
 *
 * <pre>
 * clean, corrupt, each head of the last 8 layers patched
 * sweep 55, orders of XXXXY 100, sweep without ANTI 55, orders 100, orders without ANTI 100,
 * sweep without BAYES 55, distractors 5, swap 1, steering 11
 * </pre>
 *
 * Steering is along a fixed direction, sin(i + 1) at length 1, so that no probe has to be fitted
 * first; at the stream behind block 9, or the last where there are fewer.
 */
final class NotebookJob implements Job {
  private static final int DRAWS = 10;
  private static final int ORDERS = 5;
  private static final int TOP_K = 20;
  private static final int[] DISTRACTORS = {0, 1, 2, 4, 8};
  private static final double[] DOSES = {5, -10, -5, -2, -1, 0, 1, 2, 5, 10};
  private static final int STEERED_BLOCK = 9;
  private static final String DIRECTION = "direction";

  @Override
  public String name() {
    return "notebook";
  }

  @Override
  public String description() {
    return "head patching of the last 8 layers, then the causal notebook with the heads it chose";
  }

  @Override
  public int longest(Questions questions) {
    return questions.distracted(Evidence.block(8, DRAWS), DISTRACTORS[DISTRACTORS.length - 1])
        .length;
  }

  @Override
  public JobResult run(Model model, Questions questions) {
    ModelConfig config = model.config();
    CellSet patching = patching(config, questions);
    float[] patched = JobCells.logits(patching, model.run(patching));
    HeadRecovery recovery = recovery(config, patched);
    HeadRecovery.Selection heads =
        HeadRecovery.of(
                recovery.arrayWithZeros(), config.layers(), config.heads(), "recovery of this job")
            .select(TOP_K);
    CellSet causal = causal(config, questions, heads);
    float[] answered = JobCells.logits(causal, model.run(causal));
    float[] logits = new float[patched.length + answered.length];
    System.arraycopy(patched, 0, logits, 0, patched.length);
    System.arraycopy(answered, 0, logits, patched.length, answered.length);
    return new JobResult(
        List.of(patching, causal),
        NdArray.of(logits, logits.length / 2, 2),
        Map.of("head_patching_recovery", recovery.arrayWithZeros()),
        Map.of("selected_heads.txt", heads.text()));
  }

  private static int firstPatched(ModelConfig config) {
    return Math.max(0, config.layers() - ReplicateOptions.LAST_LAYERS);
  }

  private static CellSet patching(ModelConfig config, Questions questions) {
    JobCells cells = new JobCells();
    for (Evidence evidence : List.of(NotebookPrompts.CLEAN, NotebookPrompts.CORRUPT)) {
      cells.ask(questions.prompt(evidence), questions.answers(), List.of());
    }
    PatchGrid.patches(cells, config, questions, firstPatched(config));
    return cells.build();
  }

  /** From the logits of {@link #patching}. */
  private static HeadRecovery recovery(ModelConfig config, float[] logits) {
    HeadRecovery recovery = HeadRecovery.unmeasured(config.layers(), config.heads());
    int cell = 2;
    for (int layer = firstPatched(config); layer < config.layers(); layer++) {
      for (int head = 0; head < config.heads(); head++) {
        recovery.set(
            layer,
            head,
            HeadRecovery.recovery(
                difference(logits, 0), difference(logits, 1), difference(logits, cell++)));
      }
    }
    return recovery;
  }

  private static double difference(float[] logits, int cell) {
    return (double) logits[2 * cell] - logits[2 * cell + 1];
  }

  private static CellSet causal(
      ModelConfig config, Questions questions, HeadRecovery.Selection heads) {
    NotebookDraws.Causal drawn = NotebookDraws.causal(NumpyRandom.ofSeed(0), DRAWS, ORDERS);
    List<Intervention> withoutAnti = HeadRecovery.ablation(heads.anti());
    List<Intervention> withoutBayes = HeadRecovery.ablation(heads.bayes());
    JobCells cells = new JobCells();
    ask(cells, questions, drawn.base(), List.of());
    ask(cells, questions, drawn.drift(), List.of());
    ask(cells, questions, drawn.anti(), withoutAnti);
    ask(cells, questions, drawn.driftBefore(), List.of());
    ask(cells, questions, drawn.driftAfter(), withoutAnti);
    ask(cells, questions, drawn.bayes(), withoutBayes);
    for (int sentences : DISTRACTORS) {
      int[] prompt = questions.distracted(drawn.distractor(), sentences);
      cells.ask(prompt, questions.answers(), List.of());
    }
    cells.ask(questions.swapped(NotebookPrompts.SWAP), questions.swappedAnswers(), List.of());
    askSteered(cells, config, questions);
    return cells.build();
  }

  private static void ask(
      JobCells cells, Questions questions, List<Evidence> drawn, List<Intervention> edits) {
    for (Evidence evidence : drawn) {
      cells.ask(questions.prompt(evidence), questions.answers(), edits);
    }
  }

  private static void askSteered(JobCells cells, ModelConfig config, Questions questions) {
    int block = Math.min(STEERED_BLOCK, config.layers() - 1);
    Site last = Site.at(HookPoint.of(Hook.RESID_POST, block), Positions.LAST);
    cells.tensor(DIRECTION, direction(config.dModel()));
    int[] prompt = questions.prompt(NotebookPrompts.STEERING);
    cells.ask(prompt, questions.answers(), List.of());
    for (double alpha : DOSES) {
      cells.ask(prompt, questions.answers(), List.of(new Steer(last, DIRECTION, alpha)));
    }
  }

  /** sin(i + 1) at length 1: no entry like its neighbour, and written down in a line. */
  private static NdArray direction(int width) {
    double squares = 0;
    for (int i = 0; i < width; i++) {
      squares += Math.pow(Math.sin(i + 1), 2);
    }
    float[] direction = new float[width];
    for (int i = 0; i < width; i++) {
      direction[i] = (float) (Math.sin(i + 1) / Math.sqrt(squares));
    }
    return NdArray.of(direction);
  }
}
