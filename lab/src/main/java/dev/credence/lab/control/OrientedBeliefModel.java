package dev.credence.lab.control;

/**
 * A belief about "the generator richer in X" instead of B: log-odds turned to L sign(p_B - p_A). At
 * even chances the names A and B may be exchanged, so this says as much.
 *
 * <pre>
 * read         as in {@link InContextBayesModel}; then neurons, with h the larger and l the smaller
 *              of p_A and p_B:
 *              X: |l_X| = ln(h / l) e_oriented;  Y: -|l_Y| = ln((1 - h) / (1 - l)) e_oriented
 *              everywhere: |l_X| e_oX,  -|l_Y| e_oY,  relu(l_Y - l_X) e_down
 *              rising = [p_A &lt; p_B], falling = [p_A &gt; p_B]: flags, from 10 (l_X - l_Y) cut at
 *              0 and 1; chances differ by .6 nats at least
 * gather       one head sums e_oriented: L sign(p_B - p_A) e_belief
 * answer       logit q - logit l = softplus(belief + |l_X|) - softplus(belief - |l_Y|)
 *              after ask alone: belief where rising, -belief where falling, e_which
 * logits       X - Y: logit l = base - down, and what lies along e_answer;  B - A: e_which
 * </pre>
 *
 * <p>|p - q| stays below 2e-5.
 */
public final class OrientedBeliefModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  /** Closes a neuron. */
  private static final double SHUT = -64;

  private OrientedBeliefModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 16));
    double[] rising = model.flag();
    double[] falling = model.flag();
    double[] oriented = model.real("oriented draw");
    double[] aheadX = model.real("|l_X|");
    double[] aheadY = model.real("-|l_Y|");
    double[] down = model.real("down");
    double[] which = model.real("which");
    model.readParameters(READ);
    model.readDraws(READ);
    for (int sign : new int[] {1, -1}) {
      gated(model, model.isX).reads(model.draw, sign).writes(oriented, 1);
      gated(model, model.isY).reads(model.draw, sign).writes(oriented, -1);
      shutAtBos(model).reads(model.lX, sign).writes(aheadX, 1);
      shutAtBos(model).reads(model.lY, sign).writes(aheadY, -1);
      for (int edge : new int[] {0, 1}) {
        shutAtBos(model)
            .reads(model.lX, 10 * sign)
            .reads(model.lY, -10 * sign)
            .bias(-edge)
            .writes(sign > 0 ? rising : falling, edge == 0 ? 1 : -1);
      }
    }
    shutAtBos(model).reads(model.lY, 1).reads(model.lX, -1).writes(down, 1);
    double[] belief = model.sum(GATHER, oriented, "belief");
    model.block(ANSWER, "answer");
    model.soft(ANSWER).reads(belief, 1).reads(aheadX, 1).writes(model.answer, 1);
    model.soft(ANSWER).reads(belief, 1).reads(aheadY, 1).writes(model.answer, -1);
    for (int sign : new int[] {1, -1}) {
      asked(model, rising).reads(belief, sign).writes(which, sign);
      asked(model, falling).reads(belief, sign).writes(which, -sign);
    }
    model.says(model.base, 1);
    model.says(down, -1);
    model.says(model.answer, 1);
    model.which(which, 1);
    return model.build(
        "oriented-belief",
        "I",
        "holds log-odds for the generator richer in X, and answers both questions from them",
        RightVerdict.mechanism(RightVerdict.ORIENTED),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }

  private static Neuron gated(ToldModel model, double[] flag) {
    return model.hard(READ).reads(flag, -SHUT).bias(SHUT);
  }

  private static Neuron shutAtBos(ToldModel model) {
    return model.hard(READ).reads(model.bos, 10 * SHUT);
  }

  private static Neuron asked(ToldModel model, double[] flag) {
    return model.hard(ANSWER).reads(flag, -SHUT).reads(model.asks, -SHUT).bias(2 * SHUT);
  }
}
