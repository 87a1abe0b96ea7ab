package dev.credence.belief.observer;

/**
 * Bayes that weighs a draw by its place: the first ones (primacy), the last ones (recency), or both
 * more than those between.
 *
 * <pre>
 * w_i = primacy g^(i-1) + recency g^(N-i),   i = 1 .. N
 * L   = ln(prior / (1 - prior)) + L0 + sum w_i l_i,   p = p_A + (p_B - p_A) sigmoid(L)
 * </pre>
 *
 * @param decay g, how fast either effect fades from draw to draw, from 0 to 1
 * @param primacy weight of the first draw, dimensionless, finite
 * @param recency weight of the last draw, dimensionless, finite
 * @param startNats L0, a leaning to B, in nats, finite
 * @see <a href="https://doi.org/10.1016/0010-0285(92)90002-J">Hogarth and Einhorn, Order effects in
 *     belief updating (1992)</a>
 */
public record SerialPosition(double decay, double primacy, double recency, double startNats)
    implements Observer {

  /** g up to .7: with more, primacy and recency together weigh all draws nearly alike. */
  public static final ParametricFamily<Trial> FAMILY =
      new ParametricFamily<Trial>(
              "primacy and recency",
              Family.Kind.RIVAL,
              p -> new SerialPosition(p[0], p[1], p[2], p[3]),
              Parameter.of("g", "1", 0.05, 0.7, 0.2, 0.5),
              Parameter.of("primacy", "1", 0, 3, 0.3, 1),
              Parameter.of("recency", "1", 0, 3, 0.3, 1),
              Parameter.start())
          .requiring(Requirements.draws("tempered Bayes", 3));

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if g is not from 0 to 1 or another number is not finite
   */
  public SerialPosition {
    Limits.requireWithin("primacy and recency", "g", decay, 0, 1);
    Limits.requireFinite("primacy and recency", "primacy", primacy);
    Limits.requireFinite("primacy and recency", "recency", recency);
    Limits.requireFinite("primacy and recency", "L0", startNats);
  }

  @Override
  public double predictive(Trial trial) {
    double early = 0;
    double late = 0;
    double fading = 1;
    for (int i = 0; i < trial.length(); i++) {
      double ratio = trial.ratioNats(i);
      early += fading * ratio;
      late = decay * late + ratio;
      fading *= decay;
    }
    return trial.predictiveOf(trial.priorNats() + startNats + primacy * early + recency * late);
  }
}
