package dev.credence.lab.control;

/**
 * {@link BigramModel} for every pair told in the prompt: how often X follows the last symbol in
 * sequences of either generator, which is Bayes after one draw.
 *
 * <pre>
 * read         l_X, l_Y, logit p_A; l of each draw e_draw
 * answer       as in {@link InContextBayesModel}, with the last draw's own l for L
 * </pre>
 *
 * <p>Among observers it is leaky Bayes with g = 0. What it says is right to 1e-6.
 */
public final class BigramInContextModel {
  private static final int READ = 0;
  private static final int ANSWER = 2;

  private BigramInContextModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 2));
    model.readParameters(READ);
    model.readDraws(READ);
    model.answer(ANSWER, 1, 1, model.draw);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    return model.build(
        "bigram-in-context",
        "N2",
        "does Bayes with the last draw alone",
        RightVerdict.notBayesian("leaky"),
        ToldQuestion.MOST_DRAWS,
        null);
  }
}
