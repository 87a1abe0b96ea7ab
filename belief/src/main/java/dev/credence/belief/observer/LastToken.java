package dev.credence.belief.observer;

/**
 * Bigram statistics: looks at the last draw alone, and not at the question.
 *
 * <pre>
 * p = x after X, y after Y, (x + y) / 2 before the first draw
 * </pre>
 *
 * <p>The observer that does look at the question, but only at the last draw, is {@link LeakyBayes}
 * with g = 0.
 *
 * @param afterX x, from 0 to 1
 * @param afterY y, from 0 to 1
 */
public record LastToken(double afterX, double afterY) implements Observer {

  /** Any two chances. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "last token",
          Family.Kind.RIVAL,
          p -> new LastToken(p[0], p[1]),
          Parameter.chance("x"),
          Parameter.chance("y"));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not from 0 to 1
   */
  public LastToken {
    Limits.requireWithin("last token", "x", afterX, 0, 1);
    Limits.requireWithin("last token", "y", afterY, 0, 1);
  }

  @Override
  public double predictive(Trial trial) {
    int n = trial.length();
    if (n == 0) {
      return (afterX + afterY) / 2;
    }
    return trial.isX(n - 1) ? afterX : afterY;
  }
}
