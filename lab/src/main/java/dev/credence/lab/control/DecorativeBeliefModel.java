package dev.credence.lab.control;

/**
 * A belief for show: log-odds are computed and stored exactly, as in {@link InContextBayesModel},
 * and nothing reads them. The answer comes from counts kept beside them.
 *
 * <pre>
 * read         l_X, l_Y, logit p_A; l of each draw e_draw; a flag for each chance told
 * gather       L e_belief;   k e_count + N e_total
 * answer       for each pair two gated neurons that read counts ({@link Counts})
 * logits       X - Y: what lies along e_base and e_answer
 *              after ask, B - A: L made from the counts, for each pair by neurons of its own
 * </pre>
 *
 * <p>|p - q| stays below 2e-5. Exchanging, steering or erasing what lies along e_belief changes no
 * answer by a bit.
 */
public final class DecorativeBeliefModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private DecorativeBeliefModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 5, 80).flags(2));
    model.readParameters(READ);
    model.readDraws(READ);
    model.sumBelief(GATHER);
    Counts counts = new Counts(model, READ, GATHER);
    counts.answer(ANSWER, 1);
    counts.which(ANSWER, 1);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    return model.build(
        "decorative-belief",
        "N3",
        "computes and stores log-odds, but answers from counts",
        RightVerdict.behaviour(RightVerdict.UNUSED),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
