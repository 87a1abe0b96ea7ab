package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.NdArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a run does, each thing done a second way. */
class RunTest {
  private static final Path OWN = Path.of("src", "test", "resources", "golden");
  private static final int[] CLEAN = {1, 5, 9, 3, 17, 22, 4};
  private static final int[] CORRUPT = {1, 5, 8, 3, 30, 22, 4};
  private static final int[] LONGER = {1, 2, 8, 3, 30, 22, 4, 11, 13};
  private static final Offset<Float> CLOSE = Offset.offset(2e-5f);

  private static Model llama;
  private static Model gpt2;

  @BeforeAll
  static void open() {
    llama = GoldenFolders.open(OWN.resolve("llama_gqa"));
    gpt2 = GoldenFolders.open(OWN.resolve("gpt2"));
  }

  @AfterAll
  static void close() {
    llama.close();
    gpt2.close();
  }

  private static CellSet.Builder cells() {
    return CellSet.builder()
        .prompt("clean", CLEAN)
        .prompt("corrupt", CORRUPT)
        .prompt("longer", LONGER)
        .capture(Capture.of("logits"));
  }

  private static Cell corrupt(String id, Intervention... edits) {
    return new Cell(id, "corrupt", List.of(edits), List.of());
  }

  private static Site at(Hook hook, int layer) {
    return Site.all(HookPoint.of(hook, layer));
  }

  private static void assertSame(Results results, String a, String b) {
    assertThat(results.capture(a, "logits").floats())
        .as(a + " = " + b)
        .containsExactly(results.capture(b, "logits").floats(), CLOSE);
  }

  private static void assertDiffer(Results results, String a, String b) {
    assertThat(results.capture(a, "logits").floats())
        .isNotEqualTo(results.capture(b, "logits").floats());
  }

  @Test
  void aFunctionThatZeroesAHeadIsAZeroAblation() {
    HookPoint z = HookPoint.of(Hook.Z, 1);
    List<long[]> seen = new ArrayList<>();
    Edit zeroHead =
        new Edit(
            z,
            t -> {
              seen.add(t.shape().sizes());
              return Ops.indexFill(t, 1, Tensor.of(new int[] {2}), 0);
            });
    CellSet cells =
        cells()
            .cell(corrupt("data", new Ablate(Site.heads(z, 2), Ablation.ZERO)))
            .cell(corrupt("function"))
            .cell(corrupt("base"))
            .build();
    Results results = llama.run(cells, Map.of("function", List.of(zeroHead)), SweepListener.SILENT);
    assertSame(results, "data", "function");
    assertDiffer(results, "base", "function");
    assertThat(seen).singleElement().isEqualTo(new long[] {7, 4, 8});
  }

  @Test
  void aDonorMayBeEditedItself() {
    Site z0 = Site.heads(HookPoint.of(Hook.Z, 0), 1);
    Site z2 = Site.heads(HookPoint.of(Hook.Z, 2), 0, 3);
    Cell donor = new Cell("donor", "clean", List.of(new Scale(z0, -2)), List.of());
    CellSet first = cells().cell(donor).capture(Capture.of("blocks.2.attn.hook_z")).build();
    float[] z = llama.run(first).capture("donor", "blocks.2.attn.hook_z").floats();
    float[] heads = new float[7 * 2 * 8];
    for (int position = 0; position < 7; position++) {
      System.arraycopy(z, (position * 4) * 8, heads, position * 16, 8);
      System.arraycopy(z, (position * 4 + 3) * 8, heads, position * 16 + 8, 8);
    }
    Results results =
        llama.run(
            cells()
                .tensor("z", NdArray.of(heads, 7, 2, 8))
                .cell(corrupt("chained", new Patch(z2, "donor")))
                .cell(donor)
                .cell(corrupt("by hand", new Ablate(z2, new Ablation.PositionVectors("z"))))
                .cell(corrupt("unedited donor", new Patch(z2, "clean")))
                .build());
    assertSame(results, "chained", "by hand");
    assertDiffer(results, "chained", "unedited donor");
  }

