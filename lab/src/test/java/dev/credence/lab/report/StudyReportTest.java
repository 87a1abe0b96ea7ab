package dev.credence.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.store.Store;
import dev.credence.lab.table.Table;
import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StudyReportTest {
  private static final List<String> FIGURES =
      List.of("behaviour", "where", "interchange", "dose", "heads");

  @TempDir private Path temporary = Path.of("");

  private String page(StudyFixture... studies) {
    Path page = temporary.resolve("report.html");
    List<StudyRecord> records = new ArrayList<>();
    for (StudyFixture study : studies) {
      records.add(study.record());
    }
    return RunFixture.read(StudyReport.write(page, records));
  }

  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script.*?</script>", "");
  }

  private JsonNode figure(String name) {
    return Spec.JSON.readTree(RunFixture.read(temporary.resolve("figures/" + name + ".vl.json")));
  }

  @Test
  void theStoryIsToldInOrder() {
    String page = page(StudyFixture.exactBayes().withHeads());
    List<Integer> places = new ArrayList<>();
    places.add(page.indexOf("<h1 "));
    places.add(page.indexOf("id=\"criteria\""));
    FIGURES.forEach(id -> places.add(page.indexOf("<figure id=\"" + id + "\"")));
    places.add(page.indexOf("id=\"faults\""));
    places.add(page.indexOf("id=\"warnings\""));
    places.add(page.indexOf("id=\"everything\""));
    assertThat(places).isSorted().doesNotContain(-1);
  }

  @Test
  void theHeadlineIsTheVerdictWithItsNumbers() {
    assertThat(withoutScripts(page(StudyFixture.exactBayes())))
        .contains(">study-exact-bayes: internal belief mechanism.</h1>")
        .contains(
            "Exchanging the belief at layer 1, before its MLP (resid_mid) moves the prediction")
        .contains("(slope 1.000 and 1.000 for other pairs, R\u00b2 1.000)")
        .contains("weights 0123456789ab")
        .contains("instrument calibrated 380/380")
        .contains("<code>./credence study --model builtin:study-exact-bayes</code>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "behavioural match only|readable, unused|The belief can be read at layer",
        "behavioural match only|evidence held as counts|formed where the answer is read",
        "behavioural match only||no variable was found whose exchange moves the prediction",
        "not Bayesian||described best by the observer \u201ctempered Bayes\u201d",
        "inconclusive|no answer to read|the median mass of the answers is 1.000"
      })
  void everyOutcomeHasItsSentence(String outcome, String modifier, String sentence) {
    String modifiers = modifier == null ? "" : "\"" + modifier + "\"";
    String page =
        page(
            StudyFixture.exactBayes()
                .text(
                    "verdict.json",
                    _ ->
                        ("{\"verdict\": \"%s\", \"modifiers\":"
                                + " [%s], \"observer\": \"tempered Bayes\"}")
                            .formatted(outcome, modifiers)));
    assertThat(withoutScripts(page))
        .contains(": " + outcome + (modifier == null ? "." : " (" + modifier + ")."))
        .contains(sentence);
  }

  @Test
  void everyCriterionHasShapeWordAndBar() {
    String page = page(StudyFixture.exactBayes());
    Matcher rows =
        Pattern.compile(
                "(?s)<li class=\"pass\">\\s*<span class=\"status\"><svg.*?</svg> pass</span>"
                    + "\\s*<div class=\"asked\"><strong>(C[0-9])</strong>.*?<svg class=\"bar\"[^>]*"
                    + "role=\"img\" aria-label=\"[^\"]*asked for: [^\"]+\"")
            .matcher(page);
    List<String> ids = new ArrayList<>();
    while (rows.find()) {
      ids.add(rows.group(1));
    }
    assertThat(ids).containsExactly("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9");
  }

  /** Each threshold as the criterion's own words have it; R2 is no number to be read. */
  @Test
  void thresholdsAreReadFromTheirWords() {
    StudyFacts facts = new StudyFacts(StudyFixture.exactBayes().record(), "");
    List<String> lines =
        facts.criteria().stream()
            .map(c -> c.id() + (c.line().below() ? " <= " : " >= ") + c.line().at())
            .toList();
    assertThat(lines)
        .containsExactly(
            "C0 >= 0.99",
            "C1 >= 0.0",
            "C2 <= 0.1",
            "C3 >= 0.8",
            "C4 >= 0.8",
            "C5 >= 0.5",
            "C6 <= 0.05",
            "C7 >= 0.5",
            "C8 <= 0.1",
            "C9 >= 0.7");
  }

  @Test
  void whatIsNotApplicableIsSaidAndHasNoBar() {
    String page = page(StudyFixture.mess3());
    assertThat(withoutScripts(page))
        .contains("</svg> not applicable</span>")
        .contains("<p class=\"empty\">C6 not applicable: The task is not about two generators")
        .contains("C9 (transfers to new symbols and wordings) is not applicable");
    assertThat(page.split("<svg class=\"bar\"", -1)).hasSize(7 + 1);
  }

  /** A source with a hidden state has no p_A and p_B: its answers stand against exact Bayes. */
  @Test
  void aHiddenStateIsShownAgainstTheExactPrediction() {
    String page = page(StudyFixture.mess3());
    assertThat(withoutScripts(page))
        .contains("exact prediction")
        .doesNotContain("p_A and p_B</li>");
    JsonNode axis = figure("behaviour-exact").at("/concat/0/vconcat/1/encoding/x");
    assertThat(axis.path("field").asString()).isEqualTo("exact");
    assertThat(temporary.resolve("figures/dose.vl.json")).doesNotExist();
  }

  @Test
  void everyFigureSaysItsDataInWords() {
    String page = page(StudyFixture.exactBayes().withHeads());
    for (String id : FIGURES) {
      Matcher words =
          Pattern.compile("<p class=\"words\" id=\"" + id + "-words\">([^<]*)</p>").matcher(page);
      assertThat(words.find()).as(id).isTrue();
      assertThat(words.group(1)).as(id).containsPattern("\\.\\d{3}").hasSizeGreaterThan(60);
      assertThat(page).contains("aria-describedby=\"" + id + "-words\"");
    }
  }

  /** Where p_A is .2 and p_B .8, half belief is .5: the curve is Bayes' rule, not a fit. */
  @Test
  void exactBayesIsItsFormula() {
    page(StudyFixture.exactBayes());
    JsonNode panel = figure("behaviour-log-odds").at("/concat/0");
    assertThat(panel.at("/title/text").asString()).isEqualTo("p_A .2 \u00b7 p_B .8");
    JsonNode curve = panel.at("/vconcat/0/layer/3/data/values");
    assertThat(curve).hasSize(41);
    assertThat(curve.get(20).path("x").asDouble()).isEqualTo(0);
    assertThat(curve.get(20).path("p").asDouble()).isEqualTo(.5);
    double l = curve.get(30).path("x").asDouble();
    assertThat(curve.get(30).path("p").asDouble())
        .isCloseTo(.2 + .6 / (1 + Math.exp(-l)), within(2e-5));
  }

  /** By another way than the criterion: the figure's own numbers come to the same. */
  @Test
  void exchangesAgreeWithTheCriterion() {
    StudyFixture study = StudyFixture.exactBayes();
    StudyFacts facts = new StudyFacts(study.record(), "");
    Table table = facts.table("interchange").orElseThrow();
    for (Exchange set : Exchange.of(table)) {
      String name = set.set().equals("same question") ? "same" : "other";
      Exchange.Agreement a = set.agreement("log_odds");
      assertThat(a.slope()).isCloseTo(facts.number("C4", "slope_" + name), within(1e-9));
      assertThat(a.r2()).isCloseTo(facts.number("C4", "r2_" + name), within(1e-9));
      assertThat(a.low()).isLessThanOrEqualTo(a.slope());
      assertThat(a.high()).isGreaterThanOrEqualTo(a.slope());
    }
    for (String hypothesis : Exchange.hypotheses(table)) { // off the diagonal, too
      double worst =
          Exchange.of(table).stream()
              .mapToDouble(set -> set.agreement(hypothesis).r2())
              .min()
              .orElseThrow();
      assertThat(worst)
          .as(hypothesis)
          .isCloseTo(facts.number("C4", "quality_" + hypothesis), within(1e-6));
    }
    assertThat(withoutScripts(page(study)))
        .contains("Best told by belief (the smaller R\u00b2 is 1.000)")
        .contains("as if belief were exchanged (judged)")
        .contains("as if answer were exchanged");
  }

  private static final double[][] EXACT = {
    {1, 0, 0}, {0, 1, 0}, {.1, .2, .7}, {.5, .5, 0}, {.3, .3, .4}
  };

  private static final double[][] READ = {
    {1.1, 0, -.1}, {.2, .8, 0}, {.1, .3, .6}, {.4, .6, 0}, {.3, .2, .5}
  };

  /** Barycentric: the weighted middle of the corners, by each belief's own probabilities. */
  @Test
  void threeStatesAreATriangleWithWhatIsReadBesideIt() {
    StudyFixture study = StudyFixture.mess3().withSimplex(EXACT, READ);
    String page = withoutScripts(page(study));
    JsonNode chart = figure("simplex");
    JsonNode points = chart.at("/datasets/points");
    assertThat(points).hasSize(EXACT.length);
    String[] likeliest = {"state 0", "state 1", "state 2", "state 0", "state 2"};
    for (int i = 0; i < EXACT.length; i++) {
      JsonNode point = points.get(i);
      for (String which : List.of("exact", "read")) {
        double[] b = which.equals("exact") ? EXACT[i] : READ[i];
        assertThat(point.path(which + "X").asDouble()).isCloseTo(b[1] + .5 * b[2], within(1e-5));
        assertThat(point.path(which + "Y").asDouble())
            .isCloseTo(Math.sin(Math.PI / 3) * b[2], within(1e-5));
      }
      assertThat(point.path("state").asString()).isEqualTo(likeliest[i]);
    }
    for (int panel = 0; panel < 2; panel++) {
      JsonNode layers = chart.at("/concat/" + panel + "/layer");
      assertThat(layers.at("/1/encoding/x/field").asString())
          .isEqualTo(panel == 0 ? "exactX" : "readX");
      assertThat(layers.at("/1/encoding/x/axis").isNull()).isTrue();
      assertThat(layers.at("/0/data/values")).as("outline").hasSize(3);
      assertThat(layers.at("/2/data/values/2/state").asString()).isEqualTo("state 2");
      assertThat(layers.at("/0/encoding/x/scale/domain"))
          .as("the same axes")
          .isEqualTo(chart.at("/concat/0/layer/0/encoding/x/scale/domain"));
      assertThat(layers.at("/0/encoding/x/scale/domain/0").asDouble())
          .as("what is read outside is drawn")
          .isLessThan(-.05);
    }
    assertThat(page)
        .contains(
            "layer 1, after its MLP (resid_post), the belief over 3 states has R\u00b2 .654 on")
        .contains("and .987 in sample.")
        .contains("n = 5")
        .contains(
            "State 1 is most probable after 1 word: belief on average .000, 1.000, .000 exact,"
                + " .200, .800, .000 as read");
    assertThat(page.indexOf("<figure id=\"simplex\""))
        .isBetween(
            page.indexOf("<figure id=\"where\""), page.indexOf("<figure id=\"interchange\""));
  }

  /** Beliefs that lie in a plane keep their distances, whatever the components are. */
  @Test
  void moreStatesAreProjectedOnTheirPlane() {
    double[][] exact = new double[7][];
    double[][] read = new double[7][];
    for (int i = 0; i < exact.length; i++) {
      double u = .2 * Math.sin(2.0 * i);
      double v = .1 * Math.cos(3.0 * i);
      exact[i] = new double[] {.25 + u, .25 - u, .25 + v, .25 - v};
      read[i] = new double[] {.25 + v, .25 - v, .25 - u, .25 + u};
    }
    String page = withoutScripts(page(StudyFixture.mess3().withSimplex(exact, read)));
    JsonNode points = figure("simplex").at("/datasets/points");
    double[] spread = new double[2];
    for (int i = 0; i < exact.length; i++) {
      for (int j = 0; j < i; j++) {
        for (String which : List.of("exact", "read")) {
          double[][] all = which.equals("exact") ? exact : read;
          double squares = 0;
          for (int c = 0; c < 4; c++) {
            squares += Math.pow(all[i][c] - all[j][c], 2);
          }
          double x = difference(points, i, j, which + "X");
          double y = difference(points, i, j, which + "Y");
          assertThat(Math.hypot(x, y)).isCloseTo(Math.sqrt(squares), within(5e-5));
          if (which.equals("exact")) {
            spread[0] += x * x;
            spread[1] += y * y;
          }
        }
      }
    }
    assertThat(spread[0]).as("the first component is the greater").isGreaterThan(spread[1]);
    long first = Math.round(100 * spread[0] / (spread[0] + spread[1]));
    assertThat(page).contains("(" + first + " % and " + (100 - first) + " % of their variance)");
    assertThat(figure("simplex").at("/concat/1/layer/1/encoding/y/axis/title").asString())
        .isEqualTo("second component");
  }

  private static double difference(JsonNode points, int i, int j, String field) {
    return points.get(i).path(field).asDouble() - points.get(j).path(field).asDouble();
  }

  @Test
  void aStudyWithoutASimplexHasNoSuchFigure() {
    assertThat(page(StudyFixture.exactBayes().withHeads())).doesNotContain("id=\"simplex\"");
    assertThat(temporary.resolve("figures/simplex.vl.json")).doesNotExist();
  }

  @Test
  void headsThatWereNotMeasuredAreNeverZero() {
    String page = page(StudyFixture.exactBayes().withHeads());
    JsonNode heads = figure("heads-denoising").at("/datasets/heads");
    assertThat(heads).hasSize(8);
    int missing = 0;
    for (JsonNode head : heads) {
      missing += head.path("denoising").isNull() ? 1 : 0;
    }
    assertThat(missing).isEqualTo(4);
    assertThat(withoutScripts(page))
        .contains("head 2 of layer 1 does most (+.610); 4 of 8 heads were measured")
        .contains("The first 2 together reach .600, above the band of random heads (up to .300)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"behaviour", "interchange", "dose", "heads", "where"})
  void anEmptyPanelSaysWhy(String figure) {
    StudyFixture study = StudyFixture.exactBayes().without(figure).without("sites");
    Matcher empty =
        Pattern.compile(
                "(?s)<figure id=\"" + figure + "\".*?<p class=\"empty\">([^<]*)</p>\\s*</figure>")
            .matcher(page(study));
    assertThat(empty.find()).isTrue();
    assertThat(empty.group(1)).contains("The study left no table " + figure);
  }

  @Test
  void whatTheNotebooksWouldHaveSaidStandsBesideTheStudysNumbers() {
    assertThat(withoutScripts(page(StudyFixture.exactBayes())))
        .contains("By the notebooks' reasoning that is a Bayesian mechanism".replace("'", "&#39;"))
        .contains("<th scope=\"row\">Mean absolute error of means")
        .contains("observers fitted; the best rival (leaky) is .003 bit behind the best");
  }

  @Test
  void nothingOnThePageIsFetched() {
    String page = page(StudyFixture.exactBayes().withHeads(), StudyFixture.mess3());
    assertThat(page).contains("default-src 'none'");
    assertThat(withoutScripts(page))
        .doesNotContainPattern("\\b(src|action|poster|srcset)\\s*=")
        .doesNotContainPattern("href=\"[^#]")
        .doesNotContainPattern("url\\(|@import|<link|<iframe|<img|<object|<embed|<base");
    for (JsonNode chart : charts(page)) {
      assertThat(chart.findValues("url")).isEmpty();
    }
  }

  @Test
  void theSameRecordGivesTheSameBytes() throws IOException {
    byte[] first = page(StudyFixture.exactBayes().withHeads()).getBytes(StandardCharsets.UTF_8);
    byte[] figure = Files.readAllBytes(temporary.resolve("figures/interchange-log-odds.vl.json"));
    assertThat(page(StudyFixture.exactBayes().withHeads()).getBytes(StandardCharsets.UTF_8))
        .isEqualTo(first);
    assertThat(Files.readAllBytes(temporary.resolve("figures/interchange-log-odds.vl.json")))
        .isEqualTo(figure);
  }

  /** The page of a folder is made from its store and nothing else. */
  @Test
  void aStoreGivesThePageOfItsRecord() throws IOException {
    StudyRecord record = StudyFixture.exactBayes().record();
    Path folder = temporary.resolve("study");
    try (Store store = Store.open(folder)) {
      record.tables().forEach(name -> store.put(record.table(name).orElseThrow()));
      for (String text : List.of("verdict.json", "study.yaml", "run.json")) {
        store.putText(text, record.text(text).orElseThrow());
      }
      for (String key :
          List.of("model", "digest", "dtype", "device", "study_hash", "command", "calibrated")) {
        store.putMeta(key, record.meta(key).orElseThrow());
      }
    }
    String fromStore = RunFixture.read(StudyReport.write(folder));
    assertThat(fromStore).isEqualTo(page(StudyFixture.exactBayes()));
  }

  @Test
  void aStudyWithoutVerdictIsRefusedInOneLine() {
    StudyRecord record = StudyRecord.of(List.of(), Map.of(), Map.of());
    assertThatThrownBy(() -> StudyReport.write(temporary.resolve("r.html"), List.of(record)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no verdict yet")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> StudyReport.write(temporary.resolve("nowhere")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no study was run here");
  }

  /** In every place that shows them: title, table, data of figures, long tables. */
  @Test
  void namesAndPromptsCannotBecomeMarkup() {
    String hostile = "</script><img src=x onerror=alert(1)>'&";
    Table.Builder many = Table.builder("many", "i", "word");
    for (int i = 0; i < 500; i++) {
      many.row(i, hostile);
    }
    String page =
        page(
            StudyFixture.exactBayes()
                .meta("model", hostile)
                .replace("behaviour", "evidence", "0 1", hostile)
                .replace("observers", "observer", "leaky", hostile)
                .put(many.build()));
    assertThat(withoutScripts(page)).doesNotContain("<img");
    assertThat(page).doesNotContain("</script><img");
    assertThat(page).contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&#39;&amp;");
  }

  @Test
  void exploratoryAndUncalibratedStudiesSayIt() {
    String page =
        withoutScripts(
            page(
                StudyFixture.exactBayes()
                    .meta("exploratory", "true")
                    .meta("calibrated", "not calibrated")));
    assertThat(page)
        .contains("<p class=\"caution\">Exploratory:")
        .contains("<p class=\"caution\">The instrument was not calibrated");
    assertThat(withoutScripts(page(StudyFixture.exactBayes()))).doesNotContain("class=\"caution\"");
  }

  @Test
  void severalStudiesHaveATableOfVerdictsAndIdsOfTheirOwn() {
    String page =
        page(
            StudyFixture.exactBayes().meta("right", "internal belief mechanism"),
            StudyFixture.mess3());
    String html = withoutScripts(page);
    assertThat(html)
        .contains("<h1>2 models, one instrument</h1>")
        .contains("<a href=\"#s1-study\">study-exact-bayes</a>")
        .contains("inconclusive: a belief-like variable moves the prediction in part")
        .contains("<th scope=\"col\">Right verdict");
    Matcher ids = Pattern.compile("\\bid=\"([^\"]+)\"").matcher(html);
    List<String> all = new ArrayList<>();
    while (ids.find()) {
      all.add(ids.group(1));
    }
    assertThat(all).doesNotHaveDuplicates().contains("s1-dose", "s2-dose");
  }

  private static List<JsonNode> charts(String page) {
    Matcher scripts =
        Pattern.compile("(?s)<script type=\"application/json\"[^>]*>(.*?)</script>").matcher(page);
    List<JsonNode> charts = new ArrayList<>();
    while (scripts.find()) {
      charts.add(Spec.JSON.readTree(scripts.group(1)));
    }
    return charts;
  }
}
