package dev.credence.belief.observer;

/**
 * The ideal observer.
 *
 * <pre>
 * L = ln(prior / (1 - prior)) + k l_X + (N - k) l_Y,   p = p_A + (p_B - p_A) sigmoid(L)
 * </pre>
 */
public record ExactBayes() implements Observer {

  /** One observer, nothing to fit. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>("exact Bayes", Family.Kind.BAYES_LIKE, _ -> new ExactBayes());

  @Override
  public double predictive(Trial trial) {
    return trial.predictiveOf(trial.priorNats() + trial.evidenceNats());
  }
}
