package dev.credence.belief.observer;

/**
 * Copies: finds the latest earlier place where the last m draws came up, and expects what followed
 * there.
 *
 * <pre>
 * p = r if X followed, 1 - r if Y followed, mu if there is no such place
 * </pre>
 *
 * @param order m, at least 1
 * @param fidelity r, how sure it is of the copy, from 0 to 1
 * @param mean mu, its chance of X where there is nothing to copy, from 0 to 1
 * @see <a href="https://arxiv.org/abs/2209.11895">Olsson et al., In-context Learning and Induction
 *     Heads</a>
 */
public record InductionObserver(int order, double fidelity, double mean) implements Observer {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public InductionObserver {
    Limits.requireWithin("induction observer", "order", order, 1, Integer.MAX_VALUE);
    Limits.requireWithin("induction observer", "r", fidelity, 0, 1);
    Limits.requireWithin("induction observer", "mu", mean, 0, 1);
  }

  /**
   * Copiers of one order.
   *
   * @param order m, at least 1
   * @return the family; r from .52, since at 1/2 nothing is copied
   */
  public static ParametricFamily<Trial> family(int order) {
    return new ParametricFamily<>(
        "induction order " + order,
        Family.Kind.RIVAL,
        p -> new InductionObserver(order, p[0], p[1]),
        Parameter.of("r", "1", 0.52, 0.999, 0.6, 0.8),
        Parameter.chance("mu"));
  }

  @Override
  public double predictive(Trial trial) {
    String draws = trial.evidence().draws();
    int n = draws.length();
    for (int next = n - 1; next >= order; next--) {
      if (draws.regionMatches(next - order, draws, n - order, order)) {
        return draws.charAt(next) == 'X' ? fidelity : 1 - fidelity;
      }
    }
    return mean;
  }
}
