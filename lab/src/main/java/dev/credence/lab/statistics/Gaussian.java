package dev.credence.lab.statistics;

import org.hipparchus.distribution.continuous.NormalDistribution;

/** The standard normal distribution. */
final class Gaussian {
  private static final NormalDistribution STANDARD = new NormalDistribution();

  private Gaussian() {}

  /** P(Z at most z); NaN if z is. */
  static double below(double z) {
    return Double.isNaN(z) ? Double.NaN : STANDARD.cumulativeProbability(z);
  }

  /** P(Z >= z), small where z is great. */
  static double above(double z) {
    return below(-z);
  }

  /** z with P(Z at most z) = p; infinite at 0 and 1. */
  static double quantile(double p) {
    return STANDARD.inverseCumulativeProbability(p);
  }
}
