package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.transformer.generate.Decoding;
import dev.credence.transformer.generate.Generated;
import dev.credence.transformer.generate.Generation;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models that people trained, against what other implementations computed for them. */
@Tag("realModel")
class RealModelTest {
  private static Path folder(String name) {
    Path folder =
        Path.of(System.getProperty("credence.shared", "../../shared"), "models").resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "SKIPPED: " + folder + " is not there; set -Dcredence.shared=DIR");
    return folder;
  }

  @Test
  void smolLm2FromGgufHasTheReferenceLogitsAtFullVocabulary(TestReporter reporter) {
    Path folder = folder("smollm2-135m-instruct-q4_1");
    Path file = folder.resolve("SmolLM2-135M-Instruct.Q4_1.gguf");
    try (Model model = Model.open(ModelSource.resolve(file.toString()));
        Checkpoint reference = Safetensors.open(folder.resolve("reference.safetensors"))) {
      JsonNode json = JsonMapper.shared().readTree(folder.resolve("reference.json").toFile());
      CellSet.Builder cells = CellSet.builder();
      List<String> prompts = List.of("evidence_bos", "evidence", "facts_bos");
      for (String prompt : prompts) {
        JsonNode recorded = json.get("prompts").get(prompt);
        int[] tokens = GoldenModel.ints(recorded.get("ids"));
        if (recorded.get("bos").asBoolean()) {
          assertThat(model.tokens(recorded.get("text").asString())).isEqualTo(tokens);
        }
        cells.prompt(prompt, tokens);
        cells.cell(Cell.unedited(prompt, prompt));
      }
      cells.capture(Capture.of("logits", Positions.LAST));
      cells.capture(Capture.of("blocks.*.hook_resid_post", Positions.LAST));
      Results results = model.run(cells.build());
      double largest = 0;
      for (String prompt : prompts) {
        float[] expected = reference.get(prompt + ".logits").toFloats();
        float[] found = results.capture(prompt, "logits").floats();
        assertThat(topTen(found)).isEqualTo(topTen(expected));
        largest = Math.max(largest, largestDifference(expected, found));
        for (int layer = 0; layer < model.config().layers(); layer++) {
          String hook = "blocks." + layer + ".hook_resid_post";
          float[] resid = reference.get(prompt + "." + hook).toFloats();
          // The stream reaches 589; its last bit is then worth 6e-5.
          assertThat(largestDifference(resid, results.capture(prompt, hook).floats()))
              .as(prompt + " " + hook)
              .isLessThan(5e-3);
        }
      }
      reporter.publishEntry("logits", String.format(Locale.ROOT, "largest error %.1e", largest));
      assertThat(largest).isLessThan(1e-3);
    }
  }

  /** What transformers 5.24's {@code generate}, greedy, with cache, float32, wrote here. */
  private static final int[] WRITTEN = {
    30, 35786, 330, 42, 216, 37, 32, 21, 2273, 30, 35786, 389, 42, 216, 39, 37, 21, 2273, 30, 35786,
    330, 42, 216, 33, 32, 32, 21, 2273, 30, 35786, 389, 42, 216, 34, 37, 21, 2273, 30, 35786, 330
  };

  @Test
  void smolLm2WritesWhatTransformersWrites() {
    Path file = folder("smollm2-135m-instruct-q4_1").resolve("SmolLM2-135M-Instruct.Q4_1.gguf");
    String prompt =
        "Two random generators. Generator A: 50% X. Generator B: 75% X. Draws are independent."
            + " Sequence: X X Y X X. Predict the next output";
    try (Model model = Model.open(ModelSource.resolve(file.toString()))) {
      CellSet cells =
          CellSet.builder().prompt("p", model.tokens(prompt)).cell(Cell.unedited("c", "p")).build();
      Generated written = new Generation(WRITTEN.length, Decoding.GREEDY).run(model, cells, "c");
      assertThat(written.tokens()).isEqualTo(WRITTEN);
      assertThat(written.text(model.requireTokenizer())).startsWith(". Generator A: 50% X.");
      assertThat(model.endOfSequence().ids()).containsExactly(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260k", "babyllama105"})
  void smallLlamasHaveTheReferenceLogitsAndStream(String name, TestReporter reporter) {
    Path folder = folder(name);
    try (Model model = GoldenFolders.open(folder);
        Checkpoint reference = Safetensors.open(folder.resolve("reference.safetensors"))) {
      int[] tokens = longs(reference.get("tokens").toArray());
      Results results =
          model.run(
              CellSet.builder()
                  .prompt("story", tokens)
                  .cell(Cell.unedited("story", "story"))
                  .capture(Capture.of("logits"))
                  .capture(Capture.of("blocks.*.hook_resid_post"))
                  .build());
      double logits =
          largestDifference(
              reference.get("logits").toFloats(), results.capture("story", "logits").floats());
      reporter.publishEntry(name, String.format(Locale.ROOT, "largest error %.1e", logits));
      assertThat(logits).isLessThan(1e-4); // three implementations are within 5e-5 of each other
      for (int layer = 0; layer < model.config().layers(); layer++) {
        String hook = "blocks." + layer + ".hook_resid_post";
        assertThat(
                largestDifference(
                    reference.get(hook).toFloats(), results.capture("story", hook).floats()))
            .isLessThan(5e-5);
      }
    }
  }

  @Test
  void gptNanoHasThePublishedActivations() {
    Path folder = folder("gpt-nano-sort");
    try (Model model = GoldenFolders.open(folder);
        Checkpoint reference = Safetensors.open(folder.resolve("reference.safetensors"))) {
      int[] tokens = longs(reference.get("tokens").toArray());
      CellSet.Builder cells = CellSet.builder();
      List<String> hooks =
          reference.names().stream()
              .filter(hook -> !hook.equals("tokens") && !hook.equals("probs"))
              .toList();
      for (int run = 0; run < 3; run++) {
        cells.prompt("run" + run, Arrays.copyOfRange(tokens, run * 11, run * 11 + 11));
        cells.cell(Cell.unedited("run" + run, "run" + run));
      }
      hooks.forEach(hook -> cells.capture(Capture.of(hook)));
      Results results = model.run(cells.build());
      for (String hook : hooks) {
        float[] expected = reference.get(hook).toFloats();
        int each = expected.length / 3;
        for (int run = 0; run < 3; run++) {
          assertThat(
                  largestDifference(
                      Arrays.copyOfRange(expected, run * each, (run + 1) * each),
                      results.capture("run" + run, hook).floats()))
              .as(hook)
              .isLessThan(2e-5);
        }
      }
      assertThat(hooks.size()).isGreaterThan(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor"})
  void modelsOfHiddenMarkovProcessesPredictAsRecorded(String name) {
    Path folder = folder(name);
    try (Model model = GoldenFolders.open(folder);
        Checkpoint reference = Safetensors.open(folder.resolve("reference.safetensors"))) {
      int[] tokens = longs(reference.get("tokens").toArray());
      int words = tokens.length / 10;
      CellSet.Builder cells = CellSet.builder().capture(Capture.of("logits"));
      for (int word = 0; word < words; word++) {
        cells.prompt("w" + word, Arrays.copyOfRange(tokens, word * 10, word * 10 + 10));
        cells.cell(Cell.unedited("w" + word, "w" + word));
      }
      Results results = model.run(cells.build());
      double[] expected = reference.get("model_probability").toArray().doubles();
      int symbols = model.config().vocabOut();
      double largest = 0;
      for (int word = 0; word < words; word++) {
        float[] logits = results.capture("w" + word, "logits").floats();
        for (int position = 0; position < 10; position++) {
          double sum = 0;
          for (int x = 0; x < symbols; x++) {
            sum += Math.exp(logits[position * symbols + x]);
          }
          for (int x = 0; x < symbols; x++) {
            double p = Math.exp(logits[position * symbols + x]) / sum;
            int at = (word * 10 + position) * symbols + x;
            largest = Math.max(largest, Math.abs(p - expected[at]));
          }
        }
      }
      assertThat(largest).isLessThan(2e-5); // as float32 activations and logits everywhere
    }
  }

  private static int[] longs(NdArray array) {
    return Arrays.stream(array.doubles()).mapToInt(value -> (int) value).toArray();
  }

  private static List<Integer> topTen(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -logits[i]))
        .limit(10)
        .toList();
  }

  private static double largestDifference(float[] expected, float[] found) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != found[i]) {
        largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
      }
    }
    return largest;
  }
}
