package dev.credence.belief.observer;

/**
 * Learns a chance of X and forgets, without a thought to the two generators.
 *
 * <pre>
 * a_0 = s m,  b_0 = s (1 - m)
 * a_t = gamma a_(t-1) + [draw t is X],  b_t = gamma b_(t-1) + [draw t is Y]
 * p   = a_N / (a_N + b_N)
 * </pre>
 *
 * <p>gamma = 1 is {@link BetaObserver}.
 *
 * @param gamma what a draw leaves of earlier counts, from 0 to 1
 * @param strength s, imagined draws before the first, above 0
 * @param mean m, share of X among them, from 0 to 1
 * @see <a href="https://arxiv.org/abs/2503.04722">Gupta et al., Enough Coin Flips Can Make LLMs Act
 *     Bayesian</a>
 */
public record DiscountedBeta(double gamma, double strength, double mean) implements Observer {

  /** gamma from .05 to .95. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "discounted Beta",
          Family.Kind.RIVAL,
          p -> new DiscountedBeta(p[0], p[1], p[2]),
          Parameter.of("gamma", "1", 0.05, 0.95, 0.3, 0.6, 0.85),
          Parameter.of("s", "draws", 0.05, 30, 1, 4, 12),
          Parameter.chance("m"));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public DiscountedBeta {
    Limits.requireWithin("discounted Beta", "gamma", gamma, 0, 1);
    Limits.requireWithin("discounted Beta", "s", strength, Double.MIN_NORMAL, Double.MAX_VALUE);
    Limits.requireWithin("discounted Beta", "m", mean, 0, 1);
  }

  @Override
  public double predictive(Trial trial) {
    double a = strength * mean;
    double b = strength - a;
    for (int i = 0; i < trial.length(); i++) {
      a *= gamma;
      b *= gamma;
      if (trial.isX(i)) {
        a++;
      } else {
        b++;
      }
    }
    return a / (a + b);
  }
}
