package dev.credence.belief.observer;

/**
 * Bayes that forgets: log-odds leak away between draws, so that late draws count more.
 *
 * <pre>
 * M_0 = ln(prior / (1 - prior)),   M_t = g M_(t-1) + lambda l_t
 * p = p_A + (p_B - p_A) sigmoid(L0 + M_N)
 * </pre>
 *
 * <p>g = 1 is tempered Bayes, g = 0 looks at the last draw alone.
 *
 * @param keep g, share of the log-odds that outlasts a draw, from 0 to 1
 * @param lambda weight of the evidence, dimensionless, finite
 * @param startNats L0, a leaning to B that does not leak, in nats, finite
 * @see <a href="https://doi.org/10.7554/eLife.08825">Glaze, Kable and Gold, Normative evidence
 *     accumulation in unpredictable environments (2015), where leaks come from</a>
 */
public record LeakyBayes(double keep, double lambda, double startNats) implements Observer {

  /** g up to .95; g = 1 is Bayes. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<Trial>(
              "leaky",
              Family.Kind.RIVAL,
              p -> new LeakyBayes(p[0], p[1], p[2]),
              Parameter.of("g", "1", 0, 0.95, 0.2, 0.5, 0.8),
              Parameter.lambda(),
              Parameter.start())
          .requiring(Requirements.draws("tempered Bayes", 2));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if g is not from 0 to 1 or another number is not finite
   */
  public LeakyBayes {
    Limits.requireWithin("leaky Bayes", "g", keep, 0, 1);
    Limits.requireFinite("leaky Bayes", "lambda", lambda);
    Limits.requireFinite("leaky Bayes", "L0", startNats);
  }

  @Override
  public double predictive(Trial trial) {
    double m = trial.priorNats();
    for (int i = 0; i < trial.length(); i++) {
      m = keep * m + lambda * trial.ratioNats(i);
    }
    return trial.predictiveOf(startNats + m);
  }
}
