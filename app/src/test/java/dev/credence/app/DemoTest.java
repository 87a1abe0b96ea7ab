package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What a newcomer types first. */
class DemoTest {
  @TempDir Path folder;

  @Test
  void theDemoNeedsNoWeightsAndLeavesAReportOfAllModels() {
    Outcome outcome = Outcome.of("demo", "--out", folder.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("internal belief mechanism", "not Bayesian", "behavioural match only");
    assertThat(outcome.out().stripTrailing()).endsWith("report.html");
    assertThat(outcome.out().lines())
        .filteredOn(line -> !line.contains("report.html"))
        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    assertThat(folder.resolve("report.html")).isNotEmptyFile();
    assertThat(folder.resolve("decorative-belief/tables/criteria.csv")).isNotEmptyFile();
  }

  /** Odds of B after XXX: (.75 / .5)^3, so that P(X) = .5 / (1 + odds) + .75 odds / (1 + odds). */
  @Test
  void onlyTheFirstModelKnowsAboutThreeDraws() {
    double odds = Math.pow(1.5, 3);
    double bayes = (0.5 + 0.75 * odds) / (1 + odds);
    assertThat(share("builtin:exact-bayes")).isCloseTo(bayes, within(1e-5));
    assertThat(Math.abs(share("builtin:count-table") - bayes)).isGreaterThan(0.1);
  }

  private static double share(String model) {
    Outcome outcome = Outcome.of("query", "--model", model, "XXX", "--among", "X", "Y", "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return JsonMapper.shared().readTree(outcome.out()).at("/cells/0/p_among").asDouble();
  }
}
