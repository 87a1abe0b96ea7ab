package dev.credence.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.table.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a reader has it: in a Chromium, if one is installed; else this is skipped. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StudyPageInBrowserTest {
  private static final String DRAWN = "document.querySelectorAll('.chart svg').length";

  private Path page = Path.of("");
  private Browser browser;

  @BeforeAll
  void open(@TempDir Path folder) {
    browser = Browser.start(folder.resolve("profile"));
    Table.Builder many = Table.builder("many", "i", "value", "word");
    for (int i = 0; i < 500; i++) {
      many.row(i, i == 7 ? Double.NaN : Math.sin(i), i % 2 == 0 ? "even" : "odd");
    }
    page =
        StudyReport.write(
            folder.resolve("report.html"),
            List.of(StudyFixture.exactBayes().withHeads().put(many.build()).record()));
    StudyReport.write(
        folder.resolve("several.html"),
        List.of(StudyFixture.exactBayes().record(), withSimplex().record()));
  }

  private static StudyFixture withSimplex() {
    double[][] beliefs = {{.7, .2, .1}, {.1, .8, .1}, {.1, .1, .8}};
    return StudyFixture.mess3().withSimplex(beliefs, beliefs);
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWentWrongAndNothingWasFetched() {
    assertThat(browser.complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "light, 1000, 'rgb(255, 255, 255)', 'rgb(26, 26, 26)'",
    "dark, 1000, 'rgb(21, 21, 21)', 'rgb(236, 236, 236)'",
    "light, 390, 'rgb(255, 255, 255)', 'rgb(26, 26, 26)'"
  })
  void figuresAreDrawnInLightAndDarkWideAndNarrow(
      String scheme, int width, String ground, String ink) {
    browser.open(page, scheme, width);
    assertThat(browser.value(DRAWN).asInt()).isEqualTo(5);
    assertThat(browser.value("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo(ground);
    assertThat(
            browser
                .value(
                    "getComputedStyle(document.querySelector('#behaviour .chart svg"
                        + " [stroke=\"#1a1a1a\"]')).stroke")
                .asString())
        .isEqualTo(ink);
    assertThat(browser.value("document.documentElement.scrollWidth").asInt())
        .as("nothing is wider than the window")
        .isLessThanOrEqualTo(width);
  }

  @Test
  void theKeyboardChoosesAnotherView() {
    browser.open(page, "light", 1000);
    String axis =
        "document.querySelector('#behaviour .chart svg').textContent.includes('number of X')";
    assertThat(browser.value(axis).asBoolean()).isFalse();
    browser.value("document.querySelector('#behaviour .views input').focus()");
    browser.key("ArrowRight", 39);
    browser.until("document.querySelector('#behaviour').dataset.view === '1'");
    assertThat(browser.value(axis).asBoolean()).isTrue();
    browser.key("ArrowLeft", 37);
    browser.until("document.querySelector('#behaviour').dataset.view === '0'");
    assertThat(browser.value(axis).asBoolean()).isFalse();
  }

  @Test
  void everyViewCanBeDrawn() {
    browser.open(page, "light", 1000);
    for (String figure : List.of("behaviour", "where", "interchange", "heads")) {
      int views =
          browser.value("document.querySelectorAll('#" + figure + " .views input').length").asInt();
      assertThat(views).as(figure).isGreaterThan(1);
      for (int view = views - 1; view >= 0; view--) {
        browser.value(
            "document.querySelectorAll('#%s .views input')[%d].click()".formatted(figure, view));
        browser.until(
            "document.querySelector('#%s').dataset.view === '%d'".formatted(figure, view));
      }
    }
    assertThat(
            browser
                .value(
                    "[...document.querySelectorAll('.chart')].map(c =>"
                        + " c.textContent).join().includes('could not be drawn')")
                .asBoolean())
        .isFalse();
  }

  private static String table(String name) {
    return "[...document.querySelectorAll('details.data')].find(d =>"
        + " d.querySelector('summary').textContent.startsWith('"
        + name
        + "'))";
  }

  private List<Double> column(String table, int column) {
    List<Double> values = new ArrayList<>();
    browser
        .value(
            "[..."
                + table(table)
                + ".querySelectorAll('tbody tr:not([hidden])')].map(r => r.cells["
                + column
                + "].dataset.v ?? r.cells["
                + column
                + "].textContent)")
        .forEach(
            v -> values.add(v.asString().isEmpty() ? Double.NaN : Double.valueOf(v.asString())));
    return values;
  }

  /** Its rows are made when it is opened; what is missing goes last, either way. */
  @Test
  void aLongTableIsFilledSortedAndFiltered() {
    browser.open(page, "light", 1000);
    String rows = table("many") + ".querySelectorAll('tbody tr').length";
    assertThat(browser.value(rows).asInt()).isZero();
    browser.value(table("many") + ".open = true");
    browser.until(rows + " === 500");
    String sort = table("many") + ".querySelectorAll('th button')[1].click()";
    browser.value(sort);
    List<Double> up = column("many", 1);
    assertThat(up.subList(0, 499)).isSorted().doesNotContain(Double.NaN);
    assertThat(up.getLast()).isNaN();
    browser.value(sort);
    assertThat(column("many", 1).getFirst()).isEqualTo(up.get(498));
    browser.value(
        "(t => { const i = t.querySelector('input'); i.value = 'odd';"
            + " i.dispatchEvent(new Event('input')); })("
            + table("many")
            + ")");
    assertThat(column("many", 0)).hasSize(250).allMatch(i -> i % 2 == 1);
  }

  /** All digits, not those that are shown. */
  @Test
  void aTableIsSavedAsCsv() {
    browser.open(page, "light", 1000);
    browser.value(
        "URL.createObjectURL = blob => { window.saved = blob; return 'blob:none'; };"
            + "HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };"
            + table("criteria_numbers")
            + ".querySelector('.tools button').click()");
    assertThat(browser.value("window.savedAs").asString()).isEqualTo("criteria_numbers.csv");
    assertThat(browser.value("window.saved.text()").asString())
        .startsWith("criterion,number,value\nC0,missing,0.0\n")
        .containsPattern("C1,slope,0?\\.[0-9]{12,}\n");
  }

  @Test
  void thePagePrints() {
    browser.open(page, "light", 1000);
    byte[] pdf = browser.pdf();
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    assertThat(pdf.length).isGreaterThan(50_000);
  }

  @Test
  void severalStudiesShareAPage() {
    browser.open(page.resolveSibling("several.html"), "dark", 1000);
    assertThat(browser.value(DRAWN).asInt()).isEqualTo(4 + 4);
    browser.value("document.querySelector('#s2-behaviour .views input[value=\"1\"]').click()");
    browser.until("document.querySelector('#s2-behaviour').dataset.view === '1'");
  }
}
