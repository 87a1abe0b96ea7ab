package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands on a tiny model: what they print, where, and with which exit code. */
class CommandsTest {
  @TempDir static Path folder;
  private static String model;
  private static String wordless;

  @BeforeAll
  static void write() throws IOException {
    model = Tiny.withTokenizer(folder.resolve("tiny")).toString();
    wordless = Tiny.withoutTokenizer(folder.resolve("wordless"), 1).toString();
  }

  @Test
  void aQueryPrintsProbabilitiesAndNothingElseOnStandardOutput() {
    Outcome outcome = Outcome.of("query", "--model", model, "abc: X Y", "--among", " X", " Y");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("P(\" X\")", "P(\" Y\")", "logit difference");
    assertThat(outcome.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(200));
  }

  @Test
  void aQueryForAScriptIsJson() {
    Outcome outcome =
        Outcome.of(
            "query",
            "--model",
            model,
            "abc: X Y",
            "--among",
            " X",
            " Y",
            "--top",
            "2",
            "--json",
            "--edit",
            "ablate zero blocks.*.attn.hook_z heads=0");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode cells = JsonMapper.shared().readTree(outcome.out()).get("cells");
    assertThat(cells).hasSize(2);
    assertThat(cells.get(0).has("kl_nats")).isFalse();
    assertThat(cells.get(1).get("kl_nats").asDouble()).isPositive();
    assertThat(cells.get(1).get("edits")).hasSize(2);
    assertThat(cells.get(1).at("/edits/1/hook").asString()).isEqualTo("blocks.1.attn.hook_z");
    assertThat(cells.get(0).get("top")).hasSize(2);
    JsonNode x = cells.get(0).get("among").get(" X");
    JsonNode y = cells.get(0).get("among").get(" Y");
    assertThat(x.get("p").asDouble() / cells.get(0).get("mass").asDouble())
        .isCloseTo(
            1 / (1 + Math.exp(y.get("logit").asDouble() - x.get("logit").asDouble())),
            within(1e-6));
  }

