package dev.credence.lab.control;

/**
 * Log-odds in two halves: what the X say is summed in one block, what the Y say in a later one, the
 * block that answers. Only between that block's attention and its MLP do both lie in the stream,
 * and their sum is what is read.
 *
 * <pre>
 * read         l of each X along e_dX, of each Y along e_dY
 * gather       k l_X e_X
 * answer       attention: (N - k) l_Y e_Y;   then neurons read the sum as L
 * logits       X - Y: what lies along e_base and e_answer;  after ask, B - A: both halves
 * </pre>
 *
 * <p>|p - q| stays below 1e-6.
 */
public final class SplitBeliefModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private SplitBeliefModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 2));
    double[] drawX = model.real("draw X");
    double[] drawY = model.real("draw Y");
    model.readParameters(READ);
    model.readDraws(READ, drawX, drawY);
    double[] halfX = model.sum(GATHER, drawX, "half X");
    double[] halfY = model.real("half Y");
    model
        .form()
        .sum(model.block(ANSWER, "answer"), model.head(ANSWER, "half Y"), model.bos, drawY, halfY);
    model.answer(ANSWER, 1, 1, halfX, halfY);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    model.which(halfX, 1);
    model.which(halfY, 1);
    return model.build(
        "split-belief",
        "I",
        "sums the evidence of X and of Y in two blocks and answers from the sum of both",
        RightVerdict.mechanism(),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
