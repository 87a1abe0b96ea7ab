package dev.credence.lab.statistics;

import static dev.credence.lab.GoldenStatistics.number;
import static dev.credence.lab.GoldenStatistics.numbers;
import static dev.credence.lab.GoldenStatistics.rows;
import static dev.credence.lab.statistics.Closeness.EXACT;
import static dev.credence.lab.statistics.Closeness.SPECIAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.GoldenStatistics;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Descriptions and ridge regression, against NumPy, SciPy and scikit-learn. */
class GoldenStatisticsTest {
  static List<JsonNode> ridge() {
    return GoldenStatistics.cases("ridge");
  }

  @ParameterizedTest
  @MethodSource
  void ridge(JsonNode golden) {
    double[][] x = rows(golden.get("X"));
    JsonNode expected = golden.get("expected");
    Ridge fit = Ridge.fit(x, numbers(golden.get("y")), golden.get("alpha").doubleValue());
    EXACT.same(fit.coefficients(), numbers(expected.get("coef")), "coef");
    EXACT.same(fit.intercept(), number(expected.get("intercept")), "intercept");
    double[] first = numbers(expected.get("prediction_first_rows"));
    EXACT.same(Arrays.copyOf(fit.predict(x), first.length), first, "prediction");
    EXACT.same(
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
    EXACT.same(Spread.mean(x), number(expected.get("mean")), "mean");
    EXACT.same(Spread.standardDeviation(x), number(expected.get("std_ddof1")), "std ddof 1");
    EXACT.same(Math.sqrt(Spread.variance(x, 0)), number(expected.get("std_ddof0")), "std ddof 0");
    EXACT.same(Spread.standardError(x), number(expected.get("sem_ddof1")), "sem");
    EXACT.same(Spread.range(x), number(expected.get("max_minus_min")), "range");
    EXACT.same(Spread.median(x), number(expected.get("median")), "median");
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
    EXACT.same(StableOrder.averageRanks(x), numbers(expected.get("rank_average")), "rank");
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
    EXACT.same(
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
    EXACT.same(Correlation.pearson(x, y), number(expected.get("pearson")), "pearson");
    EXACT.same(Correlation.spearman(x, y), number(expected.get("spearman")), "spearman");
    EXACT.same(Correlation.kendallTauB(x, y), number(expected.get("kendall_tau_b")), "kendall");
    SPECIAL.same(Correlation.pearsonP(x, y), number(expected.get("pearson_p")), "pearson p");
    SPECIAL.same(Correlation.spearmanP(x, y), number(expected.get("spearman_p")), "spearman p");
  }
}
