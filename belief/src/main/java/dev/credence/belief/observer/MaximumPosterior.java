package dev.credence.belief.observer;

/**
 * Makes up its mind: acts as if the likelier generator were certain, but for lapses.
 *
 * <pre>
 * p = (1 - lapse) p_best + lapse (p_A + p_B) / 2
 * p_best = p_B if L &gt; 0, p_A if L &lt; 0;  p = (p_A + p_B) / 2 if |L| &lt; 1e-9
 * </pre>
 *
 * @param lapse share of trials in which it has no opinion, from 0 to 1
 */
public record MaximumPosterior(double lapse) implements Observer {

  /** Rounding of sums of log-likelihood ratios that are exactly even. */
  private static final double EVEN_NATS = 1e-9;

  /** Lapses up to .9: with more it never has an opinion. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "MAP with lapse",
          Family.Kind.RIVAL,
          p -> new MaximumPosterior(p[0]),
          Parameter.of("lapse", "1", 0, 0.9, 0.1, 0.4, 0.7));

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if the lapse is not from 0 to 1
   */
  public MaximumPosterior {
    Limits.requireWithin("MAP with lapse", "lapse", lapse, 0, 1);
  }

  @Override
  public double predictive(Trial trial) {
    double middle = (trial.pA() + trial.pB()) / 2;
    double logOdds = trial.priorNats() + trial.evidenceNats();
    if (Math.abs(logOdds) < EVEN_NATS) {
      return middle;
    }
    return (1 - lapse) * (logOdds > 0 ? trial.pB() : trial.pA()) + lapse * middle;
  }
}
