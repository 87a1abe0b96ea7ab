package dev.credence.lab.report;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A mean with its 95 % interval by Student's t, over the prompts as they were drawn.
 *
 * @param mean of the values that are there; NaN if there is none
 * @param low lower end; the mean itself where fewer than two values are there
 * @param high upper end
 * @param n how many values are there
 */
record Interval(double mean, double low, double high, int n) {
  private static final double LEVEL = .95;

  /** Of the finite values among these. */
  static Interval of(double[] values) {
    int n = 0;
    double sum = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        n++;
        sum += value;
      }
    }
    if (n == 0) {
      return new Interval(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    double mean = sum / n;
    if (n == 1) {
      return new Interval(mean, mean, mean, 1);
    }
    double squares = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        squares += (value - mean) * (value - mean);
      }
    }
    double half =
        new TDistribution(n - 1).inverseCumulativeProbability((1 + LEVEL) / 2)
            * Math.sqrt(squares / (n - 1) / n);
    return new Interval(mean, mean - half, mean + half, n);
  }
}
