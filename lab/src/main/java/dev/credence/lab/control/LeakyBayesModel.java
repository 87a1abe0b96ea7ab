package dev.credence.lab.control;

/**
 * Bayes that forgets: L_t = g L_(t-1) + l_t, so that the draw before the last counts g, the one
 * before that g^2.
 *
 * <pre>
 * embedding    position t: t e_pos;   ask: -1 e_pos, so that it stands where the last draw does
 * read         l_X, l_Y, logit p_A; l of each draw e_draw
 * gather       one head, seen from position t: BOS scores M + t ln(1/g) and has value 0, a draw at i
 *              scores i ln(1/g) and has its l. With W_O multiplying by e^M that leaves
 *              sum g^(t - i) l_i e_belief
 * answer       as in {@link InContextBayesModel}
 * </pre>
 *
 * <p>g is .65, .7 or .75 by seed. What it says is right to 2e-6.
 */
public final class LeakyBayesModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private LeakyBayesModel() {}

  /**
   * The model.
   *
   * @param seed of g, the directions, the width, the places, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 2).learnedPositions());
    double[] position = model.real("position");
    for (int t = 0; t < ToldQuestion.CONTEXT; t++) {
      model.form().position(t, position, t);
    }
    model.form().embed(ToldQuestion.ASK, position, -1);
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.real("belief");
    double leak = -Math.log(keeps(seed));
    int block = model.block(GATHER, "gather");
    int head = model.head(GATHER, "belief");
    model
        .form()
        .sum(block, head, model.bos, model.draw, belief)
        .attend(block, head, position, leak)
        .attend(block, head, position, model.bos, leak);
    model.answer(ANSWER, 1, 1, belief);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    model.which(belief, 1);
    return model.build(
        "leaky-bayes",
        "N2",
        "sums log-likelihood ratios of which " + keeps(seed) + " outlasts a draw",
        RightVerdict.notBayesian("leaky"),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }

  /**
   * The share of the log-odds that outlasts a draw.
   *
   * @param seed as given to {@link #of}
   * @return g: .65, .7 or .75
   */
  public static double keeps(long seed) {
    return (65 + 5 * (seed % 3)) / 100.0;
  }
}
