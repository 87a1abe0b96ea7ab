package dev.credence.lab.statistics;

import static dev.credence.lab.GoldenStatistics.number;
import static dev.credence.lab.GoldenStatistics.numbers;
import static dev.credence.lab.GoldenStatistics.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.GoldenStatistics;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Relative 1e-9, absolute 1e-12 near zero, as the golden files ask. */
class GoldenStatisticsTest {
  private static void same(double actual, double expected, String what) {
    if (Double.isNaN(expected)) {
      assertThat(actual).as(what).isNaN();
    } else {
      assertThat(actual)
          .as(what)
          .isCloseTo(expected, within(Math.max(1e-12, 1e-9 * Math.abs(expected))));
    }
  }

  private static void same(double[] actual, double[] expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      same(actual[i], expected[i], what + "[" + i + "]");
    }
  }

  static List<JsonNode> ridge() {
    return GoldenStatistics.cases("ridge");
  }

  @ParameterizedTest
  @MethodSource
  void ridge(JsonNode golden) {
    double[][] x = rows(golden.get("X"));
    JsonNode expected = golden.get("expected");
    Ridge fit = Ridge.fit(x, numbers(golden.get("y")), golden.get("alpha").doubleValue());
    same(fit.coefficients(), numbers(expected.get("coef")), "coef");
    same(fit.intercept(), number(expected.get("intercept")), "intercept");
    double[] first = numbers(expected.get("prediction_first_rows"));
    same(Arrays.copyOf(fit.predict(x), first.length), first, "prediction");
    same(
        Determination.r2(numbers(golden.get("y")), fit.predict(x)),
        number(expected.get("r2_train")),
        "R2");
  }

  static List<JsonNode> spread() {
    return GoldenStatistics.cases("spread");
  }

  @ParameterizedTest
  @MethodSource
  void spread(JsonNode golden) {
    double[] x = numbers(golden.get("x"));
    JsonNode expected = golden.get("expected");
    same(Spread.mean(x), number(expected.get("mean")), "mean");
    same(Spread.standardDeviation(x), number(expected.get("std_ddof1")), "std ddof 1");
    same(Math.sqrt(Spread.variance(x, 0)), number(expected.get("std_ddof0")), "std ddof 0");
    same(Spread.standardError(x), number(expected.get("sem_ddof1")), "sem");
    same(Spread.range(x), number(expected.get("max_minus_min")), "range");
    same(Spread.median(x), number(expected.get("median")), "median");
  }

  static List<JsonNode> order() {
    return GoldenStatistics.cases("order");
  }

  @ParameterizedTest
  @MethodSource
  void order(JsonNode golden) {
    double[] x = numbers(golden.get("x"));
    JsonNode expected = golden.get("expected");
    assertThat(StableOrder.descending(x))
        .containsExactly(integers(expected.get("argsort_descending_stable")));
    assertThat(StableOrder.ascending(x))
        .containsExactly(integers(expected.get("argsort_ascending_stable")));
    same(StableOrder.averageRanks(x), numbers(expected.get("rank_average")), "rank");
  }

  private static int[] integers(JsonNode node) {
    return node.valueStream().mapToInt(JsonNode::intValue).toArray();
  }

  static List<JsonNode> quantiles() {
    return GoldenStatistics.cases("quantiles");
  }

  @ParameterizedTest
  @MethodSource
  void quantiles(JsonNode golden) {
    double[] x = numbers(golden.get("x"));
    double[] q = numbers(golden.get("q"));
    same(
        Arrays.stream(q).map(each -> Quantiles.of(x, each)).toArray(),
        numbers(golden.get("expected").get("linear")),
        "quantile");
  }

  static List<JsonNode> correlation() {
    return GoldenStatistics.cases("correlation");
  }

  @ParameterizedTest
  @MethodSource
  void correlation(JsonNode golden) {
    double[] x = numbers(golden.get("x"));
    double[] y = numbers(golden.get("y"));
    JsonNode expected = golden.get("expected");
    same(Correlation.pearson(x, y), number(expected.get("pearson")), "pearson");
    same(Correlation.spearman(x, y), number(expected.get("spearman")), "spearman");
    same(Correlation.kendallTauB(x, y), number(expected.get("kendall_tau_b")), "kendall");
  }
}
