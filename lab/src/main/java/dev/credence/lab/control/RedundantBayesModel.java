package dev.credence.lab.control;

/**
 * Exact Bayes that survives the loss of any one head: three heads compute log-odds, and the answer
 * is made from the middle one of the three values. Whatever is done to one head, by zero, mean or
 * another prompt's value, the other two agree and outvote it.
 *
 * <pre>
 * read         as in {@link InContextBayesModel}
 * gather       three heads: L e_1, L e_2, L e_3
 *              a neuron: r = relu(L1 - L2) e_r, so that min = L1 - r and max = L2 + r
 * vote         two neurons: (relu(L3 - min) - relu(L3 - max)) e_m
 *              min + that = L3 brought between min and max = the middle of the three
 * answer       reads L1 - r + m where {@link InContextBayesModel} reads L
 * </pre>
 *
 * <p>Corners are round over 1e-5 nats ({@link Neuron#CORNER}), so the middle value is right to 3e-5
 * nats and |p - q| stays below 1e-5. Any two heads lost, and the answer goes.
 */
public final class RedundantBayesModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int VOTE = 2;
  private static final int ANSWER = 3;

  private RedundantBayesModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(4, 3, 2));
    model.readParameters(READ);
    model.readDraws(READ);
    double[] one = model.sum(GATHER, model.draw, "belief 1");
    double[] two = model.sum(GATHER, model.draw, "belief 2");
    double[] three = model.sum(GATHER, model.draw, "belief 3");
    double[] apart = model.real("apart");
    double[] middle = model.real("middle");
    model.hard(GATHER).reads(one, 1).reads(two, -1).writes(apart, 1);
    model.hard(VOTE).reads(three, 1).reads(one, -1).reads(apart, 1).writes(middle, 1);
    model.hard(VOTE).reads(three, 1).reads(two, -1).reads(apart, -1).writes(middle, -1);
    model.answer(ANSWER, 1, 1, one, ToldModel.minus(apart), middle);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    model.which(one, 1);
    model.which(apart, -1);
    model.which(middle, 1);
    return model.build(
        "redundant-bayes",
        "P3",
        "computes log-odds in three heads and answers from the middle value",
        RightVerdict.mechanism(),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
