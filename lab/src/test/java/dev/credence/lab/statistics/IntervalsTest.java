package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Intervals, against closed forms, inversion of their tests and enumeration. */
class IntervalsTest {
  private static final double[] X = {3.0, 1.0, 4.0, 1.5, 9.0};
  private static final ToDoubleFunction<int[]> MEAN =
      rows -> Arrays.stream(rows).mapToDouble(row -> X[row]).average().orElseThrow();

  /** One and two degrees of freedom have closed forms; far tails must keep their digits. */
  @Test
  void studentIsRightToTheLastDigitsOfItsTails() {
    for (double t : new double[] {1e-6, 0.3, 1, 4, 60, 1e5}) {
      double one = Math.atan2(1, t) / Math.PI;
      double root = Math.sqrt(2 + t * t);
      double two = 1 / (root * (root + t));
      assertThat(Student.upperTail(t, 1)).isCloseTo(one, Percentage.withPercentage(1e-9));
      assertThat(Student.upperTail(t, 2)).isCloseTo(two, Percentage.withPercentage(1e-9));
      assertThat(Student.upperTail(-t, 2)).isCloseTo(1 - two, within(1e-13));
    }
    for (double confidence : new double[] {0.2, 0.9, 0.95, 0.9999}) {
      assertThat(Student.halfWidth(confidence, 1))
          .isCloseTo(Math.tan(Math.PI / 2 * confidence), Percentage.withPercentage(1e-9));
      double tail = (1 - confidence) / 2;
      assertThat(Student.halfWidth(confidence, 2))
          .isCloseTo(
              confidence * Math.sqrt(1 / (2 * tail * (1 - tail))), Percentage.withPercentage(1e-9));
    }
    assertThat(Student.upperTail(Double.NaN, 5)).isNaN();
    assertThat(Student.halfWidth(0.95, 0)).isNaN();
  }

  @Test
  void wilsonsEndsAreWhereTheScoreTestStandsAtItsLimit() {
    double z = 1.959963984540054; // 97.5 % of the normal distribution
    for (int n : new int[] {1, 7, 40}) {
      for (int successes = 0; successes <= n; successes++) {
        ConfidenceInterval interval = Wilson.interval(successes, n, 0.95);
        double share = (double) successes / n;
        for (double p : new double[] {interval.low(), interval.high()}) {
          if (p > 0 && p < 1) {
            assertThat(Math.abs(share - p) / Math.sqrt(p * (1 - p) / n)).isCloseTo(z, within(1e-9));
          }
        }
        assertThat(interval.low()).isBetween(0.0, share);
        assertThat(interval.high()).isBetween(share, 1.0);
      }
    }
    assertThat(Wilson.interval(0, 0, 0.95).low()).isNaN();
  }

  @Test
  void meansAreEquivalentExactlyWhereTheNinetyPercentIntervalIsWithin() {
    var rng = NumpyRandom.ofSeed(2);
    int equivalent = 0;
    for (int trial = 0; trial < 200; trial++) {
      double[] x = new double[8];
      Arrays.setAll(x, i -> 0.3 * rng.standardNormal());
      Equivalence test = Equivalence.of(x, -0.3, 0.3);
      assertThat(test.p() < 0.05).isEqualTo(test.interval(0.90).within(-0.3, 0.3));
      equivalent += test.p() < 0.05 ? 1 : 0;
    }
    assertThat(equivalent).isBetween(20, 180); // both happened
  }

  @Test
  void valuesThatDoNotDifferHaveAMeanAndNoP() {
    Equivalence same = Equivalence.of(new double[] {.1, .1, .1}, -1, 1);
    assertThat(same.mean()).isCloseTo(0.1, within(1e-15));
    assertThat(same.standardError()).isZero();
    assertThat(same.p()).isNaN();
    assertThat(same.interval(0.9).low()).isEqualTo(same.mean());
    Equivalence single = Equivalence.of(new double[] {.1}, -1, 1);
    assertThat(single.p()).isNaN();
    assertThat(single.interval(0.9).low()).isNaN();
  }

  /** A perfect correlation of five pairs is 1 in 60; t would say 0. */
  @Test
  void aPerfectCorrelationHasNoTButAPermutationP() {
    double[] x = {1, 2, 3, 4, 5};
    double[] y = {1, 4, 9, 16, 25};

    assertThat(Correlation.spearmanP(x, y)).isNaN();
    assertThat(Permutation.association(x, y, Correlation::spearman, 120, 0).pTwoSided())
        .isEqualTo(2 / 120.0);
    assertThat(Correlation.pearsonP(x, new double[5])).isNaN();
    assertThat(Correlation.pearsonP(new double[] {1, 2}, new double[] {1, 3})).isNaN();
  }

