package dev.credence.lab.control;

/**
 * {@link InContextBayesModel} that trusts its evidence too little: log-odds are exact in the
 * stream, and damped as they are read.
 *
 * <pre>
 * read, gather   as there: L e_belief
 * answer         (softplus(lambda L + l_X) - softplus(lambda L + l_Y)) e_answer
 * logits         X - Y: what lies along e_base and e_answer;  after ask, B - A: lambda L
 * </pre>
 *
 * <p>lambda is .5 or .8, by seed. What it says is q at log-odds lambda L, to 1e-6.
 */
public final class TemperedBayesModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private TemperedBayesModel() {}

  /**
   * The model.
   *
   * @param seed of lambda, the directions, the width, the places, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    double lambda = lambda(seed);
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, 2));
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.sumBelief(GATHER);
    model.answer(ANSWER, lambda, 1, belief);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    model.which(belief, lambda);
    return model.build(
        "tempered-bayes",
        "T1",
        "sums log-likelihood ratios into log-odds, and answers from " + lambda + " of these",
        RightVerdict.mechanism(RightVerdict.TEMPERED),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }

  /**
   * How much of the log-odds is left as they are read.
   *
   * @param seed as given to {@link #of}
   * @return .5 for even seeds, .8 for odd ones
   */
  public static double lambda(long seed) {
    return seed % 2 == 0 ? 0.5 : 0.8;
  }
}
