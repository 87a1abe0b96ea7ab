package dev.credence.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ReportTest {
  private static final List<String> FIGURES =
      List.of(
          "evidence-sweep",
          "order-drift",
          "logit-lens",
          "probes",
          "head-patching",
          "ablation",
          "distractors",
          "dose-response",
          "coins");

  @TempDir private Path temporary = Path.of("");

  private Path run() {
    return RunFixture.copyTo(temporary.resolve("run"));
  }

  private static String page(Path run) {
    return RunFixture.read(Report.write(run));
  }

  /** What our own elements say, without the libraries' scripts. */
  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script>.*?</script>", "");
  }

  @Test
  void figuresStandInTheOrderOfTheStory() {
    String page = page(run());
    List<Integer> places =
        FIGURES.stream().map(id -> page.indexOf("<figure id=\"" + id + "\"")).toList();
    assertThat(places).isSorted().doesNotContain(-1);
    assertThat(page.indexOf("<h1>")).isLessThan(places.getFirst());
    assertThat(page.indexOf("id=\"faults\"")).isGreaterThan(places.getLast());
    assertThat(page.indexOf("id=\"quirks\"")).isGreaterThan(page.indexOf("id=\"faults\""));
    assertThat(page.indexOf("id=\"everything\"")).isGreaterThan(page.indexOf("id=\"warnings\""));
  }

  /** The numbers are the study's: .061 with no edit, .254 and .069 with heads zeroed. */
  @Test
  void theHeadlineGivesTheNumbersAndRefusesTheVerdict() {
    assertThat(withoutScripts(page(run())))
        .contains("<h1>SmolLM2-135M-Instruct: the first notebooks replicated, no verdict</h1>")
        .contains("Mean absolute error to exact Bayes .061; .254 with the BAYES heads zeroed; .069")
        .contains("the numbers cannot support that claim");
  }

  @Test
  void everyFigureSaysItsDataInWords() {
    String page = page(run());
    for (String id : FIGURES) {
      Matcher words =
          Pattern.compile("<p class=\"words\" id=\"" + id + "-words\">([^<]*)</p>").matcher(page);
      assertThat(words.find()).as(id).isTrue();
      assertThat(words.group(1)).as(id).containsPattern("\\.\\d{3}").hasSizeGreaterThan(60);
      assertThat(page).contains("aria-describedby=\"" + id + "-words\"");
    }
  }

  @Test
  void nothingOnThePageIsFetched() {
    String page = page(run());
    assertThat(page).contains("default-src &#39;none&#39;".replace("&#39;", "'"));
    assertThat(withoutScripts(page))
        .doesNotContainPattern("\\b(src|href|action|poster|srcset)\\s*=")
        .doesNotContainPattern("url\\(|@import|<link|<iframe|<img|<object|<embed|<base");
    assertThat(page).doesNotContain("sourceMappingURL");
    for (JsonNode chart : charts(page)) {
      assertThat(chart.findValues("url")).isEmpty();
    }
  }

  @Test
  void theSameFolderGivesTheSameBytes() throws IOException {
    Path run = run();
    byte[] first = Files.readAllBytes(Report.write(run));
    byte[] figure = Files.readAllBytes(run.resolve("figures/ablation.vl.json"));
    assertThat(Files.readAllBytes(Report.write(run))).isEqualTo(first);
    assertThat(Files.readAllBytes(run.resolve("figures/ablation.vl.json"))).isEqualTo(figure);
  }

  @Test
  void everyFigureIsAlsoAFileOfItsOwn() {
    Path run = run();
    Report.write(run);
    for (String id : FIGURES) {
      JsonNode chart =
          Spec.JSON.readTree(RunFixture.read(run.resolve("figures/" + id + ".vl.json")));
      assertThat(chart.path("$schema").asString()).contains("vega-lite/v5");
      assertThat(chart.path("concat")).as(id).isNotEmpty();
      assertThat(chart.path("description").asString()).as(id).isNotBlank();
      assertThat(chart.toString()).as("a text that nothing was put in for").doesNotContain("\"$r");
    }
  }

  @Test
  void headsThatWereNotMeasuredAreNeverZero() {
    Path run = run();
    Report.write(run);
    JsonNode map =
        Spec.JSON
            .readTree(RunFixture.read(run.resolve("figures/head-patching.vl.json")))
            .at("/concat/0/data/values");
    assertThat(map).hasSize(270);
    int missing = 0;
    for (JsonNode head : map) {
      boolean measured = head.path("layer").asInt() >= 22;
      assertThat(head.path("measured").asBoolean()).isEqualTo(measured);
      assertThat(head.path("value").isNull()).isEqualTo(!measured);
      missing += measured ? 0 : 1;
    }
    assertThat(missing).isEqualTo(198);
  }

  @Test
  void chosenHeadsAreMarked() {
    Path run = run();
    Report.write(run);
    JsonNode map =
        Spec.JSON
            .readTree(RunFixture.read(run.resolve("figures/head-patching.vl.json")))
            .at("/concat/0/data/values");
    List<String> choices = new ArrayList<>();
    map.forEach(head -> choices.add(head.path("choice").asString()));
    assertThat(choices.stream().filter("BAYES"::equals)).hasSize(20);
    assertThat(choices.stream().filter("ANTI"::equals)).hasSize(20);
    assertThat(choices.get(23 * 9)).isEqualTo("BAYES");
  }

  /** In every place that shows them: title, headline, command, tables, data of figures. */
  @Test
  void namesAndPromptsCannotBecomeMarkup() {
    Path run = run();
    String hostile = "</script><img src=x onerror=alert(1)>'&";
    RunFixture.replace(run.resolve("run.json"), "\"SmolLM2-135M-Instruct\"", "\"" + hostile + "\"");
    RunFixture.replace(run.resolve("prompts.csv"), "Two random generators.", hostile);
    RunFixture.replace(run.resolve("behaviour_sweep.csv"), "independent", hostile);
    String page = page(run);
    assertThat(withoutScripts(page)).doesNotContain("<img");
    assertThat(page).doesNotContain("</script><img");
    assertThat(page).contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&#39;&amp;");
    assertThat(charts(page)).hasSize(FIGURES.size());
    assertThat(page.split("</script>", -1)).hasSize(FIGURES.size() + 4 + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "probes.csv, probes, localise",
    "logit_lens.csv, logit-lens, localise",
    "head_patching_recovery.npy, head-patching, localise",
    "causal_baseline_sweep.csv, ablation, causal",
    "distractors.csv, distractors, causal",
    "steering.csv, dose-response, causal",
    "semantic_sweep.csv, coins, behaviour",
    "behaviour_sweep.csv, evidence-sweep, behaviour"
  })
  void aPartThatWasNotRunSaysWhichPartMakesIt(String file, String figure, String part)
      throws IOException {
    Path run = run();
    Files.delete(run.resolve(file));
    Matcher empty =
        Pattern.compile(
                "(?s)<figure id=\"" + figure + "\".*?<p class=\"empty\">([^<]*)</p>\\s*</figure>")
            .matcher(page(run));
    assertThat(empty.find()).isTrue();
    assertThat(empty.group(1)).startsWith("Not run:").contains("--part " + part);
    assertThat(run.resolve("figures/" + figure + ".vl.json")).doesNotExist();
  }

  @Test
  void anEmptyPanelGivesTheRunsOwnReasonWhereThereIsOne() throws IOException {
    Path run = run();
    Files.delete(run.resolve("distractors.csv"));
    String reason = "distractors and symbol swap: skipped, the vocabulary has no sentences";
    RunFixture.replace(run.resolve("run.json"), "steering: probe_w_layer9", reason + "\", \"s: p");
    assertThat(page(run)).contains("<p class=\"empty\">" + reason + "</p>");
  }

  @Test
  void aPartAloneIsEnough() throws IOException {
    Path run = run();
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("probes.csv")) {
          Files.delete(file);
        }
      }
    }
    assertThat(withoutScripts(page(run)))
        .contains("<h1>run: the first notebooks replicated")
        .contains("there is no number to begin with")
        .contains("R\u00b2 .932 on test prompts");
  }

  @Test
  void aFolderWithoutTablesIsRefusedInOneLine() {
    assertThatThrownBy(() -> Report.write(temporary))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no table here")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Report.write(temporary.resolve("nowhere")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no such folder");
  }

  @Test
  void aDamagedRunJsonIsNamed() {
    Path run = run();
    RunFixture.replace(run.resolve("run.json"), "\"question\"", "question");
    assertThatThrownBy(() -> Report.write(run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("run.json");
  }

  @Test
  void runsSideBySideStandInColumnsOnTheSameAxes() {
    Path one = run();
    Path other = RunFixture.copyTo(temporary.resolve("other"));
    RunFixture.replace(other.resolve("run.json"), "SmolLM2-135M-Instruct", "impostor");
    RunFixture.replace(other.resolve("probes.csv"), "13,0.9793283268900458,-0.16", "13,0.97,-0.86");
    Path target = temporary.resolve("demo.html");
    String page = RunFixture.read(Report.write(target, List.of(one, other)));
    assertThat(page).contains("<h1>SmolLM2-135M-Instruct and impostor: ");
    JsonNode sweep =
        Spec.JSON.readTree(RunFixture.read(temporary.resolve("figures/evidence-sweep.vl.json")));
    assertThat(sweep.path("columns").asInt()).isEqualTo(2);
    assertThat(sweep.path("concat")).hasSize(6);
    JsonNode probes =
        Spec.JSON.readTree(RunFixture.read(temporary.resolve("figures/probes.vl.json")));
    JsonNode domain = probes.at("/concat/0/encoding/y/scale/domain");
    assertThat(domain.get(0).asDouble()).isLessThan(-.8);
    assertThat(probes.at("/concat/1/encoding/y/scale/domain")).isEqualTo(domain);
  }

  private static List<JsonNode> charts(String page) {
    Matcher scripts =
        Pattern.compile("(?s)<script type=\"application/json\">(.*?)</script>").matcher(page);
    List<JsonNode> charts = new ArrayList<>();
    while (scripts.find()) {
      charts.add(Spec.JSON.readTree(scripts.group(1)));
    }
    return charts;
  }
}
