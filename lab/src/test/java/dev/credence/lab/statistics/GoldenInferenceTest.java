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

/** Tests, intervals and information, against SciPy and statsmodels. */
class GoldenInferenceTest {
  static List<JsonNode> pageTrend() {
    return GoldenStatistics.cases("page_trend");
  }

  @ParameterizedTest
  @MethodSource
  void pageTrend(JsonNode golden) {
    double[][] data = rows(golden.get("data_rows_are_subjects"));
    PageTrend trend =
        golden.get("method").asString().equals("exact")
            ? PageTrend.exact(data)
            : PageTrend.asymptotic(data);
    EXACT.same(trend.l(), number(golden.get("expected").get("L")), "L");
    SPECIAL.same(trend.p(), number(golden.get("expected").get("p")), "p");
  }

  static List<JsonNode> multipleTesting() {
    return GoldenStatistics.cases("multiple_testing");
  }

  @ParameterizedTest
  @MethodSource
  void multipleTesting(JsonNode golden) {
    double[] p = numbers(golden.get("p"));
    adjusted(golden, "holm", MultipleTesting.holm(p));
    adjusted(golden, "benjamini_hochberg", MultipleTesting.benjaminiHochberg(p));
    adjusted(golden, "bonferroni", MultipleTesting.bonferroni(p));
  }

  private static void adjusted(JsonNode golden, String method, double[] adjusted) {
    JsonNode expected = golden.get("expected");
    EXACT.same(adjusted, numbers(expected.get(method)), method);
    List<Boolean> rejected = Arrays.stream(adjusted).mapToObj(p -> p <= 0.05).toList();
    assertThat(rejected)
        .as(method)
        .isEqualTo(
            expected
                .get(method + "_reject_at_0.05")
                .valueStream()
                .map(JsonNode::booleanValue)
                .toList());
  }

  static List<JsonNode> tost() {
    return GoldenStatistics.cases("tost");
  }

  @ParameterizedTest
  @MethodSource
  void tost(JsonNode golden) {
    double[] x = numbers(golden.get("x"));
    double low = number(golden.get("low"));
    double high = number(golden.get("upp"));
    JsonNode expected = golden.get("expected");
    Equivalence test = Equivalence.of(x, low, high);
    EXACT.same(test.tLow(), number(expected.get("t_low")), "t low");
    EXACT.same(test.tHigh(), number(expected.get("t_upp")), "t high");
    SPECIAL.same(test.pLow(), number(expected.get("p_low")), "p low");
    SPECIAL.same(test.pHigh(), number(expected.get("p_upp")), "p high");
    SPECIAL.same(test.p(), number(expected.get("p")), "p");
    EXACT.same(test.degreesOfFreedom(), number(expected.get("df")), "df");
    SPECIAL.same(ends(test.interval(0.90)), numbers(expected.get("ci90")), "90 %");
    SPECIAL.same(ends(test.interval(0.95)), numbers(expected.get("ci95")), "95 %");

    double[] before = Arrays.stream(x).map(each -> each + 3).toArray();
    double[] after = constant(3, x.length);
    Equivalence paired = Equivalence.paired(before, after, low, high);
    SPECIAL.same(paired.p(), number(expected.get("p")), "p of pairs with these differences");
  }

  private static double[] ends(ConfidenceInterval interval) {
    return new double[] {interval.low(), interval.high()};
  }

  static List<JsonNode> wilson() {
    return GoldenStatistics.cases("wilson");
  }

  @ParameterizedTest
  @MethodSource
  void wilson(JsonNode golden) {
    ConfidenceInterval interval =
        Wilson.interval(
            golden.get("successes").intValue(),
            golden.get("n").intValue(),
            number(golden.get("confidence")));
    SPECIAL.same(interval.low(), number(golden.get("expected").get("low")), "low");
    SPECIAL.same(interval.high(), number(golden.get("expected").get("high")), "high");
  }

  static List<JsonNode> signFlip() {
    return GoldenStatistics.cases("sign_flip");
  }

  @ParameterizedTest
  @MethodSource
  void signFlip(JsonNode golden) {
    double[] differences = numbers(golden.get("differences"));
    JsonNode expected = golden.get("expected");
    TailCounts test = SignFlip.of(differences, 0, 0);
    EXACT.same(test.observed(), number(expected.get("mean")), "mean");
    assertThat(test)
        .isEqualTo(
            new TailCounts(
                test.observed(),
                expected.get("flips").intValue(),
                true,
                expected.get("count_greater_equal").intValue(),
                expected.get("count_less_equal").intValue(),
                expected.get("count_abs_greater_equal").intValue()));
    EXACT.same(test.pGreater(), number(expected.get("p_greater")), "p greater");
    EXACT.same(test.pLess(), number(expected.get("p_less")), "p less");
    EXACT.same(test.pTwoSided(), number(expected.get("p_two_sided")), "p two-sided");

    double[] zeros = new double[differences.length];
    TailCounts swapped =
        Permutation.paired(
            differences, zeros, (a, b) -> Spread.mean(a) - Spread.mean(b), 1 << 12, 0);
    assertThat(swapped.atLeast()).isEqualTo(test.atLeast());
    assertThat(swapped.asFar()).isEqualTo(test.asFar());
  }

  static List<JsonNode> information() {
    return GoldenStatistics.cases("information");
  }

  @ParameterizedTest
  @MethodSource
  void information(JsonNode golden) {
    JsonNode expected = golden.get("expected");
    if (golden.get("kind").asString().equals("bernoulli")) {
      double p = number(golden.get("p"));
      double q = number(golden.get("q"));
      EXACT.same(Information.entropyBits(p), number(expected.get("entropy_p_bits")), "H(p)");
      EXACT.same(Information.entropyBits(q), number(expected.get("entropy_q_bits")), "H(q)");
      EXACT.same(Information.klBits(p, q), number(expected.get("kl_p_q_bits")), "KL");
      EXACT.same(
          Information.crossEntropyBits(p, q),
          number(expected.get("cross_entropy_bits")),
          "H(p, q)");
    } else {
      double[] a = numbers(golden.get("a"));
      double[] b = numbers(golden.get("b"));
      EXACT.same(
          Information.entropyBitsOfLogits(a), number(expected.get("entropy_a_bits")), "H(a)");
      EXACT.same(Information.klBitsOfLogits(a, b), number(expected.get("kl_a_b_bits")), "KL(a, b)");
      EXACT.same(Information.klBitsOfLogits(b, a), number(expected.get("kl_b_a_bits")), "KL(b, a)");
    }
  }

  private static double[] constant(double value, int n) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return all;
  }
}
