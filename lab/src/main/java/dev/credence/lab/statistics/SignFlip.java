package dev.credence.lab.statistics;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;

/**
 * The paired test that turns signs: if pairs differ by chance alone, each difference is as likely
 * with the other sign. The statistic is the mean.
 *
 * <p>Up to {@value #EXACT_UP_TO} differences all 2^n signs are tried, beyond that they are drawn.
 *
 * @see <a href="https://doi.org/10.2307/2984124">Pitman, Significance Tests Which May Be Applied to
 *     Samples from Any Populations</a>
 */
public final class SignFlip {
  /** The greatest number of differences, or clusters, of which all signs are tried. */
  public static final int EXACT_UP_TO = 12;

  private SignFlip() {}

  /**
   * Tests differences that are independent of each other.
   *
   * @param differences at least one, finite
   * @param draws how many signs to draw if there are too many to try, at least 1
   * @param seed of NumPy's {@code default_rng}, used if there are too many to try: bit i of its
   *     words, 64 differences a word, turns difference i
   * @return where the mean stands
   * @throws IllegalArgumentException if there are no differences, one is not finite, or draws are
   *     needed and there are none
   */
  public static TailCounts of(double[] differences, int draws, long seed) {
    return of(differences, Clusters.single(differences.length), draws, seed);
  }

  /**
   * Tests differences that come in clusters; all of one keep their signs or all turn.
   *
   * @param differences at least one, finite
   * @param clusters of as many rows
   * @param draws as in {@link #of(double[], int, long)}
   * @param seed as there, bit i turning cluster i
   * @return where the mean of all differences stands
   * @throws IllegalArgumentException as there, or if the clusters have another number of rows
   */
  public static TailCounts of(double[] differences, Clusters clusters, int draws, long seed) {
    Sample.requireSome("sign flip", differences.length, "differences");
    Sample.requireSame(
        "sign flip", clusters.rowCount(), "rows in clusters", differences.length, "differences");
    Sample.requireFinite("sign flip", "difference", differences);
    double[] sums = clusters.sums(differences);
    int n = differences.length;
    double observed = mean(sums, new long[words(sums.length)], n);
    if (sums.length <= EXACT_UP_TO) {
      double[] values = new double[1 << sums.length];
      Arrays.setAll(values, turned -> mean(sums, new long[] {turned}, n));
      return TailCounts.ofAll("sign flip", observed, values);
    }
    Sample.requireSome("sign flip", draws, "draws");
    var rng = NumpyRandom.ofSeed(seed);
    double[] values = new double[draws];
    long[] turned = new long[words(sums.length)];
    for (int draw = 0; draw < draws; draw++) {
      Arrays.setAll(turned, word -> rng.nextUint64());
      values[draw] = mean(sums, turned, n);
    }
    return TailCounts.ofDrawn("sign flip", observed, values);
  }

  private static int words(int bits) {
    return (bits + Long.SIZE - 1) / Long.SIZE;
  }

  private static double mean(double[] sums, long[] turned, int n) {
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      boolean turn = (turned[i / Long.SIZE] >>> i % Long.SIZE & 1) == 1;
      sum += turn ? -sums[i] : sums[i];
    }
    return sum / n;
  }
}
