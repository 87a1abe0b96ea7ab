package dev.credence.belief.observer;

/**
 * Takes draws for a chain: what followed the last m draws whenever they came up before?
 *
 * <pre>
 * c_X, c_Y: how often X, Y followed the last m draws earlier in this evidence
 * p = (s mu + c_X) / (s + c_X + c_Y)
 * </pre>
 *
 * <p>Order 0 is {@link BetaObserver}. With fewer than m draws nothing was counted and p is mu.
 *
 * @param order m, at least 0
 * @param strength s, imagined draws in each context, above 0
 * @param mean mu, share of X among them, from 0 to 1
 * @see <a href="https://arxiv.org/abs/2402.11004">Edelman et al., The Evolution of Statistical
 *     Induction Heads: In-Context Learning Markov Chains</a>
 */
public record MarkovObserver(int order, double strength, double mean) implements Observer {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public MarkovObserver {
    Limits.requireWithin("Markov observer", "order", order, 0, Integer.MAX_VALUE);
    Limits.requireWithin("Markov observer", "s", strength, Double.MIN_NORMAL, Double.MAX_VALUE);
    Limits.requireWithin("Markov observer", "mu", mean, 0, 1);
  }

  /**
   * Chains of one order.
   *
   * @param order m, at least 1
   * @return the family
   */
  public static ParametricFamily<Trial> family(int order) {
    return new ParametricFamily<>(
        "Markov order " + order,
        Family.Kind.RIVAL,
        p -> new MarkovObserver(order, p[0], p[1]),
        Parameter.of("s", "draws", 0.05, 30, 1, 4, 12),
        Parameter.chance("mu"));
  }

  @Override
  public double predictive(Trial trial) {
    String draws = trial.evidence().draws();
    int n = draws.length();
    int countX = 0;
    int count = 0;
    for (int next = order; next < n; next++) {
      if (draws.regionMatches(next - order, draws, n - order, order)) {
        count++;
        if (draws.charAt(next) == 'X') {
          countX++;
        }
      }
    }
    return (strength * mean + countX) / (strength + count);
  }
}
