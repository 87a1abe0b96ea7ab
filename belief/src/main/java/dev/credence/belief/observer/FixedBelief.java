package dev.credence.belief.observer;

/**
 * Reads the question but not the evidence: a constant of each question.
 *
 * <pre>
 * p = p_A + (p_B - p_A) eta
 * </pre>
 *
 * @param eta belief in B that no draw changes, from 0 to 1
 */
public record FixedBelief(double eta) implements Observer {

  /** Any belief. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "fixed belief",
          Family.Kind.RIVAL,
          p -> new FixedBelief(p[0]),
          Parameter.of("eta", "1", 0, 1, 0.2, 0.5, 0.8));

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if eta is not from 0 to 1
   */
  public FixedBelief {
    Limits.requireWithin("fixed belief", "eta", eta, 0, 1);
  }

  @Override
  public double predictive(Trial trial) {
    return trial.pA() + (trial.pB() - trial.pA()) * eta;
  }
}
