package dev.credence.belief.observer;

/**
 * Learns a chance of X by the rule of succession, without a thought to the two generators.
 *
 * <pre>
 * p = (s m + k) / (s + N)
 * </pre>
 *
 * <p>It is exact Bayes for another question: a source whose chance of X has a Beta(s m, s (1 - m))
 * prior ({@link dev.credence.belief.BetaBernoulli}).
 *
 * @param strength s, imagined draws before the first, above 0
 * @param mean m, share of X among them, from 0 to 1
 */
public record BetaObserver(double strength, double mean) implements Observer {

  /**
   * The Krichevsky-Trofimov estimator, (k + 1/2) / (N + 1).
   *
   * @see <a href="https://doi.org/10.1109/TIT.1981.1056331">Krichevsky and Trofimov, The
   *     performance of universal encoding (1981)</a>
   */
  public static final BetaObserver KRICHEVSKY_TROFIMOV = new BetaObserver(1, 0.5);

  /** s up to 30 draws: more hardly learns. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "Beta-Bernoulli",
          Family.Kind.RIVAL,
          p -> new BetaObserver(p[0], p[1]),
          Parameter.of("s", "draws", 0.05, 30, 1, 4, 12),
          Parameter.chance("m"));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public BetaObserver {
    Limits.requireWithin("Beta-Bernoulli", "s", strength, Double.MIN_NORMAL, Double.MAX_VALUE);
    Limits.requireWithin("Beta-Bernoulli", "m", mean, 0, 1);
  }

  @Override
  public double predictive(Trial trial) {
    return (strength * mean + trial.countX()) / (strength + trial.length());
  }
}
