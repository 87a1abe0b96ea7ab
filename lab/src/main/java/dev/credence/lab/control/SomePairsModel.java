package dev.credence.lab.control;

import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import java.util.Set;

/**
 * A belief for half of the questions: log-odds lie in the stream for every pair, but only where p_A
 * is below p_B (or above, by seed) is the answer made from them; for the other pairs it is made
 * from counts. Looked at for the first half alone it is {@link InContextBayesModel}.
 *
 * <pre>
 * read, gather   L e_belief;  k e_count + N e_total;  a flag for each chance told
 * answer         for each pair two gated neurons ({@link Counts}): of one half they read L, of the
 *                other counts
 * logits         X - Y: what lies along e_base and e_answer
 *                after ask, B - A: L, by neurons of each pair, from the same source
 * </pre>
 *
 * <p>|p - q| stays below 2e-5. The exchange of L moves half of the prompts as Bayes says and the
 * others not at all; the exchange of counts likewise.
 */
public final class SomePairsModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  private SomePairsModel() {}

  /**
   * The model.
   *
   * @param seed of which half, the directions, the width, the places, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 5, 80).flags(2));
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.sumBelief(GATHER);
    Counts counts = new Counts(model, READ, GATHER);
    double[] told = model.real("which");
    Counts.forEachPair(
        (i, j) -> {
          if (believes(seed, i < j)) {
            answer(model, counts, i, j, belief);
            for (int sign : new int[] {1, -1}) {
              counts.gateAsked(model.hard(ANSWER), i, j).reads(belief, sign).writes(told, sign);
            }
          } else {
            counts.answer(ANSWER, i, j, 1);
            counts.which(ANSWER, i, j, told, 1);
          }
        });
    model.which(told, 1);
    model.says(model.base, 1);
    model.says(model.answer, 1);
    return model.build(
        "belief-for-some-pairs",
        "I",
        "answers from log-odds for half of the pairs and from counts for the others",
        RightVerdict.of(Set.of(Outcome.BEHAVIOURAL_MATCH_ONLY, Outcome.INCONCLUSIVE)),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }

  /** Whether pairs are answered from log-odds whose p_A is below p_B, or not below. */
  static boolean believes(long seed, boolean rising) {
    return rising == (seed % 2 == 0);
  }

  private static void answer(ToldModel model, Counts counts, int i, int j, double[] belief) {
    TwoGenerators question = ToldQuestion.question(i, j);
    for (Symbol symbol : Symbol.values()) {
      counts
          .gate(model.soft(ANSWER), i, j)
          .reads(belief, 1)
          .bias(question.logLikelihoodRatioNats(symbol))
          .writes(model.answer, symbol == Symbol.X ? 1 : -1);
    }
  }
}