  /** Expected values from Python's {@code statistics.NormalDist} and the formula. */
  @Test
  void bcaIsTheFormula() {
    var bootstrap =
        new Bootstrap(
            3.1,
            new double[] {2.1, 2.5, 2.6, 2.9, 3.0, 3.2, 3.3, 3.7, 4.4, 5.1, 3.05},
            new double[] {2.8, 3.0, 3.2, 3.3, 3.6, 2.2});

    assertThat(bootstrap.bca(0.80).low()).isCloseTo(2.5593536128686853, within(1e-9));
    assertThat(bootstrap.bca(0.80).high()).isCloseTo(4.716026411732951, within(1e-9));
    assertThat(bootstrap.bca(0.95).low()).isCloseTo(2.3213171567241315, within(1e-9));
    assertThat(bootstrap.bca(0.95).high()).isCloseTo(5.041439782571123, within(1e-9));
  }

  /** All 5^5 resamples of five rows, written out. */
  @Test
  void resamplesComeNearToAllThereAre() {
    double[] all = new double[3125];
    Arrays.setAll(
        all,
        i -> MEAN.applyAsDouble(new int[] {i % 5, i / 5 % 5, i / 25 % 5, i / 125 % 5, i / 625}));
    Bootstrap bootstrap = Bootstrap.of(Clusters.single(5), MEAN, 20_000, 4);

    // Standard error of a standard deviation of 20,000 draws: about sd / sqrt(40,000).
    double sd = Math.sqrt(Spread.variance(all, 0));
    assertThat(bootstrap.standardError()).isCloseTo(sd, within(4 * sd / 200));
    assertThat(bootstrap.percentile(0.8).low()).isCloseTo(Quantiles.of(all, 0.1), within(0.1));
    assertThat(bootstrap.percentile(0.8).high()).isCloseTo(Quantiles.of(all, 0.9), within(0.1));
    assertThat(bootstrap.estimate()).isEqualTo(3.7);
    assertThat(bootstrap.withoutOne()[4]).isEqualTo(9.5 / 4);
  }

  /** Both intervals follow a rising transformation of the statistic, since they are quantiles. */
  @Test
  void thePercentileIntervalOfARisingFunctionIsTheFunctionOfTheInterval() {
    Clusters clusters = Clusters.single(5);
    Bootstrap plain = Bootstrap.of(clusters, MEAN, 1001, 4);
    Bootstrap tripled = Bootstrap.of(clusters, rows -> 3 * MEAN.applyAsDouble(rows) - 1, 1001, 4);
    Bootstrap squared =
        Bootstrap.of(clusters, rows -> Math.pow(MEAN.applyAsDouble(rows), 2), 1001, 4);

    // 1,001 replicates put the ends of the 80 % interval on replicates themselves.
    assertThat(squared.percentile(0.8).low())
        .isCloseTo(Math.pow(plain.percentile(0.8).low(), 2), within(1e-9));
    assertThat(tripled.bca(0.9).high()).isCloseTo(3 * plain.bca(0.9).high() - 1, within(1e-9));
  }

  @Test
  void clustersAreDrawnWhole() {
    Clusters pairs = Clusters.of(List.of("a", "a", "b", "b", "c"));
    Bootstrap sizes =
        Bootstrap.of(
            pairs,
            rows -> {
              long a = Arrays.stream(rows).filter(row -> row == 0).count();
              long partner = Arrays.stream(rows).filter(row -> row == 1).count();
              assertThat(a).isEqualTo(partner);
              return rows.length;
            },
            500,
            0);

    assertThat(sizes.estimate()).isEqualTo(5);
    assertThat(Spread.min(sizes.replicates())).isEqualTo(3); // c three times
    assertThat(Spread.max(sizes.replicates())).isEqualTo(6);
  }

  @Test
  void aBootstrapThatCannotTellIsNaN() {
    Bootstrap sometimes =
        Bootstrap.of(
            Clusters.single(3),
            rows -> rows[0] == 0 && rows[1] == 0 ? Double.NaN : rows[0] + rows[1] * 0.1,
            200,
            0);
    assertThat(sometimes.percentile(0.95).low()).isNaN();
    assertThat(sometimes.bca(0.95).low()).isNaN();
    assertThat(sometimes.standardError()).isNaN();
    Bootstrap constant = Bootstrap.of(Clusters.single(3), rows -> 2, 200, 0);
    assertThat(constant.percentile(0.95)).isEqualTo(new ConfidenceInterval(2, 2, 0.95));
    assertThat(constant.bca(0.95).low()).isNaN();
    var outside = new Bootstrap(9, new double[] {1, 2, 3}, new double[] {1, 2});
    assertThat(outside.bca(0.95).low()).isNaN();
  }

