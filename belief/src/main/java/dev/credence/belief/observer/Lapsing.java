package dev.credence.belief.observer;

/**
 * Another observer that does not always attend.
 *
 * <pre>
 * p' = (1 - lapse) p + lapse / S        S symbols
 * </pre>
 *
 * @param attentive what it predicts when it attends
 * @param lapse share of blind guesses, from 0 to 1
 * @param <S> what it is shown
 * @see <a href="https://doi.org/10.3758/BF03194544">Wichmann and Hill, The psychometric function:
 *     I. Fitting, sampling, and goodness of fit (2001)</a>
 */
public record Lapsing<S extends Shown>(Predictor<S> attentive, double lapse)
    implements Predictor<S> {

  /** Half of all answers at most: beyond, the observer explains less than its lapses. */
  static final Parameter LAPSE = Parameter.of("lapse", "1", 0, 0.5, 0.05, 0.2);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if the lapse is not from 0 to 1
   */
  public Lapsing {
    Limits.requireWithin("lapsing observer", "lapse", lapse, 0, 1);
  }

  @Override
  public double[] next(S shown) {
    double[] p = attentive.next(shown);
    for (int s = 0; s < p.length; s++) {
      p[s] = (1 - lapse) * p[s] + lapse / p.length;
    }
    return p;
  }
}
