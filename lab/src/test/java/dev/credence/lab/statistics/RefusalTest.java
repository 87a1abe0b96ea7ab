package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a caller got wrong is one line that names the test, what was found and what to do. */
class RefusalTest {
  private static final double NAN = Double.NaN;
  private static final double[] THREE = {1, 2, 4};
  private static final double[] HOLED = {1, NAN, 4};
  private static final double[][] ROWS = {{1}, {2}, {4}};

  private static Arguments says(String message, ThrowingCallable call) {
    return Arguments.of(message, call);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        says(
            "sign flip: difference 1 is NaN; leave missing ones out first",
            () -> SignFlip.of(HOLED, 9, 0)),
        says(
            "sign flip: no differences; give at least one", () -> SignFlip.of(new double[0], 9, 0)),
        says("sign flip: no draws; give at least one", () -> SignFlip.of(new double[13], 0, 0)),
        says(
            "sign flip: 2 rows in clusters for 3 differences",
            () -> SignFlip.of(THREE, Clusters.single(2), 9, 0)),
        says(
            "permutation: value 1 is NaN; leave missing ones out first",
            () -> Permutation.twoSample(THREE, HOLED, (a, b) -> 0, 9, 0)),
        says(
            "permutation: 3 values for 2 partners",
            () -> Permutation.paired(THREE, new double[2], (a, b) -> 0, 9, 0)),
        says(
            "permutation: the statistic is not finite for some arrangement of the data",
            () -> Permutation.association(THREE, THREE, (a, b) -> b[0] > 3 ? NAN : 0, 9, 0)),
        says(
            "null band: null value 1 is NaN; leave missing ones out first",
            () -> NullBand.of(1, HOLED)),
        says(
            "null band: observed value 0 is NaN; leave missing ones out first",
            () -> NullBand.of(NAN, THREE)),
        says(
            "Page's trend: row 1, column 0 is NaN; leave missing ones out first",
            () -> PageTrend.exact(new double[][] {THREE, {NAN, 1, 2}})),
        says(
            "Page's trend: row 1 has 1 columns, row 0 has 3",
            () -> PageTrend.asymptotic(new double[][] {THREE, {1}})),
        says(
            "Page's trend: 11 columns; the exact p is for at most 10, take the asymptotic one",
            () -> PageTrend.exact(new double[1][11])),
        says(
            "equivalence: value 1 is NaN; leave missing ones out first",
            () -> Equivalence.of(HOLED, -1, 1)),
        says(
            "equivalence: bounds are 1.0 and -1.0; expected the lower first",
            () -> Equivalence.of(THREE, 1, -1)),
        says(
            "Holm: p 1 is NaN; expected 0 to 1", () -> MultipleTesting.holm(new double[] {0, NAN})),
        says(
            "Benjamini-Hochberg: p 0 is 1.5; expected 0 to 1",
            () -> MultipleTesting.benjaminiHochberg(new double[] {1.5})),
        says(
            "regression: target 1 is NaN; leave missing ones out first",
            () -> Regression.fit(ROWS, HOLED)),
        says("regression: 3 rows for 2 targets", () -> Regression.fit(ROWS, new double[2])),
        says(
            "regression: 2 columns for 1 coefficients",
            () -> Regression.fit(ROWS, THREE).predict(new double[1][2])),
        says(
            "partial R2: 2 rows of given columns for 3 targets",
            () -> Determination.partialR2(new double[2][1], ROWS, THREE)),
        says(
            "logistic fit: outcome 2 is 4.0; expected 0 to 1",
            () -> LogisticFit.fit(ROWS, new double[] {0, 1, 4})),
        says(
            "bounded logistic: 2 lower levels for 3 rows",
            () -> BoundedLogistic.fit(THREE, new double[2], new double[3], new double[3])),
        says(
            "isotonic fit: weight 0 is 0.0; expected above 0",
            () -> Isotonic.increasing(THREE, new double[3])),
        says(
            "calibration: prediction 1 is 1.0; expected strictly between 0 and 1",
            () -> Calibration.of(new double[] {.5, 1}, new double[] {.5, 1})),
        says(
            "bootstrap: 1 clusters; at least two are needed to see how they differ",
            () -> Bootstrap.of(Clusters.single(1), rows -> 0, 9, 0)),
        says(
            "bootstrap: confidence is 95.0; expected between 0 and 1, such as .95",
            () -> Bootstrap.of(Clusters.single(2), rows -> 0, 9, 0).percentile(95)),
        says("Wilson's interval: 3 successes in 2 trials", () -> Wilson.interval(3, 2, 0.95)),
        says("probability: NaN; expected 0 to 1", () -> Information.klBits(0.5, NAN)),
        says(
            "softmax: the greatest of 2 logits is NaN; expected a finite one and no NaN",
            () -> Information.entropyBitsOfLogits(new double[] {0, NAN})),
        says(
            "correlation: number 1 is NaN; leave missing ones out first",
            () -> Correlation.pearsonP(THREE, HOLED)),
        says(
            "variance share: 2 rows in clusters for 3 numbers",
            () -> VarianceShare.within(THREE, Clusters.single(2))));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalNamesTheThing(String message, ThrowingCallable call) {
    assertThat(catchThrowable(call))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
