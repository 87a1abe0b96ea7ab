package dev.credence.lab.statistics;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The bootstrap of clusters: whole clusters are drawn again, with replacement, as many as there
 * were, and the statistic is computed anew; how far it varies is how far it is to be trusted.
 *
 * <p>Any statistic will do, for it is given rows, not values. Repeated rows stand repeatedly.
 * Intervals are good to about 1 / clusters; with fewer than 20 clusters they are too short.
 *
 * @param estimate the statistic of the rows as they are
 * @param replicates the statistic of each resample, in the order drawn
 * @param withoutOne the statistic without each cluster in turn (the jackknife)
 * @see <a href="https://doi.org/10.1080/01621459.1987.10478410">Efron, Better Bootstrap Confidence
 *     Intervals</a>
 * @see <a href="https://doi.org/10.1111/j.1467-9868.2007.00593.x">Field and Welsh, Bootstrapping
 *     Clustered Data</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Bootstrap(double estimate, double[] replicates, double[] withoutOne) {

  /**
   * Draws.
   *
   * @param clusters at least two, whose rows the statistic knows
   * @param statistic from rows, at least one, to a number; called resamples + clusters + 1 times
   * @param resamples how many, at least 1; 2,000 for an interval that is printed
   * @param seed of NumPy's {@code default_rng}: the clusters of one resample are {@code
   *     rng.choice(clusters, clusters)}
   * @return what came out
   * @throws IllegalArgumentException if there are fewer than two clusters or no resamples
   */
  public static Bootstrap of(
      Clusters clusters, ToDoubleFunction<int[]> statistic, int resamples, long seed) {
    int count = clusters.count();
    if (count < 2) {
      throw new IllegalArgumentException(
          "bootstrap: " + count + " clusters; at least two are needed to see how they differ");
    }
    Sample.requireSome("bootstrap", resamples, "resamples");
    int[] all = IntStream.range(0, count).toArray();
    var rng = NumpyRandom.ofSeed(seed);
    double[] replicates = new double[resamples];
    Arrays.setAll(
        replicates, b -> statistic.applyAsDouble(clusters.rowsOf(rng.choice(count, count))));
    double[] withoutOne = new double[count];
    Arrays.setAll(
        withoutOne,
        left ->
            statistic.applyAsDouble(
                clusters.rowsOf(Arrays.stream(all).filter(each -> each != left).toArray())));
    return new Bootstrap(statistic.applyAsDouble(clusters.rowsOf(all)), replicates, withoutOne);
  }

  /**
   * The standard error.
   *
   * @return the standard deviation of the replicates; NaN if one of them is, or there is only one
   */
  public double standardError() {
    return Spread.standardDeviation(replicates);
  }

  /**
   * The percentile interval.
   *
   * <pre>
   * quantiles (1 - confidence) / 2 and (1 + confidence) / 2 of the replicates
   * </pre>
   *
   * @param confidence between 0 and 1
   * @return NaN if the statistic was NaN for a resample, as a slope is where few clusters are drawn
   *     so that x does not vary; to leave such resamples out would narrow the interval unseen
   */
  public ConfidenceInterval percentile(double confidence) {
    Sample.requireConfidence("bootstrap", confidence);
    return between((1 - confidence) / 2, (1 + confidence) / 2, confidence);
  }

  /**
   * The bias-corrected and accelerated interval: the percentile interval with its two levels moved
   * for a statistic that is off in the middle or spreads more on one side.
   *
   * <pre>
   * z0 = Phi^-1( share of replicates below the estimate, ties by half )
   * a  = sum d^3 / (6 (sum d^2)^1.5),   d = mean(withoutOne) - withoutOne
   * level(z) = Phi( z0 + (z0 + z) / (1 - a (z0 + z)) ),   z = Phi^-1( (1 -+ confidence) / 2 )
   * </pre>
   *
   * @param confidence between 0 and 1
   * @return NaN if the statistic was NaN somewhere, is the same without any cluster, or lies
   *     outside all replicates
   */
  public ConfidenceInterval bca(double confidence) {
    Sample.requireConfidence("bootstrap", confidence);
    double z0 = Gaussian.quantile(shareBelow());
    double a = acceleration();
    double z = Gaussian.quantile((1 + confidence) / 2);
    double low = Gaussian.below(moved(z0, a, -z));
    double high = Gaussian.below(moved(z0, a, z));
    return Double.isNaN(low) || Double.isNaN(high) || low > high
        ? ConfidenceInterval.undetermined(confidence)
        : between(low, high, confidence);
  }

  private static double moved(double z0, double a, double z) {
    double room = 1 - a * (z0 + z); // not above 0: the correction has no meaning so far out
    return Double.isInfinite(z0) || !(room > 0) ? Double.NaN : z0 + (z0 + z) / room;
  }

  private double shareBelow() {
    double below = 0;
    for (double each : replicates) {
      below += each < estimate ? 1 : each == estimate ? 0.5 : 0;
    }
    return below / replicates.length;
  }

  private double acceleration() {
    double mean = Spread.mean(withoutOne);
    double squares = 0;
    double cubes = 0;
    for (double each : withoutOne) {
      double d = mean - each;
      squares += d * d;
      cubes += d * d * d;
    }
    return squares == 0 ? Double.NaN : cubes / (6 * Math.pow(squares, 1.5));
  }

  private ConfidenceInterval between(double low, double high, double confidence) {
    return new ConfidenceInterval(
        Quantiles.of(replicates, low), Quantiles.of(replicates, high), confidence);
  }
}
