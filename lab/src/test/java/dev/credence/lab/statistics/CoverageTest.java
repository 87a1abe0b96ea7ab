package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Intervals cover the truth as often as they say. */
class CoverageTest {
  private static final double CONFIDENCE = 0.95;

  private static double[] normals(NumpyRandom rng, int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> rng.standardNormal());
    return x;
  }

  /** On average over shares, drawn evenly; for a single share it may be less. */
  @Test
  void wilson() {
    new Repetition(500_000)
        .isAtLeast(
            CONFIDENCE,
            (rng, seed) -> {
              double p = rng.random();
              int successes = (int) IntStream.range(0, 20).filter(i -> rng.random() < p).count();
              return Wilson.interval(successes, 20, CONFIDENCE).covers(p);
            });
  }

  @Test
  void slopes() {
    new Repetition(510_000)
        .isAbout(
            CONFIDENCE,
            (rng, seed) -> {
              double[] x = normals(rng, 8);
              double[] y = normals(rng, 8);
              Arrays.setAll(y, i -> 1.7 * x[i] + 0.4 * y[i] - 2);
              return Line.fit(x, y).slopeInterval(CONFIDENCE).covers(1.7);
            });
    new Repetition(520_000)
        .isAbout(
            CONFIDENCE,
            (rng, seed) -> {
              double[][] x = new double[9][];
              Arrays.setAll(x, i -> normals(rng, 2));
              double[] y = normals(rng, 9);
              Arrays.setAll(y, i -> x[i][0] - 3 * x[i][1] + y[i]);
              return Regression.fit(x, y).interval(1, CONFIDENCE).covers(-3);
            });
  }

  @Test
  void equivalence() {
    new Repetition(530_000)
        .isAbout(
            0.90, (rng, seed) -> Equivalence.of(normals(rng, 6), -1, 1).interval(0.90).covers(0));
  }

  /**
   * The percentile interval of a mean of G clusters of equal size is short by what is known: it
   * takes the deviation over G for that over G - 1, and the normal distribution for Student's. And
   * B replicates put its ends at ranks r = 1 + (B - 1) tail, beyond which lies r / (B + 1). What
   * remains must be the coverage.
   */
  @Test
  void bootstrapOfClusters() {
    int count = 50;
    int resamples = 399;
    Clusters clusters = Clusters.of(IntStream.range(0, 2 * count).mapToObj(i -> i / 2).toList());
    double rank = 1 + (resamples - 1) * (1 - CONFIDENCE) / 2;
    double z = -Gaussian.quantile(rank / (resamples + 1));
    double expected = 1 - Student.twoSided(z * Math.sqrt((count - 1.0) / count), count - 1.0);
    assertThat(expected).isBetween(0.93, CONFIDENCE);
    new Repetition(540_000)
        .isAbout(
            expected,
            (rng, seed) ->
                Bootstrap.of(clusters, mean(clustered(rng, clusters)), resamples, seed)
                    .percentile(CONFIDENCE)
                    .covers(0));
  }

  /** Rows drawn one by one forget that the two of a cluster say much the same. */
  @Test
  void aBootstrapThatForgetsItsClustersCoversTooSeldom() {
    Clusters clusters = Clusters.of(IntStream.range(0, 60).mapToObj(i -> i / 2).toList());
    int covered =
        new Repetition(550_000)
            .count(
                (rng, seed) ->
                    Bootstrap.of(Clusters.single(60), mean(clustered(rng, clusters)), 99, seed)
                        .percentile(CONFIDENCE)
                        .covers(0));
    assertThat(covered).isLessThan(9000);
  }

  /** Of a skewed statistic BCa covers nearer to what it says than the percentile interval. */
  @Test
  void bcaOfASkewedStatistic() {
    int resamples = 399;
    Clusters clusters = Clusters.single(30);
    // The variance of an exponential distribution of mean 1 is 1.
    int bca =
        new Repetition(560_000)
            .count((rng, seed) -> skewed(rng, clusters, resamples, seed).bca(CONFIDENCE).covers(1));
    int percentile =
        new Repetition(560_000)
            .count(
                (rng, seed) ->
                    skewed(rng, clusters, resamples, seed).percentile(CONFIDENCE).covers(1));
    assertThat(bca).isBetween(percentile + 100, 9566); // 9,566: .95 and once in a thousand
  }

  private static Bootstrap skewed(NumpyRandom rng, Clusters clusters, int resamples, long seed) {
    double[] x = new double[clusters.rowCount()];
    Arrays.setAll(x, i -> rng.standardExponential());
    return Bootstrap.of(
        clusters,
        rows -> {
          double sum = 0;
          double squares = 0;
          for (int row : rows) {
            sum += x[row];
            squares += x[row] * x[row];
          }
          return (squares - sum * sum / rows.length) / (rows.length - 1);
        },
        resamples,
        seed);
  }

  private static double[] clustered(NumpyRandom rng, Clusters clusters) {
    double[] x = normals(rng, clusters.rowCount());
    for (List<Integer> rows : clusters.rows()) {
      double shared = rng.standardNormal();
      rows.forEach(row -> x[row] += shared);
    }
    return x;
  }

  private static ToDoubleFunction<int[]> mean(double[] x) {
    return rows -> {
      double sum = 0;
      for (int row : rows) {
        sum += x[row];
      }
      return sum / rows.length;
    };
  }
}
