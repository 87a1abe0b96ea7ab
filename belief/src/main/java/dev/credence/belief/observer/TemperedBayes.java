package dev.credence.belief.observer;

/**
 * Bayes with evidence damped (lambda below 1) or exaggerated (above 1).
 *
 * <pre>
 * L = ln(prior / (1 - prior)) + L0 + lambda (k l_X + (N - k) l_Y)
 * p = p_A + (p_B - p_A) sigmoid(L)
 * </pre>
 *
 * <p>Lambda 1 with L0 zero is exact Bayes, lambda 0 never learns.
 *
 * @param lambda weight of the evidence, dimensionless, finite
 * @param startNats L0, a leaning to B beyond the prior, in nats, finite
 */
public record TemperedBayes(double lambda, double startNats) implements Observer {

  /** Lambda from .1 to 3: less is hard to tell from never learning, more from a MAP choice. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "tempered Bayes",
          Family.Kind.BAYES_LIKE,
          p -> new TemperedBayes(p[0], p[1]),
          Parameter.lambda(),
          Parameter.start());

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public TemperedBayes {
    Limits.requireFinite("tempered Bayes", "lambda", lambda);
    Limits.requireFinite("tempered Bayes", "L0", startNats);
  }

  /**
   * An observer without a leaning.
   *
   * @param lambda weight of the evidence, dimensionless, finite
   */
  public TemperedBayes(double lambda) {
    this(lambda, 0);
  }

  /**
   * Tempered log-odds.
   *
   * @param trial the question and what was drawn
   * @return L, in nats
   */
  public double logOddsNats(Trial trial) {
    return trial.priorNats() + startNats + lambda * trial.evidenceNats();
  }

  @Override
  public double predictive(Trial trial) {
    return trial.predictiveOf(logOddsNats(trial));
  }
}
