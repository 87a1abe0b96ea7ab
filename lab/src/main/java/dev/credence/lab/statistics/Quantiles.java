package dev.credence.lab.statistics;

import java.util.Arrays;

/**
 * Quantiles with linear interpolation, NumPy's default (type 7 of Hyndman and Fan 1996).
 *
 * <pre>
 * h = (n - 1) q,   x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h]),   x sorted from 0
 * </pre>
 */
public final class Quantiles {
  private Quantiles() {}

  /**
   * One quantile.
   *
   * @param x at least one number, in any order
   * @param q from 0, the least, to 1, the greatest
   * @return the quantile; NaN if a number is NaN
   * @throws IllegalArgumentException if there are no numbers or q lies outside [0, 1]
   */
  public static double of(double[] x, double q) {
    if (x.length == 0 || !(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException(
          "quantile " + q + " of " + x.length + " numbers; expected 0 to 1 of at least one");
    }
    double[] sorted = x.clone();
    Arrays.sort(sorted); // NaN last
    if (Double.isNaN(sorted[sorted.length - 1])) {
      return Double.NaN;
    }
    double h = (sorted.length - 1) * q;
    int below = (int) Math.floor(h);
    if (below + 1 >= sorted.length) {
      return sorted[sorted.length - 1];
    }
    return sorted[below] + (h - below) * (sorted[below + 1] - sorted[below]);
  }
}
