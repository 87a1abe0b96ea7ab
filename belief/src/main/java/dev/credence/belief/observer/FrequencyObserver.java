package dev.credence.belief.observer;

import dev.credence.belief.Evidence;

/**
 * Goes by how often X came up, and infers nothing about generators.
 *
 * <pre>
 * p = clip(a k / N + b, 0, 1)
 * </pre>
 *
 * <p>Before the first draw k / N is taken as 1/2.
 *
 * @param a slope, finite
 * @param b intercept, finite
 */
public record FrequencyObserver(double a, double b) implements Observer {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public FrequencyObserver {
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      throw new IllegalArgumentException(
          "frequency observer: a is " + a + ", b is " + b + "; both must be finite");
    }
  }

  @Override
  public double predictive(Evidence evidence) {
    double share = evidence.length() == 0 ? 0.5 : (double) evidence.countX() / evidence.length();
    return Math.clamp(a * share + b, 0.0, 1.0);
  }
}
