package dev.credence.belief.observer;

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

  /** a from .1: with less it hardly heeds the draws. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "frequency",
          Family.Kind.RIVAL,
          p -> new FrequencyObserver(p[0], p[1]),
          Parameter.of("a", "1", 0.1, 2, 0.3, 0.7, 1.1),
          Parameter.of("b", "1", -0.5, 0.9, -0.1, 0.15, 0.4));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public FrequencyObserver {
    Limits.requireFinite("frequency observer", "a", a);
    Limits.requireFinite("frequency observer", "b", b);
  }

  @Override
  public double predictive(Trial trial) {
    return Math.clamp(a * trial.shareX() + b, 0.0, 1.0);
  }
}
