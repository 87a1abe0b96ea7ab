package dev.credence.lab.statistics;

import java.util.Arrays;

/**
 * Where an observed statistic stands among those of a null: random subspaces, random weights, wrong
 * donors.
 *
 * <pre>
 * p = (b + 1) / (m + 1),   b of m null values at least as large;   percentile = 100 (1 - p)
 * </pre>
 *
 * <p>The observed value counts as one of the null, so that p is never 0 and the level is kept for
 * any m. To be above the 99th percentile takes at least 99 null values, to be above the 95th 19.
 *
 * @param observed the statistic in question
 * @param p of a value as large under the null; from 1 / (m + 1) to 1
 * @param size m
 * @see <a href="https://doi.org/10.2202/1544-6115.1585">Phipson and Smyth, Permutation P-values
 *     Should Never Be Zero</a>
 */
public record NullBand(double observed, double p, int size) {
  /** Rounding of a level such as .99. */
  private static final double ROUNDING = 1e-12;

  /**
   * Counts.
   *
   * @param observed finite
   * @param nulls at least one, finite
   * @return where it stands
   * @throws IllegalArgumentException if there are no null values or a number is not finite; a
   *     statistic that is missing for a random subspace must not pass as a small one
   */
  public static NullBand of(double observed, double[] nulls) {
    Sample.requireSome("null band", nulls.length, "null values");
    Sample.requireFinite("null band", "observed value", new double[] {observed});
    Sample.requireFinite("null band", "null value", nulls);
    long atLeast = Arrays.stream(nulls).filter(each -> each >= observed).count();
    return new NullBand(observed, (atLeast + 1.0) / (nulls.length + 1.0), nulls.length);
  }

  /**
   * The percentile.
   *
   * @return from 0 to below 100
   */
  public double percentile() {
    return 100 * (1 - p);
  }

  /**
   * Whether the observed value lies above a percentile of the null.
   *
   * @param level as a share, such as .99
   * @return whether p is at most 1 - level
   * @throws IllegalArgumentException if the level does not lie between 0 and 1, or there are too
   *     few null values for any observed one to be above it
   */
  public boolean isAbove(double level) {
    int needed = sizeFor(level);
    if (size < needed) {
      throw new IllegalArgumentException(
          "null band: %d null values; to be above the share %s takes at least %d"
              .formatted(size, level, needed));
    }
    return p <= 1 - level + ROUNDING;
  }

  /**
   * How many null values it takes to tell.
   *
   * @param level as a share, such as .99
   * @return the least m with 1 / (m + 1) at most 1 - level
   * @throws IllegalArgumentException if the level does not lie between 0 and 1
   */
  public static int sizeFor(double level) {
    Sample.requireConfidence("null band", level);
    return (int) Math.ceil(1 / (1 - level) - 1 - ROUNDING / ((1 - level) * (1 - level)));
  }
}
