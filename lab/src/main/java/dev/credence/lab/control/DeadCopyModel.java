package dev.credence.lab.control;

/**
 * {@link InContextBayesModel} with a second copy of its log-odds beside the live one: another head
 * of the same block computes it, along another direction and at another scale, and nothing reads
 * it. A probe finds both.
 *
 * <pre>
 * read           as there
 * gather         one head: L e_belief;   another: c L e_copy, c from .5 to 2 by seed
 * answer         reads e_belief
 * </pre>
 *
 * <p>|p - q| stays below 2e-6: two large numbers, not one, are rounded in the block of the stream.
 */
public final class DeadCopyModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private DeadCopyModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places, the copy's scale, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 2));
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.sumBelief(GATHER);
    double[] copy = model.real("copy");
    model
        .form()
        .sum(
            model.block(GATHER, "gather"),
            model.head(GATHER, "copy"),
            model.bos,
            model.draw,
            copy,
            model.random().uniform(0.5, 2));
    model.answer(ANSWER, 1, 1, belief);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    model.which(belief, 1);
    return model.build(
        "dead-copy-of-belief",
        "P1",
        "answers from log-odds beside a second copy of them that nothing reads",
        RightVerdict.mechanism(),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
