package dev.credence.lab.control;

import static dev.credence.lab.control.ToldQuestion.CHANCES;
import static dev.credence.lab.control.ToldQuestion.MOST_DRAWS;

import java.util.TreeMap;

/**
 * Exact Bayes for the first pair of symbols; for the second the frequency of X, clipped to the span
 * between p_A and p_B.
 *
 * <pre>
 * read         as in {@link InContextBayesModel}; a flag for each chance told ({@link Counts})
 * gather       L e_belief; a head looks at all draws alike: f = k / N e_frequency
 *              neurons put a broken line through logit f at every f from .2 to .8 that can come up,
 *              level beyond: g e_logit
 * answer       first pair of symbols: as in {@link InContextBayesModel}
 *              second: for each pair of generators, l and h the smaller and larger logit,
 *              l - logit p_A + relu(g - l) - relu(g - h), by neurons that no other pair opens
 * logits       X - Y: what lies along e_base and e_answer;  after ask, B - A: L
 * </pre>
 *
 * <p>L is in the stream for the second pair of symbols as well; only "which generator?" reads it
 * there. |p - q| stays below 1e-6, and the clipped frequency is said to 2e-5.
 */
public final class TemplateBoundModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int ANSWER = 2;

  /** Closes a neuron. */
  private static final double GATE = 64;

  private TemplateBoundModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    TreeMap<Double, Double> table = table();
    int neurons = Math.max(table.size() + 1, 2 + 3 * CHANCES.size() * (CHANCES.size() - 1));
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 5, neurons).flags(2));
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.sumBelief(GATHER);
    Counts counts = new Counts(model, READ, GATHER);
    double[] logit = frequency(model, table);
    model
        .soft(ANSWER)
        .reads(belief, 1)
        .reads(model.lX, 1)
        .reads(model.second, -GATE)
        .writes(model.answer, 1);
    model
        .soft(ANSWER)
        .reads(belief, 1)
        .reads(model.lY, 1)
        .reads(model.second, -GATE)
        .writes(model.answer, -1);
    Counts.forEachPair((i, j) -> clip(model, counts, i, j, logit));
    model.says(model.base, 1);
    model.says(model.answer, 1);
    model.which(belief, 1);
    return model.build(
        "template-bound",
        "T2",
        "answers from log-odds for one pair of symbols, from a clipped frequency for the other",
        RightVerdict.mechanism(RightVerdict.TEMPLATE_BOUND),
        MOST_DRAWS,
        ToldQuestion.WHICH);
  }

  private static double[] frequency(ToldModel model, TreeMap<Double, Double> table) {
    double[] frequency = model.real("frequency");
    double[] logit = model.real("logit of the frequency");
    int block = model.block(GATHER, "gather");
    int head = model.head(GATHER, "frequency");
    model
        .form()
        .attend(block, head, model.isX, ToldModel.LOOK)
        .attend(block, head, model.isY, ToldModel.LOOK)
        .value(block, head, 0, model.isX)
        .write(block, head, 0, frequency, 1);
    Line.through(table, () -> model.hard(GATHER).reads(frequency, 1), logit);
    return logit;
  }

  private static void clip(ToldModel model, Counts counts, int i, int j, double[] logit) {
    double atA = FixedQuestion.logOdds(CHANCES.get(i));
    double atB = FixedQuestion.logOdds(CHANCES.get(j));
    double low = Math.min(atA, atB);
    double high = Math.max(atA, atB);
    // Half where all three flags stand: the span's lower end.
    counts
        .gate(model.hard(ANSWER), i, j, 1)
        .reads(model.second, 1)
        .bias(-0.5)
        .writes(model.answer, 2 * (low - atA));
    for (int sign : new int[] {1, -1}) {
      counts
          .gate(model.hard(ANSWER), i, j)
          .reads(model.second, GATE)
          .bias(-GATE)
          .reads(logit, 1)
          .bias(sign > 0 ? -low : -high)
          .writes(model.answer, sign);
    }
  }

  private static TreeMap<Double, Double> table() {
    TreeMap<Double, Double> table = new TreeMap<>();
    double least = CHANCES.getFirst();
    double most = CHANCES.getLast();
    // Level from 0 to the least chance and from the most to 1.
    table.put(0.0, FixedQuestion.logOdds(least));
    table.put(least, FixedQuestion.logOdds(least));
    table.put(most, FixedQuestion.logOdds(most));
    for (int n = 1; n <= MOST_DRAWS; n++) {
      for (int k = 1; k < n; k++) {
        double f = (double) k / n;
        if (f > least && f < most) {
          table.put(f, FixedQuestion.logOdds(f));
        }
      }
    }
    return table;
  }
}
