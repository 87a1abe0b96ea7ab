package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The plain pass, against which sharing is tested, is itself tested against Hugging Face's
 * transformers and TransformerLens: every activation and every intervention they recorded.
 */
class PlainModelTest {
  /** Expected values are float32 and within 1e-5 of float64 (golden/README). */
  private static final double TOLERANCE = 2e-5;

  static Stream<Path> models() throws IOException {
    return GoldenFolders.models()
        .filter(
            folder -> !folder.toString().endsWith("_bf16") && !folder.toString().endsWith("_fp16"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyActivationAndInterventionIsThatOfTheReference(Path folder) {
    try (GoldenModel golden = new GoldenModel(folder)) {
      CellSet.Builder builder = CellSet.builder();
      golden.prompts().forEach(builder::prompt);
      golden.prompts().keySet().forEach(prompt -> builder.cell(Cell.unedited(prompt, prompt)));
      golden.tensorsIn("vec/").forEach(name -> builder.tensor(name, golden.tensor(name)));
      for (JsonNode intervention : golden.interventions()) {
        builder.cell(
            new Cell(
                "edit " + intervention.get("id").asString(),
                intervention.get("prompt").asString(),
                GoldenModel.edits(intervention),
                List.of()));
      }
      builder.capture(Capture.of("logits"));
      PlainRuns runs =
          new PlainRuns(GoldenEngine.load(folder).plain, builder.build(), Map.of(), null);
      Map<String, Double> tooFar = new TreeMap<>();
      for (String name : golden.tensorsIn("act/")) {
        String[] parts = name.split("/", 3);
        compare(name, runs, parts[1], parts[2], golden.tensor(name), tooFar);
      }
      for (String prompt : golden.prompts().keySet()) {
        NdArray logits = golden.tensor("logits/" + prompt);
        compare("logits " + prompt, runs, prompt, "logits", logits, tooFar);
      }
      for (JsonNode intervention : golden.interventions()) {
        String id = "edit " + intervention.get("id").asString();
        NdArray logits = golden.tensor(intervention.get("logits").asString());
        compare(id, runs, id, "logits", logits, tooFar);
      }
      assertThat(tooFar).as(folder.toString()).isEmpty();
    }
  }

  private static void compare(
      String name,
      PlainRuns runs,
      String cell,
      String hook,
      NdArray expected,
      Map<String, Double> tooFar) {
    HookPoint point = HookPoint.parse(hook);
    PlainActivation h = runs.cell(cell).get(point);
    assertThat(h).as(name).isNotNull();
    if (h == null) {
      return;
    }
    double[] found =
        h.laidOut(point.hook().isAttention(), IntStream.range(0, h.length()).toArray());
    double[] e = expected.doubles();
    assertThat(found).as(name).hasSameSizeAs(e);
    double error = 0;
    for (int i = 0; i < e.length; i++) {
      if (e[i] != found[i]) {
        double off = Math.abs(e[i] - found[i]) / Math.max(1, Math.abs(e[i]));
        error = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(error, off);
      }
    }
    if (error > TOLERANCE) {
      tooFar.put(name, error);
    }
  }
}
