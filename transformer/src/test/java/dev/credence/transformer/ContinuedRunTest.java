package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run that goes on token by token has at each step the logits of a plain run of the whole
 * sequence, in every golden family, with and without edits.
 */
class ContinuedRunTest {
  private static final Path LLAMA = Path.of("src", "test", "resources", "golden", "llama_gqa");

  /** More than the golden windows (5) hold, fewer than the shortest golden context leaves. */
  private static final int STEPS = 9;

  static Stream<Path> models() throws IOException {
    return GoldenFolders.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyStepHasTheLogitsOfAPlainRun(Path folder, TestReporter reporter) {
    try (GoldenModel golden = new GoldenModel(folder);
        Model model = GoldenFolders.open(folder)) {
      Cases cases = new Cases(golden, model);
      int width = model.config().dModel();
      cases.add("unedited");
      cases.add(
          "steered",
          new Steer(Site.all(HookPoint.of(Hook.RESID_POST, 0)), cases.vector(width), .7));
      cases.add("head gone", new Ablate(Site.heads(HookPoint.of(Hook.Z, 1), 0), Ablation.ZERO));
      cases.add(
          "patched",
          new Patch(Site.at(HookPoint.of(Hook.RESID_PRE, 1), Positions.at(1, 2)), "other"));
      cases.add("patched at all", new Patch(Site.heads(HookPoint.of(Hook.Z, 0), 0), "other"));
      cases.add(
          "overwritten before its keys are read",
          new Patch(Site.at(HookPoint.of(Hook.RESID_PRE, 1), Positions.LAST), "other"));
      cases.add(
          "vector everywhere",
          new Ablate(
              Site.all(HookPoint.of(Hook.RESID_PRE, 1)), new Ablation.Vector(cases.vector(width))));
      cases.add(
          "means",
          new Ablate(
              Site.all(HookPoint.of(Hook.ATTN_OUT, 0)),
              new Ablation.PositionMeans(List.of("base", "other"))));
      for (HookPoint point : model.hooks().points()) {
        if (point.hook() != Hook.LOGITS) {
          cases.add("scaled " + point, new Scale(Site.all(point), 1.3));
        }
      }
      cases.check(folder, reporter);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void editsDrawnAtRandomGoOnAsInAPlainRun(Path folder, TestReporter reporter) {
    try (GoldenModel golden = new GoldenModel(folder);
        Model model = GoldenFolders.open(folder)) {
      Cases cases = new Cases(golden, model);
      for (int i = 0; i < 25; i++) {
        cases.add("case " + i, cases.random(), cases.random(), cases.random());
      }
      cases.check(folder, reporter);
    }
  }

  /** Cells of one model, each continued and compared with a plain run. */
  private static final class Cases {
    private final Model model;
    private final Random random = new Random(7);
    private final double tolerance;
    private final int[] base;
    private final CellSet.Builder set = CellSet.builder();
    private final Map<String, List<Intervention>> edits = new LinkedHashMap<>();
    private int tensors;

    Cases(GoldenModel golden, Model model) {
      this.model = model;
      // Both runs are float32; each may be as far from the exact value as the reference is.
      double reference =
          golden.reference.path("checks").path("interventions_vs_float64_rel").asDouble(0);
      boolean caps = model.config().attentionSoftcap() != 0 || model.config().logitSoftcap() != 0;
      this.tolerance = Math.max(caps ? 2e-5 : 1e-5, 2 * reference);
      base = random.ints(6, 0, model.config().vocab()).toArray();
      int[] other = base.clone();
      other[1] = (other[1] + 1) % model.config().vocab();
      other[5] = (other[5] + 3) % model.config().vocab();
      set.prompt("base", base).prompt("other", other);
    }

    void add(String id, Intervention... interventions) {
      edits.put(id, List.of(interventions));
    }

    String vector(int... shape) {
      float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      String name = "t" + tensors++;
      set.tensor(name, NdArray.of(values, Arrays.stream(shape).asLongStream().toArray()));
      return name;
    }

    Intervention random() {
      List<HookPoint> points =
          model.hooks().points().stream()
              .filter(point -> point.hook() != Hook.LOGITS && !point.hook().isAttention())
              .filter(point -> !point.hook().suffix().endsWith("hook_scale")) // 0 divides there
              .filter(point -> !point.hook().suffix().endsWith("_input")) // see checkHeadInputs
              .filter(point -> point.hook() != Hook.ATTN_IN)
              .toList();
      HookPoint point = points.get(random.nextInt(points.size()));
      int[] row = model.hooks().rowShape(point);
      Positions positions =
          switch (random.nextInt(4)) {
            case 0 -> Positions.LAST;
            case 1 -> Positions.at(4, 2);
            default -> Positions.ALL;
          };
      List<Integer> heads =
          point.hook().hasHeads() && random.nextBoolean()
              ? List.of(random.nextInt(row[0]))
              : List.of();
      Site site = new Site(point, positions, heads, List.of());
      return switch (random.nextInt(6)) {
        case 0 -> new Ablate(site, Ablation.ZERO);
        case 1 -> new Ablate(site, new Ablation.Vector(vector(row[row.length - 1])));
        case 2 -> new Steer(site, vector(row[row.length - 1]), random.nextGaussian());
        case 3 -> new Scale(site, .5 + random.nextDouble());
        case 4 -> new Patch(site, "other");
        default -> new Ablate(site, new Ablation.PositionMeans(List.of("other", "base")));
      };
    }

    /** The edit of a plain run of the whole sequence that means the same. */
    private Intervention plain(Intervention edit) {
      Site site = edit.site();
      boolean fromElsewhere =
          edit instanceof Patch
              || edit instanceof Interchange
              || (edit instanceof Ablate a && a.kind() instanceof Ablation.PositionMeans);
      int[] prompt = IntStream.range(0, base.length).toArray();
      Positions positions =
          switch (site.positions()) {
            case Positions.All all when !fromElsewhere -> Positions.ALL;
            case Positions.All all -> Positions.at(prompt);
            case Positions other -> Positions.at(other.resolve(base.length, "test"));
          };
      Site here = new Site(site.point(), positions, site.heads(), site.neurons());
      return switch (edit) {
        case Steer steer -> new Steer(here, steer.vector(), steer.alpha());
        case Scale scale -> new Scale(here, scale.factor());
        case Patch patch -> new Patch(here, patch.from());
        case Interchange swap -> new Interchange(here, swap.from(), swap.basis());
        case Ablate ablate -> new Ablate(here, ablate.kind());
      };
    }

    void check(Path folder, TestReporter reporter) {
      edits.forEach((id, list) -> set.cell(new Cell(id, "base", list, List.of())));
      CellSet cells = set.build();
      double largest = 0;
      for (String id : edits.keySet()) {
        List<float[]> steps = new ArrayList<>();
        int[] sequence;
        try (ContinuedRun run = model.begin(cells, id)) {
          steps.add(run.logits());
          for (int i = 0; i < STEPS; i++) {
            run.append(random.nextInt(model.config().vocab()));
            steps.add(run.logits());
          }
          sequence = run.tokens();
        }
        CellSet.Builder plain = CellSet.builder().capture(Capture.of("logits"));
        cells.prompts().forEach(plain::prompt);
        cells.tensors().forEach(plain::tensor);
        List<Intervention> same = edits.get(id).stream().map(this::plain).toList();
        plain.prompt("whole", sequence).cell(new Cell("plain", "whole", same, List.of()));
        float[] logits = model.run(plain.build()).capture("plain", "logits").floats();
        int vocabulary = model.config().vocabOut();
        for (int i = 0; i < steps.size(); i++) {
          float[] found = steps.get(i);
          assertThat(found).hasSize(vocabulary);
          for (int x = 0; x < vocabulary; x++) {
            double expected = logits[(base.length - 1 + i) * vocabulary + x];
            double off = Math.abs(expected - found[x]) / Math.max(1, Math.abs(expected));
            assertThat(off)
                .as("%s, %s %s, step %d, token %d", folder, id, edits.get(id), i, x)
                .isLessThan(tolerance);
            largest = Math.max(largest, off);
          }
        }
      }
      reporter.publishEntry(
          folder.getFileName().toString(),
          String.format(Locale.ROOT, "%d cells, largest error %.1e", edits.size(), largest));
    }
  }

  private static CellSet.Builder llamaCells() {
    return CellSet.builder()
        .prompt("p", 0, 5, 9, 30, 7)
        .prompt("longer", 0, 4, 9, 30, 7, 8, 8)
        .cell(Cell.unedited("a", "p"));
  }

  @Test
  void severalTokensAtOnceAreThoseTokensOneByOne() {
    try (Model model = GoldenFolders.open(LLAMA);
        ContinuedRun one = model.begin(llamaCells().build(), "a");
        ContinuedRun many = model.begin(llamaCells().build(), "a")) {
      int[] more = {3, 50, 12, 9};
      for (int token : more) {
        one.append(token);
      }
      many.append(more);
      assertThat(many.tokens()).isEqualTo(one.tokens()).endsWith(more);
      assertClose(many.logits(), one.logits());
      many.append(8);
      one.append(8);
      assertClose(many.logits(), one.logits());
    }
  }

  @Test
  void aDonorThatIsLongerThanThePromptLeavesItsPastAlone() {
    Patch patch =
        new Patch(
            Site.at(HookPoint.of(Hook.RESID_POST, 0), Positions.LAST), "longer", Positions.at(6));
    CellSet cells = llamaCells().cell(new Cell("b", "p", List.of(patch), List.of())).build();
    CellSet whole =
        CellSet.builder()
            .prompt("p", 0, 5, 9, 30, 7, 11, 12)
            .prompt("longer", 0, 4, 9, 30, 7, 8, 8)
            .cell(
                new Cell(
                    "b",
                    "p",
                    List.of(
                        new Patch(
                            Site.at(patch.site().point(), Positions.at(4)),
                            "longer",
                            Positions.at(6))),
                    List.of()))
            .capture(Capture.of("logits", Positions.LAST))
            .build();
    try (Model model = GoldenFolders.open(LLAMA);
        ContinuedRun run = model.begin(cells, "b")) {
      run.append(11);
      run.append(12);
      assertClose(run.logits(), model.run(whole).capture("b", "logits").floats());
    }
  }

  @Test
  void theCacheGrowsPastItsFirstRoomAndUpToTheContext() {
    try (Model model = GoldenFolders.open(LLAMA);
        ContinuedRun run = model.begin(llamaCells().build(), "a")) {
      Random random = new Random(3);
      while (run.tokens().length < model.config().context()) {
        run.append(random.nextInt(model.config().vocab()));
      }
      CellSet whole =
          CellSet.builder()
              .prompt("p", run.tokens())
              .cell(Cell.unedited("a", "p"))
              .capture(Capture.of("logits", Positions.LAST))
              .build();
      float[] last = run.logits();
      assertClose(last, model.run(whole).capture("a", "logits").floats());
      assertThatThrownBy(() -> run.append(1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "cell a: 1 tokens behind 96 make 97, but the model's context is 96; stop before that");
      assertThat(run.logits()).isEqualTo(last);
    }
  }

  @Test
  void aTokenOutsideTheVocabularyIsRefusedAndTheRunGoesOn() {
    try (Model model = GoldenFolders.open(LLAMA);
        ContinuedRun run = model.begin(llamaCells().build(), "a")) {
      float[] before = run.logits();
      assertThatThrownBy(() -> run.append(3, 97))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("token 97; this model's vocabulary has tokens 0 to 96");
      assertThat(run.tokens()).hasSize(5);
      assertThat(run.logits()).isEqualTo(before);
    }
  }

  @Test
  void aMeanOverARunThatGoesOnIsRefused() {
    Ablate mean = new Ablate(Site.heads(HookPoint.of(Hook.Z, 0), 1), Ablation.MEAN);
    CellSet cells = llamaCells().cell(new Cell("m", "p", List.of(mean), List.of())).build();
    try (Model model = GoldenFolders.open(LLAMA)) {
      assertThatThrownBy(() -> model.begin(cells, "m"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("ablate mean blocks.0.attn.hook_z: the mean over all positions");
      assertThatThrownBy(() -> model.begin(cells, "nobody"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("cell nobody: there is none; these are: [a, m]");
    }
  }

  @Test
  void editsThatActOnThePromptAloneAreTold() {
    HookPoint point = HookPoint.of(Hook.Z, 0);
    Scale everywhere = new Scale(Site.all(point), 2);
    Scale last = new Scale(Site.at(point, Positions.LAST), 2);
    Patch patch = new Patch(Site.all(point), "p");
    CellSet cells =
        llamaCells().cell(new Cell("b", "p", List.of(everywhere, last, patch), List.of())).build();
    try (Model model = GoldenFolders.open(LLAMA);
        ContinuedRun run = model.begin(cells, "b")) {
      assertThat(run.promptOnly()).containsExactly(last, patch);
    }
  }

  @Test
  void aClosedRunLeavesNoNativeMemoryBehind() {
    try (Model model = GoldenFolders.open(LLAMA)) {
      long before = Tensor.live();
      try (ContinuedRun run = model.begin(llamaCells().build(), "a")) {
        run.append(1);
        long after = Tensor.live();
        assertThat(after).isGreaterThan(before);
        IntStream.range(0, 80).forEach(i -> run.append(i));
        assertThat(Tensor.live()).isEqualTo(after); // however long
      }
      assertThat(Tensor.live()).isEqualTo(before);
    }
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).containsExactly(expected, org.assertj.core.api.Assertions.within(1e-5f));
  }
}