  /** d^2 / (2 p (1 - p)): where p and q nearly agree the terms of KL cancel. */
  @Test
  void aTinyDivergenceKeepsItsDigits() {
    for (double p : new double[] {0.5, 0.9, 0.013}) {
      for (double d : new double[] {1e-4, 1e-6, 1e-8}) {
        double q = p + d;
        double exactly = (q - p) * (q - p) / (2 * p * (1 - p)) / Math.log(2);
        // The next term is smaller by about d / (p (1 - p)).
        double relative = 2 * d / (p * (1 - p)) + 1e-7;
        assertThat(Information.klBits(p, q))
            .isCloseTo(exactly, Percentage.withPercentage(100 * relative));
        double[] a = {Math.log(p), Math.log1p(-p), -800};
        double[] b = {Math.log(q), Math.log1p(-q), -800};
        assertThat(Information.klBitsOfLogits(a, b))
            .isCloseTo(exactly, Percentage.withPercentage(100 * relative + 100 * 1e-15 / d));
      }
    }
    assertThat(Information.klBits(0.3, 0.3)).isZero();
  }

  @Test
  void logitsOfTwoOutcomesAreTheBernoulliOnes() {
    double[] a = {Math.log(0.2) + 7, Math.log(0.8) + 7, Double.NEGATIVE_INFINITY};
    double[] b = {Math.log(0.65) - 3, Math.log(0.35) - 3, Double.NEGATIVE_INFINITY};

    assertThat(Information.entropyBitsOfLogits(a))
        .isCloseTo(Information.entropyBits(0.2), within(1e-14));
    assertThat(Information.klBitsOfLogits(a, b))
        .isCloseTo(Information.klBits(0.2, 0.65), within(1e-14));
    assertThat(Information.klBitsOfLogits(new double[] {0, 0}, new double[] {0, -1 / 0.0}))
        .isInfinite();
    assertThat(Information.klBitsOfLogits(new double[] {0, -1 / 0.0}, new double[] {0, 0}))
        .isCloseTo(1, within(1e-14));
  }

  @Test
  void calibrationFindsHowFarAPredictionWasSqueezed() {
    double[] predicted = {.2, .4, .5, .6, .9};
    double[] observed = new double[5];
    Arrays.setAll(
        observed,
        i -> 1 / (1 + Math.pow(1 / predicted[i] - 1, 2) * Math.exp(-0.3))); // 2 logit + .3
    Calibration calibration = Calibration.of(predicted, observed);

    assertThat(calibration.slope()).isCloseTo(2, within(1e-8));
    assertThat(calibration.interceptNats()).isCloseTo(0.3, within(1e-8));
    Calibration perfect = Calibration.of(predicted, predicted);
    assertThat(perfect.slope()).isCloseTo(1, within(1e-8));
    assertThat(perfect.skill()).isEqualTo(1);
    double mean = Spread.mean(observed);
    double[] constant = {mean, mean, mean, mean, mean};
    assertThat(Calibration.of(constant, observed).skill()).isCloseTo(0, within(1e-12));
    assertThat(Calibration.of(constant, observed).slope()).isNaN();
    double[] turned = Arrays.stream(predicted).map(p -> 1 - p).toArray();
    assertThat(Calibration.of(turned, observed).skill()).isNegative();
    assertThat(Calibration.of(predicted, constant).skill()).isNaN();
    assertThat(Calibration.of(predicted, new double[] {0, 0, 1, 0, 1}).slope()).isPositive();
  }

  /** Knowing only which pair a cell is from earns a skill over all and none within. */
  @Test
  void withinClustersWhatTellsThemApartEarnsNothing() {
    double[] observed = {.18, .22, .2, .78, .82, .8};
    double[] predicted = {.2, .2, .2, .8, .8, .8};
    Clusters pairs = Clusters.of(List.of(1, 1, 1, 2, 2, 2));

    assertThat(Calibration.of(predicted, observed).skill()).isGreaterThan(0.98);
    Calibration within = Calibration.within(predicted, observed, pairs);
    assertThat(within.skill()).isCloseTo(0, within(1e-12));
    assertThat(within.slope()).isNaN();
    Calibration exact = Calibration.within(observed, observed, pairs);
    assertThat(exact.skill()).isEqualTo(1);
    assertThat(exact.slope()).isCloseTo(1, within(1e-8));
    assertThat(exact.interceptNats()).isNaN();
  }
}
