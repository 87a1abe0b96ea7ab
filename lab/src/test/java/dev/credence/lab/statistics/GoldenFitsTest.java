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

/** Fits, against SciPy, scikit-learn and statsmodels. */
class GoldenFitsTest {
  static List<JsonNode> ols() {
    return GoldenStatistics.cases("ols");
  }

  @ParameterizedTest
  @MethodSource
  void ols(JsonNode golden) {
    double[] x = numbers(golden.get("x"));
    double[] y = numbers(golden.get("y"));
    JsonNode expected = golden.get("expected");
    Line line = Line.fit(x, y);
    EXACT.same(line.slope(), number(expected.get("slope")), "slope");
    EXACT.same(line.intercept(), number(expected.get("intercept")), "intercept");
    EXACT.same(line.r2(), number(expected.get("r2")), "R2");
    EXACT.same(Correlation.pearson(x, y), number(expected.get("r")), "r");
    EXACT.same(line.slopeStandardError(), number(expected.get("slope_stderr")), "slope se");
    EXACT.same(
        line.interceptStandardError(), number(expected.get("intercept_stderr")), "intercept se");
    SPECIAL.same(line.p(), number(expected.get("slope_p_two_sided")), "p");
    SPECIAL.same(Correlation.pearsonP(x, y), line.p(), "p of r");
  }

  static List<JsonNode> olsMultiple() {
    return GoldenStatistics.cases("ols_multiple");
  }

  @ParameterizedTest
  @MethodSource
  void olsMultiple(JsonNode golden) {
    double[][] x = rows(golden.get("X"));
    double[] y = numbers(golden.get("y"));
    JsonNode expected = golden.get("expected");
    Regression fit = Regression.fit(x, y);
    EXACT.same(
        first(fit.intercept(), fit.coefficients()),
        numbers(expected.get("params_intercept_first")),
        "w");
    EXACT.same(
        first(fit.interceptStandardError(), fit.standardErrors()),
        numbers(expected.get("stderr")),
        "se");
    EXACT.same(fit.r2(), number(expected.get("r2")), "R2");
    EXACT.same(Determination.r2(y, fit.predict(x)), fit.r2(), "R2 of the prediction");
    EXACT.same(fit.adjustedR2(), number(expected.get("r2_adjusted")), "adjusted R2");
    int last = x[0].length - 1;
    double[][] others =
        Arrays.stream(x).map(row -> Arrays.copyOf(row, last)).toArray(double[][]::new);
    double[][] lastColumn =
        Arrays.stream(x).map(row -> new double[] {row[last]}).toArray(double[][]::new);
    EXACT.same(
        Regression.fit(others, y).r2(),
        number(expected.get("r2_without_last_column")),
        "R2 without the last column");
    EXACT.same(
        Determination.partialR2(others, lastColumn, y),
        number(expected.get("partial_r2_last_column")),
        "partial R2");
  }

  static List<JsonNode> logisticFit() {
    return GoldenStatistics.cases("logistic_fit");
  }

  @ParameterizedTest
  @MethodSource
  void logisticFit(JsonNode golden) {
    JsonNode expected = golden.get("expected");
    LogisticFit fit = LogisticFit.fit(rows(golden.get("X")), numbers(golden.get("y")));
    SPECIAL.same(
        first(fit.intercept(), fit.coefficients()),
        numbers(expected.get("params_intercept_first")),
        "w");
    EXACT.same(fit.meanLossNats(), number(expected.get("mean_nll_nats")), "loss");
  }

  static List<JsonNode> temperedBayesFit() {
    return GoldenStatistics.cases("tempered_bayes_fit");
  }

  /** Tempered Bayes is a logistic curve between p_A and p_B over the summed evidence. */
  @ParameterizedTest
  @MethodSource
  void temperedBayesFit(JsonNode golden) {
    JsonNode expected = golden.get("expected");
    double[] sums = numbers(expected.get("sum_log_likelihood_ratio"));
    double[] low = constant(number(golden.get("p_a")), sums.length);
    double[] high = constant(number(golden.get("p_b")), sums.length);
    double[] q = numbers(golden.get("q"));
    BoundedLogistic fit =
        golden.get("free").size() == 2
            ? BoundedLogistic.fit(sums, low, high, q)
            : BoundedLogistic.fitSlope(sums, low, high, q);
    SPECIAL.same(fit.slope(), number(expected.get("lambda")), "lambda");
    SPECIAL.same(fit.intercept(), number(expected.get("L0")), "L0");
    EXACT.same(fit.meanLossNats(), number(expected.get("mean_nll_nats")), "loss");
  }

  static List<JsonNode> isotonic() {
    return GoldenStatistics.cases("isotonic");
  }

  @ParameterizedTest
  @MethodSource
  void isotonic(JsonNode golden) {
    double[] y = numbers(golden.get("y"));
    double[] weights = numbers(golden.get("weights"));
    JsonNode expected = golden.get("expected");
    Isotonic fit =
        golden.get("increasing").booleanValue()
            ? Isotonic.increasing(y, weights)
            : Isotonic.decreasing(y, weights);
    EXACT.same(fit.fit(), numbers(expected.get("fit")), "fit");
    assertThat(fit.blockStarts())
        .containsExactly(
            expected.get("blocks").valueStream().mapToInt(JsonNode::intValue).toArray());
    EXACT.same(fit.squaredError(), number(expected.get("weighted_sse")), "squared error");
  }

  private static double[] first(double intercept, double[] coefficients) {
    double[] all = new double[coefficients.length + 1];
    all[0] = intercept;
    System.arraycopy(coefficients, 0, all, 1, coefficients.length);
    return all;
  }

  private static double[] constant(double value, int n) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return all;
  }
}
