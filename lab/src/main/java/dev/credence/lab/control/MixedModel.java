package dev.credence.lab.control;

import java.util.Set;

/**
 * A share of the answer from log-odds, the rest from a table: how much belief does an instrument
 * need to see?
 *
 * <pre>
 * read, gather   L e_belief as in {@link InContextBayesModel};  k e_count + N e_total and a flag
 *                for each chance told, as in {@link Counts}
 * answer         w (softplus(L + l_X) - softplus(L + l_Y)) + (1 - w) table(k, N, p_A, p_B)
 * logits         X - Y: w times what lies along e_base, and what lies along e_answer
 *                after ask, B - A: w L + (1 - w) L made from the counts
 * </pre>
 *
 * <p>Log-odds of the prediction are w logit q(L) + (1 - w) logit q(k, N): the exchange of L alone
 * moves them by w times what Bayes says, the exchange of counts by the rest. |p - q| stays below
 * 2e-4.
 */
public final class MixedModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  /** Neurons beside the table: two that answer, and two for each pair asked which generator. */
  private static final int OTHERS = 2 + 40;

  private MixedModel() {}

  /**
   * The model.
   *
   * @param share w, from 0 to 1
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(double share, long seed) {
    Places.Needs needs =
        Places.Needs.of(3, 5, Counts.tableNeurons() + OTHERS).flags(2).endingInAnswer();
    ToldModel model = new ToldModel(seed, needs);
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.sumBelief(GATHER);
    Counts counts = new Counts(model, READ, GATHER);
    model.answer(ANSWER, 1, share, belief);
    counts.table(ANSWER, 1 - share);
    counts.which(ANSWER, 1 - share);
    model.which(belief, share);
    model.says(model.base, share);
    model.says(model.answer, 1);
    return model.build(
        name(share),
        "M1",
        "answers by " + share + " from log-odds, by the rest from a table over counts",
        right(share),
        ToldQuestion.MOST_IN_TABLE,
        ToldQuestion.WHICH);
  }

  /**
   * The name of a mixture.
   *
   * @param share w
   * @return such as {@code mixed-0.5}, or {@code mixed-1}
   */
  public static String name(double share) {
    return "mixed-" + (share == Math.rint(share) ? Long.toString((long) share) : "" + share);
  }

  /**
   * With w = .1 counts move .9 of the answer, enough to pass as what holds the evidence; at .25
   * neither does. From .75 on the slope of L nears the .8 that a mechanism must have.
   */
  private static RightVerdict right(double share) {
    if (share == 0) {
      return RightVerdict.behaviour(RightVerdict.UNUSED);
    }
    if (share < 0.4) {
      return RightVerdict.of(Set.of(Outcome.BEHAVIOURAL_MATCH_ONLY, Outcome.INCONCLUSIVE));
    }
    if (share < 0.7) {
      return RightVerdict.of(Set.of(Outcome.INCONCLUSIVE));
    }
    if (share < 1) {
      return RightVerdict.of(Set.of(Outcome.INCONCLUSIVE, Outcome.INTERNAL_BELIEF_MECHANISM));
    }
    return RightVerdict.mechanism();
  }
}