  @Test
  void aDonorEditedAtTheSameHookGivesWhatItsEditLeft() {
    Site z = Site.heads(HookPoint.of(Hook.Z, 1), 2);
    Cell donor = new Cell("donor", "clean", List.of(new Ablate(z, Ablation.ZERO)), List.of());
    Results results =
        llama.run(
            cells()
                .cell(corrupt("from donor", new Patch(z, "donor")))
                .cell(corrupt("zero", new Ablate(z, Ablation.ZERO)))
                .cell(donor)
                .build());
    assertSame(results, "from donor", "zero");
  }

  @Test
  void aDonorOfAnotherLengthGivesTheNamedPositions() {
    HookPoint point = HookPoint.of(Hook.RESID_PRE, 1);
    Results captured =
        llama.run(
            cells()
                .cell(Cell.unedited("long", "longer"))
                .capture(Capture.of(point.name()))
                .build());
    float[] stream = captured.capture("long", point.name()).floats();
    float[] rows = new float[7 * 32];
    System.arraycopy(stream, 8 * 32, rows, 3 * 32, 32);
    System.arraycopy(stream, 32, rows, 4 * 32, 32);
    Site site = Site.at(point, Positions.at(3, 4));
    Results results =
        llama.run(
            cells()
                .tensor("rows", NdArray.of(rows, 7, 32))
                .cell(corrupt("mapped", new Patch(site, "longer", Positions.at(8, 1))))
                .cell(corrupt("by hand", new Ablate(site, new Ablation.PositionVectors("rows"))))
                .build());
    assertSame(results, "mapped", "by hand");
  }

