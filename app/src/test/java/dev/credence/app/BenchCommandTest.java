package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.bench.Questions;
import dev.credence.lab.control.Subject;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark on a tiny model: what is reported, written and answered; never how fast. */
class BenchCommandTest {
  @TempDir static Path folder;
  private static String model;

  @BeforeAll
  static void write() throws IOException {
    model = Tiny.withoutTokenizer(folder.resolve("tiny"), 1, 256).toString();
  }

  @Test
  void aTableSaysWhatRanOnWhatAndHowFast() {
    Outcome outcome = Outcome.of("bench", "--model", model, "--repeats", "2");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("machine ", "java ", "libtorch ", "threads", "float32 on cpu")
        .contains("tokens without meaning (the model has no tokenizer)")
        .contains("GFLOP/s at best with 512 rows")
        .containsPattern("patch-grid +4 +4 +440 ")
        .containsPattern("notebook +488 ")
        .containsPattern("single +1 +1 +110 ");
    assertThat(outcome.out().lines().filter(line -> line.startsWith("notebook"))).hasSize(2);
  }

  @Test
  void aScriptGetsTheSameNumbersAsJson() {
    Outcome outcome =
        Outcome.of("bench", "--model", model, "--jobs", "single,patch-grid", "--quick", "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode result = JsonMapper.shared().readTree(outcome.out());
    assertThat(result.at("/machine/cores").asInt()).isPositive();
    assertThat(result.at("/model/dtype").asString()).isEqualTo("float32");
    assertThat(result.at("/gemm").size()).isGreaterThan(1);
    JsonNode single = result.at("/jobs/0");
    JsonNode grid = result.at("/jobs/1");
    assertThat(single.get("job").asString()).isEqualTo("single");
    assertThat(single.get("seconds")).hasSize(20);
    assertThat(grid.get("seconds")).hasSize(1);
    assertThat(grid.get("cells").asInt()).isEqualTo(4);
    assertThat(grid.get("cells_per_second").asDouble() * grid.get("seconds_median").asDouble())
        .isCloseTo(4, within(1e-9));
    assertThat(grid.get("share_of_gemm").asDouble())
        .isCloseTo(
            grid.get("flop_living").asDouble()
                / grid.get("seconds_median").asDouble()
                / result.get("gemm_flop_per_second").asDouble(),
            within(1e-9));
  }

  @Test
  void aQuickBenchmarkLeavesTheNotebookOut() {
    Outcome outcome = Outcome.of("bench", "--model", model, "--quick", "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(JsonMapper.shared().readTree(outcome.out()).get("jobs")).hasSize(2);
  }

  @Test
  void aColdRunWritesItsResultsAndMeasuresNothingElse() {
    Path out = folder.resolve("deep/out");
    Outcome outcome =
        Outcome.of("bench", "--model", model, "--json", "--jobs", "notebook", "--out", "" + out);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode result = JsonMapper.shared().readTree(outcome.out());
    assertThat(result.has("gemm")).isFalse();
    assertThat(result.at("/jobs/0/seconds")).hasSize(1);
    assertThat(Npy.read(out.resolve("notebook.npy")).shape()).containsExactly(488, 2);
    assertThat(out.resolve("notebook.csv")).isRegularFile();
    assertThat(out.resolve("head_patching_recovery.npy")).isRegularFile();
    assertThat(out.resolve("selected_heads.txt")).isRegularFile();
  }

  @Test
  void jobsThatAModelCannotDoAreNamedAndTheOthersRun() throws IOException {
    String shorter = Tiny.withoutTokenizer(folder.resolve("shorter"), 1, 60).toString();
    Outcome outcome = Outcome.of("bench", "--model", shorter, "--quick");
    assertThat(outcome.out()).containsPattern("patch-grid +4 ");
    outcome = Outcome.of("bench", "--model", shorter, "--repeats", "1");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("notebook: not applicable, its longest prompt is 135 tokens");
  }

  private static Model open() {
    return Subject.open(model, ModelOptions.standard(), null).model();
  }

  /** Serves requests in this process; returns what was said, a line each. */
  private static List<JsonNode> serve(Reader in, Path out) {
    var said = new StringWriter();
    var terminal = Terminal.of(new PrintWriter(said), new PrintWriter(new StringWriter()));
    try (Model opened = open()) {
      new BenchRequests(opened, Questions.of(opened), terminal, out).serve(in, 1.5);
    }
    return said.toString().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
  }

  @Test
  void eachRequestIsAnsweredWithALine() {
    Path out = folder.resolve("answers");
    List<JsonNode> said =
        serve(new StringReader("patch-grid\n\nsing\nsingle\r\nnotebook\nquit\nsingle\n"), out);
    assertThat(said).hasSize(5);
    assertThat(said.get(0).get("ready").asBoolean()).isTrue();
    assertThat(said.get(0).get("program").asString()).isEqualTo("credence");
    assertThat(said.get(0).get("load_seconds").asDouble()).isEqualTo(1.5);
    assertThat(said.get(0).get("version").asString()).isNotEmpty();
    assertThat(said.get(1).get("cells").asInt()).isEqualTo(4);
    assertThat(said.get(1).get("seconds").asDouble()).isPositive();
    Path logits = Path.of(said.get(1).get("logits").asString());
    assertThat(logits).isAbsolute().hasFileName("patch-grid.npy");
    assertThat(Npy.read(logits).shape()).containsExactly(4, 2);
    assertThat(said.get(2).get("job").asString()).isEqualTo("sing");
    assertThat(said.get(2).get("error").asString()).contains("not one of");
    assertThat(said.get(2).has("seconds")).isFalse();
    assertThat(said.get(3).get("runs").asInt()).isEqualTo(20);
    assertThat(said.get(4).get("cells").asInt()).isEqualTo(488);
  }

  @Test
  void theEndOfInputEndsItToo() {
    assertThat(serve(new StringReader("single"), folder.resolve("end"))).hasSize(2);
  }

  /** A script waits for each answer before it asks again: none may stay in a buffer. */
  @Test
  @Timeout(120)
  void anAnswerIsThereBeforeTheNextRequest() throws Exception {
    var said = new PipedWriter();
    try (PipedReader heard = new PipedReader(said, 1 << 16);
        PipedWriter ask = new PipedWriter();
        PipedReader asked = new PipedReader(ask);
        Model opened = open()) {
      Terminal terminal = Terminal.of(new PrintWriter(said), new PrintWriter(new StringWriter()));
      Thread asking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (PrintWriter out = new PrintWriter(ask, true)) {
                      for (String job : List.of("single", "gone", "quit")) {
                        for (int c = heard.read(); c != '\n'; c = heard.read()) {
                          if (c < 0) {
                            return;
                          }
                        }
                        out.println(job);
                      }
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      Path out = Files.createDirectories(folder.resolve("piped"));
      new BenchRequests(opened, Questions.of(opened), terminal, out).serve(asked, 0);
      asking.join();
    }
  }
}
