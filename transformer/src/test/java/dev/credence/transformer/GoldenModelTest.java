package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every activation and every intervention of the golden models, against Hugging Face's transformers
 * and TransformerLens.
 */
class GoldenModelTest {
  /** Float32 against float32; the stored values are within 1e-5 of float64 (golden/README). */
  private static final double TOLERANCE = 2e-5;

  static Stream<Path> models() throws IOException {
    return GoldenFolders.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyActivationIsThatOfTheReference(Path folder, TestReporter reporter) {
    try (GoldenModel golden = new GoldenModel(folder);
        Model model = GoldenFolders.open(folder)) {
      CellSet.Builder cells = CellSet.builder();
      golden.prompts().forEach(cells::prompt);
      golden.prompts().keySet().forEach(prompt -> cells.cell(Cell.unedited(prompt, prompt)));
      cells.capture(Capture.of("logits"));
      List<String> names = golden.tensorsIn("act/");
      for (String name : names) {
        String[] parts = name.split("/", 3);
        cells.capture(new Capture(parts[2], Positions.ALL, List.of(parts[1])));
      }
      Results results = model.run(cells.build());
      Largest largest = new Largest();
      for (String name : names) {
        String[] parts = name.split("/", 3);
        largest.compare(name, golden.tensor(name), results.capture(parts[1], parts[2]));
      }
      for (String prompt : golden.prompts().keySet()) {
        largest.compare(
            "logits/" + prompt,
            golden.tensor("logits/" + prompt),
            results.capture(prompt, "logits"));
      }
      largest.report(reporter, folder, "activations and logits");
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyInterventionMovesTheLogitsAsTheReferenceSays(Path folder, TestReporter reporter) {
    try (GoldenModel golden = new GoldenModel(folder);
        Model model = GoldenFolders.open(folder)) {
      CellSet cells = interventions(golden);
      Results results = model.run(cells);
      Largest largest = new Largest();
      for (JsonNode intervention : golden.interventions()) {
        String id = intervention.get("id").asString();
        largest.compare(
            id,
            golden.tensor(intervention.get("logits").asString()),
            results.capture(id, "logits"));
      }
      largest.report(reporter, folder, "interventions");
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aCellAmongManyIsThatCellAlone(Path folder, TestReporter reporter) {
    try (GoldenModel golden = new GoldenModel(folder);
        Model model = GoldenFolders.open(folder)) {
      CellSet together = interventions(golden);
      Results shared = model.run(together);
      Largest largest = new Largest(1e-5);
      for (Cell cell : together.cells()) {
        CellSet alone =
            new CellSet(
                together.prompts(),
                together.tensors(),
                Map.of(),
                List.of(cell),
                together.captures());
        largest.compare(
            cell.id(),
            model.run(alone).capture(cell.id(), "logits"),
            shared.capture(cell.id(), "logits"));
      }
      largest.report(reporter, folder, "cells alone");
    }
  }

  private static CellSet interventions(GoldenModel golden) {
    CellSet.Builder cells = CellSet.builder().capture(Capture.of("logits"));
    golden.prompts().forEach(cells::prompt);
    golden.tensorsIn("vec/").forEach(name -> cells.tensor(name, golden.tensor(name)));
    for (JsonNode intervention : golden.interventions()) {
      cells.cell(
          new Cell(
              intervention.get("id").asString(),
              intervention.get("prompt").asString(),
              GoldenModel.edits(intervention),
              List.of()));
    }
    return cells.build();
  }

  /** The largest error, in units of max(1, |expected|), and what was too far off. */
  private static final class Largest {
    private final double tolerance;
    private final Map<String, Double> tooFar = new TreeMap<>();
    private double largest;
    private int compared;

    Largest() {
      this(TOLERANCE);
    }

    Largest(double tolerance) {
      this.tolerance = tolerance;
    }

    void compare(String name, NdArray expected, NdArray found) {
      assertThat(found).as(name).isNotNull();
      assertThat(found.shape()).as(name).isEqualTo(expected.shape());
      float[] e = expected.floats();
      float[] f = found.floats();
      double error = 0;
      for (int i = 0; i < e.length; i++) {
        if (e[i] != f[i]) { // infinities must be equal
          double off = Math.abs((double) e[i] - f[i]) / Math.max(1, Math.abs(e[i]));
          error = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(error, off);
        }
      }
      if (error > tolerance) {
        tooFar.put(name, error);
      }
      largest = Math.max(largest, error);
      compared++;
    }

    void report(TestReporter reporter, Path folder, String what) {
      reporter.publishEntry(
          folder.getFileName().toString(),
          String.format(Locale.ROOT, "%d %s, largest error %.1e", compared, what, largest));
      assertThat(tooFar).as(folder + ", " + what).isEmpty();
    }
  }
}
