package dev.credence.belief.observer;

/**
 * Always says the same.
 *
 * <pre>
 * p = c
 * </pre>
 *
 * @param chance c, from 0 to 1
 */
public record ConstantObserver(double chance) implements Observer {

  /** Any chance. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "constant", Family.Kind.RIVAL, p -> new ConstantObserver(p[0]), Parameter.chance("c"));

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if c is not from 0 to 1
   */
  public ConstantObserver {
    Limits.requireWithin("constant", "c", chance, 0, 1);
  }

  @Override
  public double predictive(Trial trial) {
    return chance;
  }
}
