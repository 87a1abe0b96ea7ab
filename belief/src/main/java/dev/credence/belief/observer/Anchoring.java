package dev.credence.belief.observer;

/**
 * Starts from what the question suggests and moves part of the way to the share of X.
 *
 * <pre>
 * m = p_A + (p_B - p_A) prior,   p = m + w (k / N - m)
 * </pre>
 *
 * <p>Before the first draw it stays at m.
 *
 * @param weight w, how far it moves, from 0 to 1
 * @see <a href="https://doi.org/10.1126/science.185.4157.1124">Tversky and Kahneman, Judgment under
 *     uncertainty: heuristics and biases (1974)</a>
 */
public record Anchoring(double weight) implements Observer {

  /** w from .05: with less it never moves. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<>(
          "anchoring",
          Family.Kind.RIVAL,
          p -> new Anchoring(p[0]),
          Parameter.of("w", "1", 0.05, 1, 0.2, 0.5, 0.8));

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if w is not from 0 to 1
   */
  public Anchoring {
    Limits.requireWithin("anchoring", "w", weight, 0, 1);
  }

  @Override
  public double predictive(Trial trial) {
    double anchor = trial.predictiveOf(trial.priorNats());
    return trial.length() == 0 ? anchor : anchor + weight * (trial.shareX() - anchor);
  }
}
