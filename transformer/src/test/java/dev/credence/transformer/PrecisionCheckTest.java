package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.torch.DType;
import dev.credence.torch.Tensor;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.synthetic.LlamaShape;
import dev.credence.transformer.synthetic.SyntheticModel;
import dev.credence.transformer.weights.NdArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reduced precision against float32, and float32 without holding it. */
class PrecisionCheckTest {
  private static final Path OWN = Path.of("src", "test", "resources", "golden");

  /** Float32 against float32, as for every golden model. */
  private static final double TOLERANCE = 2e-5;

  private static Model open(Path folder, DType dtype) {
    return Model.open(
        ModelSource.resolve(folder.toString()), ModelOptions.standard().withDtype(dtype));
  }

  /** The recorded logits are those of the stored weights widened to float32. */
  @ParameterizedTest
  @CsvSource({"llama_gqa_bf16, BFLOAT16", "llama_gqa_fp16, FLOAT16"})
  void theFloat32SideIsTheReference(String name, DType dtype) {
    try (GoldenModel golden = new GoldenModel(OWN.resolve(name));
        Model narrow = open(OWN.resolve(name), dtype);
        Model wide = narrow.widened()) {
      CellSet.Builder cells = CellSet.builder().capture(Capture.of("logits"));
      golden.prompts().forEach(cells::prompt);
      golden.prompts().keySet().forEach(prompt -> cells.cell(Cell.unedited(prompt, prompt)));
      Results results = wide.run(cells.build());
      for (String prompt : golden.prompts().keySet()) {
        float[] expected = golden.tensor("logits/" + prompt).floats();
        float[] found = results.capture(prompt, "logits").floats();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
          assertThat((double) found[i])
              .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"llama_gqa_bf16, BFLOAT16", "llama_gqa_fp16, FLOAT16"})
  void whatIsReportedIsTheDistanceFromTheReference(String name, DType dtype) {
    try (GoldenModel golden = new GoldenModel(OWN.resolve(name));
        Model model = open(OWN.resolve(name), dtype)) {
      CellSet.Builder builder = CellSet.builder().readout("xy", among(5, 9));
      golden.prompts().forEach(builder::prompt);
      golden.prompts().keySet().forEach(p -> builder.cell(Cell.unedited(p, p, "xy")));
      CellSet cells = builder.build();
      Results results = model.run(cells);
      double logits = 0;
      double probabilities = 0;
      double difference = 0;
      for (String prompt : golden.prompts().keySet()) {
        NdArray all = golden.tensor("logits/" + prompt);
        int vocabulary = (int) all.shape()[1];
        float[] last =
            java.util.Arrays.copyOfRange(
                all.floats(), all.floats().length - vocabulary, all.floats().length);
        double sum = IntStream.range(0, vocabulary).mapToDouble(i -> Math.exp(last[i])).sum();
        var found = results.reading(prompt, "xy");
        for (int i = 0; i < 2; i++) {
          int token = List.of(5, 9).get(i);
          logits = Math.max(logits, Math.abs(found.logits()[i] - last[token]));
          probabilities =
              Math.max(
                  probabilities, Math.abs(found.probabilities()[i] - Math.exp(last[token]) / sum));
        }
        difference =
            Math.max(difference, Math.abs(found.logitDifferenceNats() - (last[5] - last[9])));
      }
      var check = (PrecisionCheck.Measured) PrecisionCheck.of(model, cells, results);
      assertThat(logits).as("a precision worth reporting").isGreaterThan(1e-4);
      assertThat(check.checked()).isEqualTo(3);
      assertThat(check.cells()).isEqualTo(3);
      assertThat(check.logits().orElseThrow()).isCloseTo(logits, within(TOLERANCE));
      assertThat(check.probabilities().orElseThrow()).isCloseTo(probabilities, within(TOLERANCE));
      assertThat(check.logitDifferenceNats().orElseThrow())
          .isCloseTo(difference, within(2 * TOLERANCE));
      assertThat(check.line().orElseThrow()).startsWith(dtype + ": ").contains("3 of 3 cells");
      assertThat(check.tree()).containsEntry("status", "compared");
    }
  }

  static List<Path> ownModels() {
    return List.of(
        OWN.resolve("gpt2"),
        OWN.resolve("llama_gqa"),
        OWN.resolve("llama_gqa_bf16"),
        OWN.resolve("llama_gqa_fp16"),
        OWN.resolve("tl_attn_only"),
        OWN.resolve("tl_relu_1head"));
  }

  @ParameterizedTest
  @MethodSource("ownModels")
  void widenedALayerAtATimeIsOpenedInFloat32(Path folder) {
    assertSame(folder);
  }

  @Test
  void soItIsWithMoreTokensThanAreUnembeddedAtOnce(@TempDir Path folder) {
    var shape = new LlamaShape(2, 32, 4, 2, 8, 64, 20_000, 8, true);
    new SyntheticModel(shape, 3).write(folder.resolve("model"));
    assertSame(folder.resolve("model"));
  }

  private static void assertSame(Path folder) {
    try (Model narrow = open(folder, DType.BFLOAT16);
        Model wide = narrow.widened();
        Model whole = open(folder, DType.FLOAT32)) {
      assertThat(wide.options().dtype()).isEqualTo(DType.FLOAT32);
      CellSet cells =
          CellSet.builder()
              .prompt("a", 1, 2, 0, 2, 1)
              .prompt("b", 1, 1, 0, 2, 2)
              .cell(Cell.unedited("a", "a"))
              .cell(new Cell("p", "b", List.of(patch(0, 0)), List.of()))
              .capture(Capture.of("logits"))
              .capture(Capture.of("blocks.*.hook_resid_post"))
              .build();
      Results expected = whole.run(cells);
      Results found = wide.run(cells);
      assertThat(found.captures().keySet()).isEqualTo(expected.captures().keySet());
      expected
          .captures()
          .forEach(
              (name, array) -> {
                float[] f = Objects.requireNonNull(found.captures().get(name)).floats();
                float[] e = array.floats();
                for (int i = 0; i < e.length; i++) {
                  assertThat(f[i])
                      .as(name)
                      .isCloseTo(e[i], within(1e-6f * Math.max(1, Math.abs(e[i]))));
                }
              });
      Results again = wide.run(cells);
      assertThat(again.capture("p", "logits").floats())
          .as("layers come round again")
          .isEqualTo(found.capture("p", "logits").floats());
    }
  }

  @Test
  void aCheckLeavesNoTensorBehind() {
    try (Model model = open(OWN.resolve("llama_gqa_bf16"), DType.BFLOAT16)) {
      CellSet cells = sweep(model);
      Results results = model.run(cells);
      long before = Tensor.live();
      PrecisionCheck.of(model, cells, results);
      assertThat(Tensor.live()).isEqualTo(before);
      assertThat(model.run(cells).readings()).as("the model is as it was").hasSize(20);
    }
  }

  @Test
  void manyCellsAreSampledEvenlyAndFewAreAllTaken() {
    assertThat(PrecisionSample.evenly(new int[] {3, 5, 6})).containsExactly(3, 5, 6);
    int[] all = IntStream.range(0, 545).toArray();
    assertThat(PrecisionSample.evenly(all)).containsExactly(0, 77, 155, 233, 310, 388, 466, 544);
  }

  @Test
  void patchedCellsAreComparedWithTheirDonors() {
    try (Model model = open(OWN.resolve("llama_gqa_bf16"), DType.BFLOAT16)) {
      CellSet cells = sweep(model);
      var check = (PrecisionCheck.Measured) PrecisionCheck.of(model, cells, model.run(cells));
      assertThat(check.checked()).isEqualTo(PrecisionCheck.SAMPLE);
      assertThat(check.cells()).isEqualTo(20);
      assertThat(check.logits().orElseThrow()).isBetween(1e-4, .2);
    }
  }

  @Test
  void float32NeedsNoneAndItCanBeSwitchedOffButNotSilently() {
    try (Model model = open(OWN.resolve("llama_gqa"), DType.FLOAT32)) {
      CellSet cells = sweep(model);
      PrecisionCheck check = PrecisionCheck.of(model, cells, model.run(cells));
      assertThat(check).isEqualTo(new PrecisionCheck.NotNeeded());
      assertThat(check.line()).isEmpty();
    }
    ModelOptions off = ModelOptions.standard().withDtype(DType.FLOAT16).withPrecisionCheck(false);
    Path folder = OWN.resolve("llama_gqa");
    try (Model model = Model.open(ModelSource.resolve(folder.toString()), off)) {
      CellSet cells = sweep(model);
      PrecisionCheck check = PrecisionCheck.of(model, cells, model.run(cells));
      assertThat(check).isEqualTo(new PrecisionCheck.SwitchedOff(DType.FLOAT16));
      assertThat(check.line().orElseThrow()).contains("float16", "not compared");
      assertThat(check.tree()).containsEntry("status", "switched off");
    }
  }

  @Test
  void ofTheLikeliestTokensTheProbabilitiesAreCompared() {
    try (Model model = open(OWN.resolve("llama_gqa"), DType.BFLOAT16);
        Model exact = open(OWN.resolve("llama_gqa"), DType.FLOAT32)) {
      CellSet cells =
          CellSet.builder()
              .prompt("a", 1, 2, 0, 2, 1)
              .readout("top", new Readout(Map.of(), Positions.ALL, 3, false))
              .readout("every", new Readout(Map.of(), Positions.ALL, 97, false))
              .cell(Cell.unedited("a", "a", "top"))
              .cell(Cell.unedited("every", "a", "every"))
              .build();
      Results narrow = model.run(cells);
      Results wide = exact.run(cells);
      double largest = 0;
      for (int position = 0; position < 5; position++) {
        var found = narrow.readings("every").get(position);
        var expected = wide.readings("every").get(position);
        for (int i = 0; i < 97; i++) {
          for (int j = 0; j < 97; j++) {
            if (found.topTokens()[i] == expected.topTokens()[j]) {
              largest =
                  Math.max(
                      largest,
                      Math.abs(found.topProbabilities()[i] - expected.topProbabilities()[j]));
            }
          }
        }
      }
      var check = (PrecisionCheck.Measured) PrecisionCheck.of(model, cells, narrow);
      assertThat(check.probabilities().orElseThrow()).isCloseTo(largest, within(TOLERANCE));
      assertThat(check.logits()).isEqualTo(OptionalDouble.empty());
      assertThat(check.line().orElseThrow()).contains("in P").doesNotContain("logits");
    }
  }

  @Test
  void whatIsNoNumberIsNotHidden() {
    try (Model model = open(OWN.resolve("llama_gqa"), DType.FLOAT16)) {
      Site stream = Site.all(HookPoint.parse("blocks.0.hook_resid_post"));
      CellSet cells =
          CellSet.builder()
              .prompt("a", 1, 2, 0)
              .readout("xy", among(5, 9))
              .cell(new Cell("beyond", "a", List.of(new Scale(stream, 1e8)), List.of("xy")))
              .build();
      var check = (PrecisionCheck.Measured) PrecisionCheck.of(model, cells, model.run(cells));
      assertThat(check.logits().orElseThrow()).isNaN();
      assertThat(check.line().orElseThrow()).contains("NaN in logits");
      assertThat(check.tree()).containsEntry("largest_in_logits", "NaN");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BFLOAT16", "FLOAT16"})
  void whereNothingIsReadThatIsSaid(DType dtype) {
    try (Model model = open(OWN.resolve("llama_gqa"), dtype)) {
      CellSet cells =
          CellSet.builder()
              .prompt("a", 1, 2, 0)
              .cell(Cell.unedited("a", "a"))
              .capture(Capture.of("logits"))
              .build();
      PrecisionCheck check = PrecisionCheck.of(model, cells, model.run(cells));
      assertThat(check.line().orElseThrow()).contains("no cell has a readout");
      assertThat(check.tree()).containsEntry("status", "nothing to compare");
    }
  }

  @Test
  void weightsMadeInJavaAreWidenedToo() throws IOException {
    Map<String, NdArray> weights = new LinkedHashMap<>();
    try (var stored =
        dev.credence.transformer.weights.Safetensors.openFolder(OWN.resolve("tl_attn_only"))) {
      stored.names().forEach(name -> weights.put(name, stored.get(name).toArray()));
    }
    var config = open(OWN.resolve("tl_attn_only"), DType.FLOAT32);
    try (config;
        Model made =
            Model.of(
                "made",
                config.config(),
                weights,
                ModelOptions.standard().withDtype(DType.FLOAT16));
        Model wide = made.widened()) {
      CellSet cells =
          CellSet.builder()
              .prompt("a", 1, 2, 0)
              .cell(Cell.unedited("a", "a"))
              .capture(Capture.of("logits"))
              .build();
      assertThat(wide.run(cells).capture("a", "logits").floats())
          .isEqualTo(config.run(cells).capture("a", "logits").floats());
    }
  }

  private static Readout among(int x, int y) {
    Map<String, Integer> tokens = new LinkedHashMap<>();
    tokens.put("X", x);
    tokens.put("Y", y);
    return Readout.among(tokens);
  }

  private static Patch patch(int layer, int head) {
    HookPoint z = HookPoint.parse("blocks." + layer + ".attn.hook_z");
    return new Patch(new Site(z, Positions.ALL, List.of(head), List.of()), "a", Positions.ALL);
  }

  /** Twenty cells that are read: two unedited, eighteen patched. */
  private static CellSet sweep(Model model) {
    CellSet.Builder cells =
        CellSet.builder()
            .prompt("a", 1, 2, 0, 2, 1, 7)
            .prompt("b", 1, 2, 5, 2, 2, 7)
            .readout("xy", among(5, 9))
            .cell(Cell.unedited("a", "a", "xy"))
            .cell(Cell.unedited("b", "b", "xy"));
    for (int i = 0; i < 18; i++) {
      Patch patch = patch(i % model.config().layers(), i % model.config().heads());
      cells.cell(new Cell("patched" + i, "b", List.of(patch), List.of("xy")));
    }
    return cells.build();
  }
}