  @Test
  void positionMeansAreMeansOfCaptures() {
    String hook = "blocks.1.hook_mlp_out";
    Results captured =
        llama.run(
            cells()
                .cell(Cell.unedited("a", "clean"))
                .cell(Cell.unedited("b", "longer"))
                .capture(Capture.of(hook))
                .build());
    float[] a = captured.capture("a", hook).floats();
    float[] b = captured.capture("b", hook).floats();
    float[] mean = new float[7 * 32];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (a[i] + b[i]) / 2;
    }
    Site site = at(Hook.MLP_OUT, 1);
    Results results =
        llama.run(
            cells()
                .tensor("mean", NdArray.of(mean, 7, 32))
                .cell(
                    corrupt(
                        "means",
                        new Ablate(site, new Ablation.PositionMeans(List.of("clean", "longer")))))
                .cell(corrupt("by hand", new Ablate(site, new Ablation.PositionVectors("mean"))))
                .build());
    assertSame(results, "means", "by hand");
  }

  @Test
  void resamplingIsPatchingFromTheDrawnPrompt() {
    Site z = at(Hook.Z, 1);
    Results results =
        llama.run(
            cells()
                .cell(corrupt("resample", new Ablate(z, new Ablation.Resample("clean"))))
                .cell(corrupt("patch", new Patch(z, "clean")))
                .build());
    assertSame(results, "resample", "patch");
  }

  @Test
  void patchingAHeadsOwnInputIsPatchingWhatItProjects() {
    for (Model model : List.of(llama, gpt2)) {
      Results results =
          model.run(
              cells()
                  .cell(corrupt("q_input", patch(Hook.Q_INPUT, 1)))
                  .cell(corrupt("q", patch(Hook.Q, 1)))
                  .cell(corrupt("k_input", patch(Hook.K_INPUT, 0)))
                  .cell(corrupt("k", patch(Hook.K, 0)))
                  .cell(corrupt("v_input", patch(Hook.V_INPUT, 1)))
                  .cell(corrupt("v", patch(Hook.V, 1)))
                  .cell(corrupt("mlp_in", new Patch(at(Hook.MLP_IN, 1), "clean")))
                  .cell(corrupt("mlp_out", new Patch(at(Hook.MLP_OUT, 1), "clean")))
                  .build());
      assertSame(results, "q_input", "q");
      assertSame(results, "k_input", "k");
      assertSame(results, "v_input", "v");
      assertSame(results, "mlp_in", "mlp_out");
      assertDiffer(results, "q", "k");
    }
  }

  private static Patch patch(Hook hook, int head) {
    return new Patch(Site.heads(HookPoint.of(hook, 1), head), "clean");
  }

  @Test
  void patchingWhatAllPartsOfAttentionReadIsPatchingAttention() {
    Results results =
        gpt2.run(
            cells()
                .cell(corrupt("attn_in", new Patch(at(Hook.ATTN_IN, 1), "clean")))
                .cell(corrupt("attn_out", new Patch(at(Hook.ATTN_OUT, 1), "clean")))
                .build());
    assertSame(results, "attn_in", "attn_out");
  }

  @Test
  void whatIsAddedToTheStreamSumsToIt() {
    for (Model model : List.of(llama, gpt2)) {
      CellSet.Builder cells = cells().cell(Cell.unedited("a", "clean"));
      List.of("resid_pre", "attn_out", "resid_mid", "mlp_out", "resid_post")
          .forEach(hook -> cells.capture(Capture.of("blocks.*.hook_" + hook)));
      Results results = model.run(cells.build());
      for (int layer = 0; layer < model.config().layers(); layer++) {
        String block = "blocks." + layer + ".hook_";
        float[] pre = results.capture("a", block + "resid_pre").floats();
        float[] attn = results.capture("a", block + "attn_out").floats();
        float[] mlp = results.capture("a", block + "mlp_out").floats();
        float[] post = results.capture("a", block + "resid_post").floats();
        for (int i = 0; i < post.length; i++) {
          assertThat(pre[i] + attn[i] + mlp[i]).isCloseTo(post[i], CLOSE);
        }
      }
    }
  }

  @Test
  void anEditOfAHeadsCopyLeavesTheStreamAsItIs() {
    try (Model oneHead = GoldenFolders.open(OWN.resolve("tl_relu_1head"))) {
      CellSet.Builder cells = cells();
      for (Hook hook : List.of(Hook.Q_INPUT, Hook.K_INPUT, Hook.V_INPUT, Hook.ATTN_IN)) {
        cells.cell(corrupt(hook.suffix(), new Ablate(at(hook, 1), Ablation.ZERO)));
      }
      List.of("resid_pre", "attn_out", "resid_mid")
          .forEach(hook -> cells.capture(Capture.of("blocks.1.hook_" + hook)));
      CellSet set = cells.build();
      Results results = oneHead.run(set);
      for (Cell cell : set.cells()) {
        float[] pre = results.capture(cell.id(), "blocks.1.hook_resid_pre").floats();
        float[] attn = results.capture(cell.id(), "blocks.1.hook_attn_out").floats();
        float[] mid = results.capture(cell.id(), "blocks.1.hook_resid_mid").floats();
        for (int i = 0; i < mid.length; i++) {
          assertThat(pre[i] + attn[i]).as(cell.id()).isCloseTo(mid[i], CLOSE);
        }
      }
    }
  }

  @Test
  void cuttingARunIntoWavesChangesNothing() {
    CellSet.Builder builder = cells().readout("xy", Readout.among(Map.of("X", 3)));
    for (int layer = 0; layer < 3; layer++) {
      for (int head = 0; head < 4; head++) {
        Site z = Site.heads(HookPoint.of(Hook.Z, layer), head);
        builder.cell(
            new Cell("z" + layer + head, "corrupt", List.of(new Patch(z, "clean")), List.of("xy")));
      }
    }
    CellSet cells = builder.build();
    Results whole = llama.run(cells);
    List<Double> shares = new ArrayList<>();
    try (Model small =
        Model.open(
            ModelSource.resolve(OWN.resolve("llama_gqa").toString()),
            ModelOptions.standard().withActivationBytes(1))) {
      Results cut = small.run(cells, (done, all, share) -> shares.add(share));
      assertThat(cut.readings())
          .extracting(Reading::cell)
          .containsExactlyElementsOf(whole.readings().stream().map(Reading::cell).toList());
      for (Cell cell : cells.cells()) {
        assertThat(cut.capture(cell.id(), "logits").floats())
            .containsExactly(whole.capture(cell.id(), "logits").floats(), CLOSE);
      }
    }
    assertThat(shares).isSorted().endsWith(1.0);
  }

  @Test
  void aDonorOfADonorOfADonorGivesWhatAllThreeLeft() {
    Site z0 = Site.heads(HookPoint.of(Hook.Z, 0), 1);
    Site z1 = Site.heads(HookPoint.of(Hook.Z, 1), 0);
    Site z2 = Site.heads(HookPoint.of(Hook.Z, 2), 3);
    Cell first = new Cell("first", "clean", List.of(new Scale(z0, -2)), List.of());
    Cell second = corrupt("second", new Patch(z1, "first"));
    Cell third = new Cell("third", "clean", List.of(new Patch(z2, "second")), List.of());
    CellSet set = cells().cell(third).cell(second).cell(first).build();
    assertPlain(llama, set);
  }

  @Test
  void anEditedDonorOfAnotherLengthGivesTheNamedPositions() {
    Site pre = Site.at(HookPoint.of(Hook.RESID_PRE, 1), Positions.at(2, 4));
    Site z = Site.at(HookPoint.of(Hook.Z, 0), Positions.LAST);
    Cell donor = new Cell("donor", "longer", List.of(new Scale(z, 3)), List.of());
    CellSet set =
        cells()
            .cell(corrupt("taker", new Patch(pre, "donor", Positions.at(8, 0))))
            .cell(donor)
            .build();
    assertPlain(llama, set);
  }

  /** Every cell's logits, together and each in a wave of its own, are those of the plain pass. */
  private static void assertPlain(Model model, CellSet set) {
    GoldenEngine engine = GoldenEngine.load(OWN.resolve(model.name()));
    CellDraw.Drawn drawn = new CellDraw.Drawn(set, Map.of());
    assertThat(new CellCheck(engine, drawn, GoldenEngine.EACH_ALONE).difference()).isNull();
  }

  @Test
  void aDonorWhoseEditsFireOnlyInItsOwnWaveIsNotRefused() {
    Cell donor = corrupt("donor", new Scale(at(Hook.Z, 2), 2), new Scale(at(Hook.RESID_PRE, 0), 3));
    Cell taker = corrupt("taker", new Patch(at(Hook.Z, 0), "donor"));
    assertPlain(llama, cells().cell(taker).cell(donor).build());
  }

  @Test
  void keysAloneCanBeKept() {
    String hook = "blocks.1.attn.hook_k";
    CellSet.Builder keys =
        CellSet.builder().prompt("clean", CLEAN).cell(Cell.unedited("a", "clean"));
    float[] alone = llama.run(keys.capture(Capture.of(hook)).build()).capture("a", hook).floats();
    float[] among =
        llama.run(keys.capture(Capture.of("logits")).build()).capture("a", hook).floats();
    assertThat(alone).containsExactly(among, CLOSE);
  }

  @Test
  void anEditOfScoresDoesNotShowWhereAQueryDoesNotLook() {
    String hook = "blocks.1.attn.hook_attn_scores";
    CellSet cells =
        cells()
            .cell(corrupt("zero", new Ablate(at(Hook.ATTN_SCORES, 1), Ablation.ZERO)))
            .capture(Capture.of(hook))
            .build();
    float[] scores = llama.run(cells).capture("zero", hook).floats();
    for (int i = 0; i < scores.length; i++) {
      boolean sees = i % 7 <= i / 7 % 7; // [head, query, key]
      assertThat(scores[i]).isEqualTo(sees ? 0 : Float.NEGATIVE_INFINITY);
    }
  }

  @Test
  void aCellThatOverflowsDoesNotReachItsNeighbours() {
    Site scale = Site.at(HookPoint.of(Hook.LN1_SCALE, 1), Positions.at(4));
    CellSet cells =
        cells()
            .cell(corrupt("divides by zero", new Ablate(scale, Ablation.ZERO)))
            .cell(corrupt("base"))
            .build();
    for (Model model : List.of(llama, gpt2)) {
      Results results = model.run(cells);
      int vocabulary = model.config().vocabOut();
      float[] base = results.capture("base", "logits").floats();
      float[] broken = results.capture("divides by zero", "logits").floats();
      float[] alone =
          model.run(cells().cell(corrupt("base")).build()).capture("base", "logits").floats();
      assertThat(base).containsExactly(alone, CLOSE);
      for (int i = 0; i < broken.length; i++) {
        if (i < 4 * vocabulary) { // what lies before it has not seen it
          assertThat(broken[i]).isEqualTo(alone[i], CLOSE);
        } else {
          assertThat(broken[i]).isNaN();
        }
      }
    }
  }

  @Test
  void whoElseIsInTheRunDoesNotChangeHowARowIsNormed() {
    String hook = "blocks.0.attn.hook_k";
    for (Model model : List.of(llama, gpt2)) {
      CellSet alone = cells().cell(corrupt("base")).capture(Capture.of(hook)).build();
      CellSet among =
          cells()
              .cell(corrupt("base"))
              .cell(corrupt("scale", new Scale(at(Hook.LN1_SCALE, 0), 2)))
              .cell(corrupt("result", new Scale(at(Hook.RESULT, 0), 2)))
              .capture(Capture.of(hook))
              .build();
      Offset<Float> twoBits = Offset.offset(5e-7f);
      assertThat(model.run(among).capture("base", hook).floats())
          .containsExactly(model.run(alone).capture("base", hook).floats(), twoBits);
    }
  }

  @Test
  void neitherProgressNorCuttingAgainChangesABit() {
    CellSet.Builder builder = cells();
    for (int head = 0; head < 4; head++) {
      Site z = Site.heads(HookPoint.of(Hook.Z, 1), head);
      builder.cell(corrupt("z" + head, new Patch(z, "clean")));
      builder.cell(corrupt("mean" + head, new Ablate(z, Ablation.MEAN)));
    }
    CellSet cells = builder.build();
    GoldenEngine engine = GoldenEngine.load(OWN.resolve("llama_gqa"));
    for (long bytes : new long[] {1, 1 << 15, ModelOptions.ACTIVATION_BYTES}) {
      Results once = engine.model(bytes).run(cells);
      Results again = engine.model(bytes).run(cells, (done, all, share) -> {});
      for (Cell cell : cells.cells()) {
        assertThat(again.capture(cell.id(), "logits").floats())
            .isEqualTo(once.capture(cell.id(), "logits").floats());
      }
    }
  }

  @Test
  void theSameCellsGiveTheSameBits() {
    CellSet cells =
        cells().cell(corrupt("a", new Patch(at(Hook.Z, 1), "clean"))).cell(corrupt("b")).build();
    float[] once = llama.run(cells).capture("a", "logits").floats();
    assertThat(llama.run(cells).capture("a", "logits").floats()).isEqualTo(once);
  }

  @Test
  void readoutsAreWhatTheLogitsSay() {
    Map<String, List<Integer>> among = new LinkedHashMap<>();
    among.put("X", List.of(3, 8));
    among.put("Y", List.of(11));
    Site z = Site.heads(HookPoint.of(Hook.Z, 1), 2);
    CellSet cells =
        cells()
            .readout("xy", new Readout(among, Positions.at(-1, 2), 4, true))
            .cell(
                new Cell("edited", "corrupt", List.of(new Ablate(z, Ablation.ZERO)), List.of("xy")))
            .cell(Cell.unedited("base", "corrupt", "xy"))
            .build();
    Results results = llama.run(cells);
    int vocabulary = llama.config().vocabOut();
    float[] edited = results.capture("edited", "logits").floats();
    float[] base = results.capture("base", "logits").floats();
    assertThat(results.readings("edited")).extracting(Reading::position).containsExactly(6, 2);
    for (Reading reading : results.readings("edited")) {
      double[] p = softmax(edited, reading.position(), vocabulary);
      double[] q = softmax(base, reading.position(), vocabulary);
      double kl = 0;
      for (int i = 0; i < vocabulary; i++) {
        kl += q[i] * Math.log(q[i] / p[i]);
      }
      Offset<Double> close = Offset.offset(1e-6);
      assertThat(reading.probabilities()[0]).isCloseTo(p[3] + p[8], close);
      assertThat(reading.probabilities()[1]).isCloseTo(p[11], close);
      assertThat(reading.mass()).isCloseTo(p[3] + p[8] + p[11], close);
      assertThat(reading.among(0)).isCloseTo((p[3] + p[8]) / (p[3] + p[8] + p[11]), close);
      assertThat(reading.logitDifferenceNats())
          .isCloseTo(Math.log((p[3] + p[8]) / p[11]), Offset.offset(1e-5));
      assertThat(reading.klNats()).isCloseTo(kl, close);
      assertThat(reading.topTokens()).hasSize(4);
      for (int i = 0; i < 4; i++) {
        assertThat(reading.topProbabilities()[i]).isCloseTo(p[reading.topTokens()[i]], close);
      }
      double fourth = reading.topProbabilities()[3];
      assertThat(Arrays.stream(p).filter(x -> x > fourth + 1e-6).count()).isEqualTo(3);
    }
    assertThat(results.readings("base")).allSatisfy(r -> assertThat(r.klNats()).isZero());
  }

  private static double[] softmax(float[] logits, int position, int vocabulary) {
    double[] p = new double[vocabulary];
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      p[i] = Math.exp(logits[position * vocabulary + i]);
      sum += p[i];
    }
    for (int i = 0; i < vocabulary; i++) {
      p[i] /= sum;
    }
    return p;
  }

  @Test
  void capturingSomePositionsIsASliceOfCapturingAll() {
    String hook = "blocks.1.attn.hook_pattern";
    Results all =
        llama.run(cells().cell(Cell.unedited("a", "clean")).capture(Capture.of(hook)).build());
    Results some =
        llama.run(
            cells()
                .cell(Cell.unedited("a", "clean"))
                .capture(Capture.of(hook, Positions.at(2, 5)))
                .capture(Capture.of("blocks.2.attn.hook_k", Positions.at(4)))
                .build());
    float[] whole = all.capture("a", hook).floats();
    float[] part = some.capture("a", hook).floats();
    assertThat(some.capture("a", hook).shape()).containsExactly(4, 2, 7);
    for (int head = 0; head < 4; head++) {
      for (int key = 0; key < 7; key++) {
        assertThat(part[(head * 2) * 7 + key]).isEqualTo(whole[(head * 7 + 2) * 7 + key], CLOSE);
        assertThat(part[(head * 2 + 1) * 7 + key])
            .isEqualTo(whole[(head * 7 + 5) * 7 + key], CLOSE);
      }
    }
    assertThat(some.capture("a", "blocks.2.attn.hook_k").shape()).containsExactly(1, 2, 8);
  }

  @Test
  void stoppingAndStartingAtALayerGiveTheReference() {
    for (String name : List.of("llama_gqa", "gpt2", "tl_attn_only", "tl_relu_1head")) {
      try (GoldenModel golden = new GoldenModel(OWN.resolve(name));
          Model model = GoldenFolders.open(OWN.resolve(name))) {
        golden.reference.get("partial").forEach(part -> checkPartial(golden, model, part));
      }
    }
  }

  private static void checkPartial(GoldenModel golden, Model model, JsonNode part) {
    int layer = part.get("start_at_layer").asInt();
    int layers = model.config().layers();
    HookPoint entrance =
        layer < layers
            ? HookPoint.of(Hook.RESID_PRE, layer)
            : HookPoint.of(Hook.RESID_POST, layers - 1);
    NdArray resid = golden.tensor(part.get("resid").asString());
    CellSet.Builder cells =
        CellSet.builder()
            .prompt("given", new int[(int) resid.shape()[0]]) // its tokens are never looked at
            .tensor("resid", resid)
            .cell(
                new Cell(
                    "start",
                    "given",
                    List.of(new Ablate(Site.all(entrance), new Ablation.PositionVectors("resid"))),
                    List.of()))
            .capture(new Capture("logits", Positions.ALL, List.of("start")));
    if (part.has("stop_at_layer")) {
      cells
          .prompt("p", golden.prompt(part.get("prompt").asString()))
          .cell(Cell.unedited("stop", "p"))
          .capture(new Capture(entrance.name(), Positions.ALL, List.of("stop")));
    }
    Results results = model.run(cells.build());
    assertThat(results.capture("start", "logits").floats())
        .containsExactly(golden.tensor(part.get("logits").asString()).floats(), CLOSE);
    if (part.has("stop_at_layer")) {
      assertThat(results.capture("stop", entrance.name()).floats())
          .containsExactly(resid.floats(), CLOSE);
    }
  }

  @Test
  void theLensAtTheLastLayerIsTheModelsOwnPrediction() {
    String hook = "blocks.2.hook_resid_post";
    Results results =
        llama.run(cells().cell(Cell.unedited("a", "clean")).capture(Capture.of(hook)).build());
    assertThat(llama.unembed(results.capture("a", hook), true).floats())
        .containsExactly(results.capture("a", "logits").floats(), CLOSE);
  }

  @Test
  void aFunctionThatChangesTheShapeIsRefused() {
    Edit narrow = new Edit(HookPoint.of(Hook.RESID_POST, 0), t -> Ops.narrow(t, 0, 0, 2));
    CellSet cells = cells().cell(corrupt("a")).build();
    assertThatThrownBy(() -> llama.run(cells, Map.of("a", List.of(narrow)), SweepListener.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("[2, 32]", "[7, 32]");
  }

  @Test
  void aRunThatOnlyKeepsEmbeddingsComputesNothingElse() {
    CellSet cells =
        CellSet.builder()
            .prompt("clean", CLEAN)
            .cell(Cell.unedited("a", "clean"))
            .capture(Capture.of("hook_embed"))
            .build();
    List<Double> shares = new ArrayList<>();
    Results results = llama.run(cells, (done, all, share) -> shares.add(share));
    assertThat(results.captures()).containsOnlyKeys("a/hook_embed");
    assertThat(llama.plan(cells).work().flops()).isZero();
    assertThat(shares).containsExactly(1.0);
  }

  @Test
  void aRunThatOnlyKeepsWhatEntersALayerStopsThere() {
    String entrance = "blocks.1.hook_resid_pre";
    CellSet.Builder alone =
        CellSet.builder().prompt("clean", CLEAN).cell(Cell.unedited("a", "clean"));
    Results results = llama.run(alone.capture(Capture.of(entrance)).build());
    Results whole =
        llama.run(cells().cell(Cell.unedited("a", "clean")).capture(Capture.of(entrance)).build());
    assertThat(results.capture("a", entrance).floats())
        .containsExactly(whole.capture("a", entrance).floats(), CLOSE);
  }

  @Test
  void aRunLeavesNoNativeMemoryBehind() {
    CellSet cells =
        cells()
            .cell(corrupt("a", new Patch(at(Hook.PATTERN, 1), "clean")))
            .cell(corrupt("b", new Ablate(at(Hook.Z, 1), Ablation.MEAN)))
            .build();
    llama.run(cells);
    long before = Tensor.live();
    llama.run(cells);
    assertThat(Tensor.live()).isEqualTo(before);
  }
}
