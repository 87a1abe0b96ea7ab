package dev.credence.belief.observer;

/**
 * Bayes from the number of X alone: it takes every sequence to have the same length. Right where N
 * is what it assumes, which is all that a study with one N can see.
 *
 * <pre>
 * L = ln(prior / (1 - prior)) + L0 + k l_X + (N0 - k) l_Y
 * p = p_A + (p_B - p_A) sigmoid(L)
 * </pre>
 *
 * @param length N0, the length assumed, finite; need not be whole
 * @param startNats L0, a leaning to B beyond the prior, in nats, finite
 */
public record AssumedLength(double length, double startNats) implements Observer {

  /** From 0 to 40 draws; entered where lengths differ, else it is Bayes. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
              "count at an assumed length",
              Family.Kind.RIVAL,
              p -> new AssumedLength(p[0], p[1]),
              Parameter.of("N0", "draws", 0, 40, 4, 10, 20),
              Parameter.start())
          .requiring(Requirements.unequalLengths("exact Bayes"));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public AssumedLength {
    Limits.requireFinite("count at an assumed length", "N0", length);
    Limits.requireFinite("count at an assumed length", "L0", startNats);
  }

  @Override
  public double predictive(Trial trial) {
    int k = trial.countX();
    double evidence = k * trial.ratioXNats() + (length - k) * trial.ratioYNats();
    return trial.predictiveOf(trial.priorNats() + startNats + evidence);
  }
}
