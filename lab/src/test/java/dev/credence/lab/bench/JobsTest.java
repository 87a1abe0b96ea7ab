package dev.credence.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Evidence;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.NotebookDraws;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Workload;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs on a narrow model with SmolLM2's number of layers and heads: cells and counts. */
class JobsTest {
  /** The sums of a few hundred terms of order 1, in another order. */
  private static final double ROUNDING = 2e-5;

  private static final int LAYERS = 30;
  private static final int HEADS = 9;
  private static final int TOKENS = 55;

  private static Model model = unset();
  private static final Questions QUESTIONS = new SyntheticQuestions(300, "a test");

  private static ModelConfig.Builder narrow() {
    return ModelConfig.builder()
        .layers(LAYERS)
        .dModel(18)
        .heads(HEADS)
        .kvHeads(3)
        .dHead(2)
        .dMlp(12)
        .vocab(300)
        .context(256)
        .norm(NormKind.RMS, 1e-5)
        .activation(ActivationFunction.SILU)
        .gated(true)
        .positions(new PositionScheme.Rotary(2, 10_000, false, new RotaryScaling.Unscaled()));
  }

  @SuppressWarnings("NullAway") // set before each test runs
  private static Model unset() {
    return null;
  }

  @BeforeAll
  static void draw() {
    model = DrawnModel.of("narrow", narrow().build(), 1, ModelOptions.standard());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static float logit(NdArray logits, int cell, int symbol) {
    return logits.floats()[2 * cell + symbol];
  }

  /** Rows of different branches sum their keys in different orders, so the last bit may differ. */
  private static void same(NdArray logits, int one, int other) {
    for (int symbol = 0; symbol < 2; symbol++) {
      assertThat((double) logit(logits, one, symbol))
          .isCloseTo(logit(logits, other, symbol), within(ROUNDING));
    }
  }

  @Test
  void thePatchGridHasACellForEachHeadLayerByLayer() {
    JobResult result = new PatchGrid().run(model, QUESTIONS);
    assertThat(result.cells()).isEqualTo(LAYERS * HEADS);
    assertThat(result.logits().shape()).containsExactly(LAYERS * HEADS, 2);
    List<Cell> cells = result.sets().getFirst().cells();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int head = 0; head < HEADS; head++) {
        assertThat(cells.get(layer * HEADS + head).interventions().getFirst().site().toString())
            .contains("blocks." + layer + ".attn.hook_z", Integer.toString(head));
      }
    }
  }

  @Test
  void eachCellOfTheGridIsWhatItIsAlone() {
    JobResult result = new PatchGrid().run(model, QUESTIONS);
    CellSet set = result.sets().getFirst();
    for (int i = 0; i < set.cells().size(); i += 37) {
      CellSet alone =
          new CellSet(
              set.prompts(), set.tensors(), set.readouts(), List.of(set.cells().get(i)), List.of());
      double[] logits = model.run(alone).readings().getFirst().logits();
      assertThat((double) logit(result.logits(), i, 0)).isCloseTo(logits[0], within(ROUNDING));
      assertThat((double) logit(result.logits(), i, 1)).isCloseTo(logits[1], within(ROUNDING));
    }
  }

  @Test
  void everySequenceStandsOnceUnderEachIntervention() {
    CellSet cells = new EverySequence(3).cells(model.config(), QUESTIONS);
    assertThat(cells.cells()).hasSize(8 * 97);
    assertThat(cells.prompts()).hasSize(8);
    assertThat(cells.cells().stream().map(c -> List.of(c.prompt(), c.interventions())).distinct())
        .hasSize(8 * 97);
    assertThat(cells.prompts().get(cells.cells().get(97).prompt()))
        .isEqualTo(QUESTIONS.prompt(Evidence.of("XXY")));
  }

  @Test
  void wavesOfASweepGiveWhatOneWaveGives() {
    JobResult whole = new EverySequence(3).run(model, QUESTIONS);
    ModelOptions narrowMemory = ModelOptions.standard().withActivationBytes(1 << 18);
    try (Model small = DrawnModel.of("narrow", narrow().build(), 1, narrowMemory)) {
      assertThat(small.plan(whole.sets().getFirst()).work().waves()).isGreaterThan(3);
      JobResult cut = new EverySequence(3).run(small, QUESTIONS);
      for (int i = 0; i < whole.cells(); i++) {
        assertThat((double) logit(cut.logits(), i, 0))
            .isCloseTo(logit(whole.logits(), i, 0), within(ROUNDING));
      }
    }
  }

  @Test
  void theWorkOfTheGridIsThatOfItsCells() {
    Workload work = Bench.work(model, new PatchGrid().run(model, QUESTIONS).sets());
    int passes = LAYERS * HEADS; // the clean prompt is run too, but is no cell
    assertThat(work.cells()).isEqualTo(LAYERS * HEADS);
    assertThat(work.distinctCells()).isEqualTo(LAYERS * HEADS);
    assertThat(work.naiveRows() * LAYERS).isEqualTo((long) passes * TOKENS * LAYERS);
    // By hand, multiplications and additions: q and o, k and v, gate, in and out; scores, values.
    double perRow = 2 * 18 * (2 * 9 * 2 + 2 * 3 * 2 + 3 * 12);
    double attention = 4.0 * TOKENS * TOKENS * 9 * 2;
    double pass = LAYERS * (TOKENS * perRow + attention) + 2.0 * TOKENS * 18 * 300;
    assertThat(work.naiveFlops()).isCloseTo(passes * pass, within(1.0));
    assertThat(work.livingRows()).isPositive().isLessThan(work.naiveRows() * LAYERS);
    assertThat(work.flops()).isPositive().isLessThan(work.naiveFlops());
    assertThat(work.waves()).isEqualTo(1);
  }

  @Test
  void theNotebookIs556CellsInItsOrder() {
    JobResult result = new NotebookJob().run(model, QUESTIONS);
    NdArray logits = result.logits();
    assertThat(result.sets()).hasSize(2);
    assertThat(result.sets().get(0).cells()).hasSize(2 + 8 * HEADS);
    assertThat(logits.shape()).containsExactly(556, 2);
    CellSet causal = result.sets().get(1);
    assertThat(edits(causal, 74, 229)).isEqualTo(0);
    assertThat(edits(causal, 229, 284)).isEqualTo(55);
    assertThat(edits(causal, 284, 384)).isEqualTo(0);
    assertThat(edits(causal, 384, 539)).isEqualTo(155);
    assertThat(edits(causal, 539, 546)).isEqualTo(0);
    assertThat(edits(causal, 546, 556)).isEqualTo(10);
    same(logits, 545, 551); // not steered, and steered by 0
    same(logits, 546, 554); // steered by 5, twice
    assertThat(logit(logits, 547, 0)).isNotEqualTo(logit(logits, 545, 0));
    assertThat(causal.readouts()).hasSize(2);
    assertThat(causal.cells().get(544 - 74).readouts())
        .isNotEqualTo(causal.cells().get(543 - 74).readouts());
  }

  /** Cells with interventions, of rows of the whole job. */
  private static long edits(CellSet causal, int from, int to) {
    return causal.cells().subList(from - 74, to - 74).stream()
        .filter(cell -> !cell.interventions().isEmpty())
        .count();
  }

  @Test
  void theNotebooksDistinctCellsAreThoseOfItsDraws() {
    Workload work = Bench.work(model, new NotebookJob().run(model, QUESTIONS).sets());
    NotebookDraws.Causal drawn = NotebookDraws.causal(NumpyRandom.ofSeed(0), 10, 5);
    Set<Evidence> unedited = new HashSet<>(drawn.base());
    unedited.addAll(drawn.drift());
    unedited.addAll(drawn.driftBefore());
    unedited.add(drawn.distractor());
    unedited.add(NotebookPrompts.STEERING);
    Set<Evidence> anti = new HashSet<>(drawn.anti());
    anti.addAll(drawn.driftAfter());
    Set<Evidence> bayes = new HashSet<>(drawn.bayes());
    int distractors = 4;
    int swap = 1;
    int doses = 9;
    assertThat(work.cells()).isEqualTo(556);
    assertThat(work.distinctCells())
        .isEqualTo(
            (2 + 8 * HEADS)
                + unedited.size()
                + anti.size()
                + bayes.size()
                + distractors
                + swap
                + doses);
  }

  @Test
  void theHeadsAreThoseThatTheJobsOwnPatchingChose() {
    JobResult result = new NotebookJob().run(model, QUESTIONS);
    NdArray logits = result.logits();
    double clean = (double) logit(logits, 0, 0) - logit(logits, 0, 1);
    double corrupt = (double) logit(logits, 1, 0) - logit(logits, 1, 1);
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 8 * HEADS; i++) {
      double patched = (double) logit(logits, 2 + i, 0) - logit(logits, 2 + i, 1);
      double recovery = (patched - corrupt) / (clean - corrupt);
      if (recovery > most) {
        most = recovery;
        best = i;
      }
    }
    String first = (LAYERS - 8 + best / HEADS) + "," + best % HEADS;
    List<String> lines =
        Objects.requireNonNull(result.texts().get("selected_heads.txt")).lines().toList();
    assertThat(lines.subList(0, 2)).containsExactly("BAYES_HEADS", first);
    assertThat(lines).hasSize(1 + 20 + 1 + 1 + 20);
    assertThat(Objects.requireNonNull(result.arrays().get("head_patching_recovery")).shape())
        .containsExactly(LAYERS, HEADS);
  }

  @Test
  void aSinglePromptIsOneCellOfTwentyCalls() {
    Job job = Jobs.named("single");
    JobResult result = job.run(model, QUESTIONS);
    assertThat(result.logits().shape()).containsExactly(1, 2);
    assertThat(job.measuring(5)).isEqualTo(new Repeats(3, 20));
    assertThat(job.answering()).isEqualTo(new Repeats(3, 20));
    assertThat(new PatchGrid().measuring(5)).isEqualTo(new Repeats(1, 5));
    assertThat(new PatchGrid().answering()).isEqualTo(Repeats.ONCE);
    double clean = new NotebookJob().run(model, QUESTIONS).logits().floats()[0];
    assertThat((double) logit(result.logits(), 0, 0)).isCloseTo(clean, within(ROUNDING));
  }

  @Test
  void runsAreCountedWarmUpsFirst(@TempDir Path folder) {
    List<Integer> begun = new ArrayList<>();
    Bench bench = new Bench(model, QUESTIONS);
    Bench.Timed timed = bench.time(new SinglePrompt(), new Repeats(2, 3), begun::add);
    assertThat(begun).containsExactly(0, 1, 2, 3, 4);
    assertThat(timed.seconds()).hasSize(3);
    Measurement measured = Bench.measurement(timed);
    assertThat(measured.median()).isBetween(measured.fastest(), measured.slowest());
    assertThat(measured.flopPerSecond()).isEqualTo(measured.work().flops() / measured.median());

    List<Path> files = Bench.write(folder.resolve("made"), timed);
    assertThat(files).allMatch(Files::isRegularFile).hasSize(2);
    assertThat(Npy.read(files.getFirst()).floats()).isEqualTo(timed.result().logits().floats());
  }

  @Test
  void aModelWithTooShortAContextIsToldWhy() {
    try (Model shorter =
        DrawnModel.of("shorter", narrow().context(60).build(), 1, ModelOptions.standard())) {
      assertThat(new PatchGrid().whyNot(shorter, QUESTIONS)).isNull();
      assertThat(new NotebookJob().whyNot(shorter, QUESTIONS)).contains("135 tokens", "60");
    }
  }

  @Test
  void anUnknownJobIsToldWhichThereAre() {
    assertThatThrownBy(() -> Jobs.named("grid"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"grid\"")
        .hasMessageContaining("patch-grid, notebook, single");
  }
}