  @Test
  void aPatchFromAnotherPromptMakesItsAnswerOurs() {
    Outcome outcome =
        Outcome.of(
            "query",
            "--model",
            model,
            "ab X",
            "--among",
            " X",
            "--json",
            "--prompt",
            "other=ba Y",
            "--edit",
            "patch blocks.1.hook_resid_post from=other");
    Outcome other = Outcome.of("query", "--model", model, "ba Y", "--among", " X", "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(number(outcome, "/cells/1/among/ X/p"))
        .isCloseTo(number(other, "/cells/0/among/ X/p"), within(1e-6));
  }

  private static double number(Outcome outcome, String path) {
    return JsonMapper.shared().readTree(outcome.out()).at(path).asDouble();
  }

  @Test
  void aModelWithoutTokenizerTakesTokenIds() {
    Outcome outcome = Outcome.of("query", "--model", wordless, "0 4 4 2", "--among", "1", "2");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("P(\"1\")");
    assertThat(Outcome.of("query", "--model", wordless, "X X").err()).contains("is no token id");
  }

  @Test
  void inspectShowsHooksAndTokens() {
    Outcome outcome = Outcome.of("inspect", model, "--text", "ab X");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("blocks.{l}.attn.hook_z", "[pos, 2, 4]", "\" X\"", "2 to 4");
    JsonNode json =
        JsonMapper.shared()
            .readTree(Outcome.of("inspect", model, "--text", "ab X", "--json").out());
    assertThat(json.at("/configuration/d_model").asInt()).isEqualTo(8);
    assertThat(json.get("tokens")).hasSize(4);
    assertThat(json.at("/tokens/3/text").asString()).isEqualTo(" X");
    assertThat(json.get("hooks").size()).isGreaterThan(20);
  }

  @Test
  void runWritesItsFilesAndNamesThem() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("e.yaml"),
            """
            prompts: {a: {text: "ab X Y"}}
            readouts: {xy: {among: [" X", " Y"]}}
            sweeps: [{id: h, prompt: a, over: {layer: all, head: all}, edits: [{op: ablate,
              kind: zero, hook: "blocks.{layer}.attn.hook_z", heads: ["{head}"]}]}]
            capture: [{hook: logits, positions: last}]
            """);
    Path out = folder.resolve("deep/er/out");
    Outcome outcome = Outcome.of("run", file.toString(), "--model", model, "--out", out.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines().map(l -> Path.of(l).getFileName().toString()))
        .containsExactly("cells.csv", "out.safetensors", "run.json");
    assertThat(outcome.err()).contains("4 cells");
    assertThat(Files.readAllLines(out.resolve("cells.csv"))).hasSize(5);
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void whatAReducedPrecisionCostsIsSaidBesideTheResult() throws IOException {
    Outcome query =
        Outcome.of("query", "--model", model, "ab X", "--among", " X", " Y", "--dtype", "bf16");
    assertThat(query.exitCode()).as(query.err()).isZero();
    assertThat(query.out()).contains("bfloat16: largest difference to float32 on 1 of 1 cells");
    Outcome json = Outcome.of("query", "--model", model, "ab X", "--json", "--dtype", "f16");
    JsonNode check = JsonMapper.shared().readTree(json.out()).get("precision_check");
    assertThat(check.get("dtype").asString()).isEqualTo("float16");
    assertThat(check.get("largest_in_p").asDouble()).isBetween(1e-9, 1e-2);

    Path file =
        Files.writeString(
            folder.resolve("p.yaml"),
            """
            prompts: {a: {text: "ab X Y"}}
            readouts: {xy: {among: [" X", " Y"]}}
            cells: [{id: c, prompt: a}]
            """);
    for (boolean checked : new boolean[] {true, false}) {
      Path out = folder.resolve("precision" + checked);
      List<String> words =
          new ArrayList<>(
              List.of(
                  "run",
                  file.toString(),
                  "--model",
                  model,
                  "--out",
                  out.toString(),
                  "--dtype",
                  "bf16"));
      if (!checked) {
        words.add("--no-precision-check");
      }
      Outcome run = Outcome.of(words.toArray(String[]::new));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err()).contains("bfloat16: " + (checked ? "largest" : "not compared"));
      JsonNode record = JsonMapper.shared().readTree(out.resolve("run.json").toFile());
      assertThat(record.at("/precision_check/status").asString())
          .isEqualTo(checked ? "compared" : "switched off");
    }
  }

  @Test
  void aReplicationInReducedPrecisionRecordsWhatItCost() throws IOException {
    Path out = folder.resolve("replicated");
    Outcome outcome =
        Outcome.of(
            "replicate",
            "--model",
            "builtin:count-table",
            "--part",
            "behaviour",
            "--dtype",
            "bf16",
            "--out",
            out.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("behaviour: bfloat16: largest difference to float32 on 8");
    JsonNode part =
        JsonMapper.shared().readTree(out.resolve("run.json").toFile()).at("/parts/behaviour");
    assertThat(part.at("/precision_check/cells_compared").asInt()).isEqualTo(8);
    assertThat(part.get("notes").toString()).contains("bfloat16");
  }

  @Test
  void aSynthesisedModelCanBeAskedByTokenIds() {
    Path out = folder.resolve("synthesised");
    Outcome made = Outcome.of("synthesise", "--shape", "tiny", "--out", out.toString());
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out().strip()).isEqualTo(out.toString());
    Outcome query =
        Outcome.of("query", "--model", out.toString(), "--dtype", "bf16", "256 4 9", "--top", "2");
    assertThat(query.exitCode()).as(query.err()).isZero();
    assertThat(query.out()).contains("3 tokens", "bfloat16");
  }

  @Test
  void withoutACommandTheCommandsAreShownAndTheExitCodeIsTwo() {
    Outcome outcome = Outcome.of();
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("Commands:", "replicate", "Examples:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run", "query", "inspect", "replicate", "bench", "synthesise"})
  void helpFitsEightyColumnsAndHasExamples(String command) {
    Outcome outcome = command.isEmpty() ? Outcome.of("--help") : Outcome.of(command, "--help");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("Examples:");
    assertThat(outcome.out().lines())
        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(82));
  }

  @Test
  void theVersionIsOneLine() {
    Outcome outcome = Outcome.of("--version");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines()).hasSize(1);
    assertThat(outcome.out()).startsWith("credence ").contains("Java 2");
  }

  @Test
  void numbersAreWrittenTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    String english = Outcome.of("query", "--model", model, "ab", "--top", "3").out();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Outcome.of("query", "--model", model, "ab", "--top", "3").out())
          .isEqualTo(english);
    } finally {
      Locale.setDefault(before);
    }
  }
}
