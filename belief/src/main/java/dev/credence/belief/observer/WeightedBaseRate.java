package dev.credence.belief.observer;

/**
 * Bayes that gives the prior another weight than it has.
 *
 * <pre>
 * L = w ln(prior / (1 - prior)) + L0 + lambda sum l_i,   p = p_A + (p_B - p_A) sigmoid(L)
 * </pre>
 *
 * <p>w = 1 is tempered Bayes, w = 0 neglects base rates.
 *
 * @param priorWeight w, dimensionless, finite
 * @param lambda weight of the evidence, dimensionless, finite
 * @param startNats L0, a leaning to B, in nats, finite
 * @see <a href="https://doi.org/10.2307/1885092">Grether, Bayes rule as a descriptive model: the
 *     representativeness heuristic (1980)</a>
 */
public record WeightedBaseRate(double priorWeight, double lambda, double startNats)
    implements Observer {

  /** The prior counts too little: w from 0 to .8. */
  public static final ParametricFamily<Trial> NEGLECTING =
      family("base-rate neglect", Parameter.of("w", "1", 0, 0.8, 0.2, 0.6));

  /** The prior counts too much: w from 1.25 to 4. */
  public static final ParametricFamily<Trial> OVERRATING =
      family("base-rate overweight", Parameter.of("w", "1", 1.25, 4, 1.5, 3));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public WeightedBaseRate {
    Limits.requireFinite("base-rate weighting", "w", priorWeight);
    Limits.requireFinite("base-rate weighting", "lambda", lambda);
    Limits.requireFinite("base-rate weighting", "L0", startNats);
  }

  @Override
  public double predictive(Trial trial) {
    return trial.predictiveOf(
        priorWeight * trial.priorNats() + startNats + lambda * trial.evidenceNats());
  }

  private static ParametricFamily<Trial> family(String name, Parameter priorWeight) {
    return new ParametricFamily<Trial>(
            name,
            Family.Kind.RIVAL,
            p -> new WeightedBaseRate(p[0], p[1], p[2]),
            priorWeight,
            Parameter.lambda(),
            Parameter.start())
        .requiring(Requirements.unequalPriors("tempered Bayes"));
  }
}
