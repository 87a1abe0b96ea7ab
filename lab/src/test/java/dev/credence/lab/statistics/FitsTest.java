package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What must hold of any fit, and what fits say when the data leave something open. */
class FitsTest {
  private static final Offset<Double> ROUNDING = within(1e-10);

  private final NumpyRandom rng = NumpyRandom.ofSeed(3);

  private double[] normals(int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> rng.standardNormal());
    return x;
  }

  private static double[][] columns(double[]... columns) {
    double[][] rows = new double[columns[0].length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        rows[i][j] = columns[j][i];
      }
    }
    return rows;
  }

  private static double[] plus(double[] x, double factor, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] + factor * y[i]).toArray();
  }

  /** Frisch, Waugh and Lovell: what columns add is the correlation of what is left of each. */
  @Test
  void partialR2IsTheSquaredCorrelationOfWhatIsLeft() {
    double[] a = normals(40);
    double[] b = plus(normals(40), 0.7, a);
    double[] c = plus(normals(40), -0.4, b);
    double[] y = plus(plus(normals(40), 0.5, a), 0.3, c);
    double[][] given = columns(a, b);
    double[] leftOfY = plus(y, -1, Regression.fit(given, y).predict(given));
    double[] leftOfC = plus(c, -1, Regression.fit(given, c).predict(given));
    double r = Correlation.pearson(leftOfY, leftOfC);

    assertThat(Determination.partialR2(given, columns(c), y)).isCloseTo(r * r, ROUNDING);
  }

  @Test
  void columnsThatDetermineEachOtherAreGivenOnce() {
    double[] a = normals(30);
    double[] b = normals(30);
    double[] y = plus(normals(30), 1, b);
    double[] seven = new double[30];
    Arrays.fill(seven, 7);
    double[] sum = plus(a, 1e6, seven);

    assertThat(Determination.partialR2(columns(a, seven, sum, a), columns(b), y))
        .isCloseTo(Determination.partialR2(columns(a), columns(b), y), ROUNDING);
    assertThat(Determination.partialR2(columns(a), columns(plus(a, 1, seven)), y)).isNaN();
    assertThat(Determination.partialR2(columns(a, y), columns(b), y)).isNaN();
    assertThat(Determination.partialR2(new double[30][0], columns(b), y))
        .isCloseTo(Line.fit(b, y).r2(), ROUNDING);
  }

  @Test
  void aColumnThatIsASumOfOthersLeavesR2AndTakesTheCoefficients() {
    double[] a = normals(30);
    double[] b = normals(30);
    double[] y = plus(normals(30), 1, a);
    Regression both = Regression.fit(columns(a, b), y);
    Regression three = Regression.fit(columns(a, b, plus(a, 2, b)), y);

    assertThat(three.coefficients()).containsOnly(Double.NaN);
    assertThat(three.standardErrors()).containsOnly(Double.NaN);
    assertThat(three.p(0)).isNaN();
    assertThat(three.interval(0, 0.95).covers(0)).isFalse();
    assertThat(three.r2()).isCloseTo(both.r2(), ROUNDING);
    assertThat(three.degreesOfFreedom()).isEqualTo(both.degreesOfFreedom());
  }

  @Test
  void theResidualIsAtRightAnglesToEveryColumnHoweverNearTheyAre() {
    double[] a = normals(50);
    double[] near = plus(a, 1e-6, normals(50));
    double[] y = normals(50);
    double[][] x = columns(a, near);
    double[] residual = plus(y, -1, Regression.fit(x, y).predict(x));

    assertThat(Spread.sum(residual)).isCloseTo(0, within(1e-8));
    assertThat(Correlation.pearson(residual, a)).isCloseTo(0, within(1e-8));
    assertThat(Correlation.pearson(residual, plus(near, -1, a))).isCloseTo(0, within(1e-3));
  }

  @Test
  void aLineSaysWhatItCannotKnow() {
    Line flat = Line.fit(new double[] {2, 2, 2}, new double[] {1, 2, 3});
    assertThat(flat.slope()).isNaN();
    assertThat(flat.p()).isNaN();
    Line still = Line.fit(new double[] {1, 2, 4, 5}, new double[] {.3, .3, .3, .3});
    assertThat(still.slope()).isCloseTo(0, ROUNDING);
    assertThat(still.r2()).isNaN();
    assertThat(still.p()).isNaN();
    Line two = Line.fit(new double[] {1, 2}, new double[] {3, 5});
    assertThat(two.slope()).isCloseTo(2, ROUNDING);
    assertThat(two.slopeStandardError()).isNaN();
    assertThat(two.slopeInterval(0.95).low()).isNaN();
    Line exact = Line.fit(new double[] {1, 2, 3, 7}, new double[] {.1, .2, .3, .7});
    assertThat(exact.slope()).isCloseTo(0.1, ROUNDING);
    assertThat(exact.r2()).isCloseTo(1, ROUNDING);
    assertThat(exact.p()).isNaN();
    assertThat(Regression.fit(columns(normals(3), normals(3)), normals(3)).adjustedR2()).isNaN();
  }

  /** The mean of three .1 is not .1 in doubles; what is left of each is no variation. */
  @Test
  void aConstantGoesTogetherWithNothing() {
    double[] constant = {.1, .1, .1};
    double[] rising = {1, 2, 3};

    assertThat(Correlation.pearson(constant, rising)).isNaN();
    assertThat(Correlation.pearson(rising, constant)).isNaN();
    assertThat(Determination.r2(constant, rising)).isNaN();
    assertThat(Equivalence.of(constant, 0, 1).standardError()).isZero();
    assertThat(VarianceShare.within(constant, Clusters.single(3))).isNaN();
  }

  @Test
  void aLogisticFitLeavesNoCorrelationBetweenErrorsAndColumns() {
    double[] a = normals(60);
    double[] b = plus(normals(60), 500, a);
    double[] y = IntStream.range(0, 60).mapToDouble(i -> rng.random()).toArray();
    double[][] x = columns(a, b);
    LogisticFit fit = LogisticFit.fit(x, y);
    double[] errors = plus(y, -1, fit.predict(x));

    assertThat(Spread.sum(errors)).isCloseTo(0, within(1e-8));
    assertThat(Correlation.pearson(errors, a)).isCloseTo(0, within(1e-8));
    assertThat(Correlation.pearson(errors, b)).isCloseTo(0, within(1e-8));
  }

  @Test
  void aLogisticFitWithoutAFiniteBestIsNaN() {
    double[][] x = {{1}, {2}, {3}, {4}};
    for (double[] y :
        List.of(
            new double[] {0, 0, 1, 1}, // separated
            new double[] {0, 0, .5, 1}, // all but one
            new double[] {1, 1, 1, 1},
            new double[] {0, 0, 0, 0})) {
      LogisticFit fit = LogisticFit.fit(x, y);
      assertThat(fit.intercept()).as(Arrays.toString(y)).isNaN();
      assertThat(fit.coefficients()).as(Arrays.toString(y)).containsOnly(Double.NaN);
      assertThat(fit.meanLossNats()).as(Arrays.toString(y)).isNaN();
    }
    assertThat(LogisticFit.fit(new double[][] {{2}, {2}, {2}}, new double[] {0, .3, 1}).intercept())
        .isNaN();
    LogisticFit still = LogisticFit.fit(x, new double[] {.25, .25, .25, .25});
    assertThat(still.intercept()).isCloseTo(-Math.log(3), ROUNDING);
    assertThat(still.coefficients()[0]).isCloseTo(0, ROUNDING);
    assertThat(LogisticFit.fit(new double[3][0], new double[] {0, 0, .75}).intercept())
        .isCloseTo(-Math.log(3), ROUNDING);
  }

  /** Levels differ by row and lie either way round, as the two generators of a study do. */
  @Test
  void aBoundedCurveIsFoundAgainFromItself() {
    for (double slope : new double[] {-1.5, 0.1, 0.5, 1, 2}) {
      for (double intercept : new double[] {-1, 0, 0.7}) {
        int n = 60;
        double[] x = new double[n];
        double[] low = new double[n];
        double[] high = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
          x[i] = 2 * rng.standardNormal();
          low[i] = i % 2 == 0 ? 0.5 : 0.8;
          high[i] = i % 2 == 0 ? 0.75 : 0.3;
          y[i] = low[i] + (high[i] - low[i]) * TwoGenerators.sigmoid(intercept + slope * x[i]);
        }
        BoundedLogistic fit = BoundedLogistic.fit(x, low, high, y);
        assertThat(fit.slope()).isCloseTo(slope, within(1e-8));
        assertThat(fit.intercept()).isCloseTo(intercept, within(1e-8));
        if (intercept == 0) {
          assertThat(BoundedLogistic.fitSlope(x, low, high, y).slope())
              .isCloseTo(slope, within(1e-8));
        }
      }
    }
  }

  @Test
  void betweenZeroAndOneABoundedCurveIsALogisticFit() {
    double[] x = normals(40);
    double[] y = IntStream.range(0, 40).mapToDouble(i -> rng.random()).toArray();
    double[] ones = new double[40];
    Arrays.fill(ones, 1);
    BoundedLogistic bounded = BoundedLogistic.fit(x, new double[40], ones, y);
    LogisticFit fit = LogisticFit.fit(columns(x), y);

    assertThat(bounded.slope()).isCloseTo(fit.coefficients()[0], ROUNDING);
    assertThat(bounded.intercept()).isCloseTo(fit.intercept(), ROUNDING);
  }

  @Test
  void outcomesBeyondALevelLeaveABoundedCurveUndetermined() {
    double[] x = {1, 2, 3};
    double[] low = {.5, .5, .5};
    double[] high = {.75, .75, .75};
    BoundedLogistic fit = BoundedLogistic.fitSlope(x, low, high, new double[] {.9, .9, .9});

    assertThat(fit.slope()).isNaN();
    assertThat(fit.intercept()).isNaN();
    assertThat(BoundedLogistic.fit(new double[] {2, 2, 2}, low, high, new double[] {.6, .6, .6}))
        .isEqualTo(new BoundedLogistic(Double.NaN, Double.NaN, Double.NaN));
  }

  /** Every way to cut a sequence into runs; the best whose means ascend is the isotonic fit. */
  @Test
  void noMonotoneSequenceIsNearer() {
    for (int trial = 0; trial < 50; trial++) {
      int n = 1 + rng.integers(8);
      double[] y = new double[n];
      double[] weights = new double[n];
      Arrays.setAll(y, i -> Math.rint(4 * rng.standardNormal()) / 2);
      Arrays.setAll(weights, i -> rng.uniform(0.2, 3));
      double best = Double.POSITIVE_INFINITY;
      for (int cuts = 0; cuts < 1 << (n - 1); cuts++) {
        best = Math.min(best, errorOfRuns(y, weights, cuts));
      }
      Isotonic fit = Isotonic.increasing(y, weights);
      assertThat(fit.squaredError()).isCloseTo(best, ROUNDING);
      assertThat(fit.fit()).isSorted();
      double[] turned = Arrays.stream(y).map(each -> -each).toArray();
      assertThat(Isotonic.decreasing(turned, weights).squaredError()).isCloseTo(best, ROUNDING);
    }
  }

  private static double errorOfRuns(double[] y, double[] weights, int cuts) {
    double error = 0;
    double before = Double.NEGATIVE_INFINITY;
    for (int from = 0; from < y.length; ) {
      int to = from + 1;
      while (to < y.length && (cuts >> (to - 1) & 1) == 0) {
        to++;
      }
      double mass = 0;
      double sum = 0;
      for (int i = from; i < to; i++) {
        mass += weights[i];
        sum += weights[i] * y[i];
      }
      if (sum / mass < before) {
        return Double.POSITIVE_INFINITY;
      }
      before = sum / mass;
      for (int i = from; i < to; i++) {
        error += weights[i] * (y[i] - before) * (y[i] - before);
      }
      from = to;
    }
    return error;
  }

  @Test
  void theShareWithinClustersIsZeroWhereTheyAgreeAndOneWhereTheyDifferOnlyWithin() {
    Clusters pairs = Clusters.of(List.of("a", "b", "a", "b"));

    assertThat(VarianceShare.within(new double[] {1, 5, 1, 5}, pairs)).isZero();
    assertThat(VarianceShare.within(new double[] {1, 5, 5, 1}, pairs)).isEqualTo(1);
    assertThat(VarianceShare.within(new double[] {0, 4, 2, 6}, pairs)).isCloseTo(0.2, ROUNDING);
    assertThat(VarianceShare.within(new double[] {3, 3, 3, 3}, pairs)).isNaN();
  }
}
