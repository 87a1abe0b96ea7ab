package dev.credence.belief.observer;

/**
 * Another observer that likes to say the first symbol, whatever it believes.
 *
 * <pre>
 * logit p'(first) = logit p(first) + bias;   the others keep their proportions
 * </pre>
 *
 * @param impartial what it predicts before
 * @param bias in nats, finite; above 0 for a liking
 * @param <S> what it is shown
 */
public record Biased<S extends Shown>(Predictor<S> impartial, double bias) implements Predictor<S> {

  /** The range of a fit. */
  static final Parameter BIAS = Parameter.of("bias", "nats", -3, 3, -0.5, 0, 0.5);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if the bias is not finite
   */
  public Biased {
    Limits.requireFinite("biased observer", "bias", bias);
  }

  @Override
  public double[] next(S shown) {
    double[] p = impartial.next(shown);
    double odds = Math.exp(bias);
    double total = 1 + p[0] * (odds - 1);
    p[0] *= odds;
    for (int s = 0; s < p.length; s++) {
      p[s] /= total;
    }
    return p;
  }
}
