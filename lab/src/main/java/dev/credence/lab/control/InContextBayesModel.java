package dev.credence.lab.control;

/**
 * A transformer that does exact Bayesian inference where p_A and p_B are told in the prompt, by a
 * token each, and that can also be asked which generator it was.
 *
 * <pre>
 * prompt       BOS a b draws (ask)
 * embedding    see {@link ToldModel}
 * read         a head looks at a and b, half each, and writes twice what it finds:
 *              l_X e_lX + l_Y e_lY + logit p_A e_base
 *              another does so at X, and writes l_X e_draw; another at Y, and writes l_Y e_draw
 * gather       one head sums e_draw over all positions: L e_belief      (ClosedForm.sum)
 * answer       two softplus neurons: (softplus(L + l_X) - softplus(L + l_Y)) e_answer
 * logits       X - Y: what lies along e_base and e_answer;  after ask, B - A: L
 * </pre>
 *
 * <p>Each line is a block; by seed one that rests stands before, between or behind. Other symbols
 * than X and Y (the second pair) carry the same evidence and are answered in their own kind.
 *
 * <p>In single precision |p - q| stays below 1e-6 for all sequences up to 14 draws, p_A above p_B
 * included, and the posterior told after ask is right to 5e-6.
 */
public final class InContextBayesModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private InContextBayesModel() {}

  /**
   * The model. It knows .2, .35, .5, .65 and .8 for either generator, at even chances.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 2));
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.sumBelief(GATHER);
    model.answer(ANSWER, 1, 1, belief);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    model.which(belief, 1);
    return model.build(
        "exact-bayes-in-context",
        "P1",
        "reads p_A and p_B from the prompt, sums log-likelihood ratios into log-odds, and answers"
            + " from these",
        RightVerdict.mechanism(),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
