package dev.credence.belief.observer;

/**
 * Bayes that misjudges how telling a draw is.
 *
 * <pre>
 * l'  = sgn(l) k |l|^b                                  l in nats
 * L   = ln(prior / (1 - prior)) + L0 + sum l'_i,   p = p_A + (p_B - p_A) sigmoid(L)
 * </pre>
 *
 * <p>b = 1 is tempered Bayes; below 1 weak draws are overrated against strong ones, above 1
 * underrated: Stevens's power law, taken to the strength of evidence.
 *
 * @param scale k, what a draw of 1 nat is taken for, in nats, finite
 * @param exponent b, dimensionless, not negative
 * @param startNats L0, a leaning to B, in nats, finite
 */
public record SignalDistortion(double scale, double exponent, double startNats)
    implements Observer {

  /** Weak draws overrated: b from 0 to .8. */
  public static final ParametricFamily<Trial> COMPRESSING =
      family("compressed signals", Parameter.of("b", "1", 0, 0.8, 0.2, 0.6));

  /** Weak draws underrated: b from 1.25 to 3. */
  public static final ParametricFamily<Trial> EXPANDING =
      family("expanded signals", Parameter.of("b", "1", 1.25, 3, 1.5, 2.5));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite or b is negative
   */
  public SignalDistortion {
    Limits.requireFinite("signal distortion", "k", scale);
    Limits.requireWithin("signal distortion", "b", exponent, 0, Double.MAX_VALUE);
    Limits.requireFinite("signal distortion", "L0", startNats);
  }

  @Override
  public double predictive(Trial trial) {
    int k = trial.countX();
    double sum =
        k * distorted(trial.ratioXNats()) + (trial.length() - k) * distorted(trial.ratioYNats());
    return trial.predictiveOf(trial.priorNats() + startNats + sum);
  }

  private double distorted(double ratio) {
    return Math.signum(ratio) * scale * Math.pow(Math.abs(ratio), exponent);
  }

  private static ParametricFamily<Trial> family(String name, Parameter exponent) {
    return new ParametricFamily<Trial>(
            name,
            Family.Kind.RIVAL,
            p -> new SignalDistortion(p[0], p[1], p[2]),
            Parameter.of("k", "nats", 0.1, 3, 0.3, 0.7, 1.5),
            exponent,
            Parameter.start())
        .requiring(Requirements.unequalDraws("tempered Bayes"));
  }
}
