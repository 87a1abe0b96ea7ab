package dev.credence.lab.control;

import static dev.credence.lab.control.ToldQuestion.CHANCES;
import static dev.credence.lab.control.ToldQuestion.FIRST_A;
import static dev.credence.lab.control.ToldQuestion.FIRST_B;

import java.util.TreeMap;

/**
 * Exact Bayes by another readout: log-odds are a query, and the softmax of attention turns them
 * into the posterior.
 *
 * <pre>
 * embedding    a: p_A e_chance;  b: p_B e_chance, and a flag of its own
 * read, gather as in {@link InContextBayesModel}: L e_belief
 * weigh        a head scores a by 20, b by 20 + L, all others 0. It looks at b with weight
 *              sigmoid(L) = eta, at a with 1 - eta: p_A + (p_B - p_A) eta = q e_q
 *              neurons put a broken line of 240 pieces through logit q
 * logits       X - Y: what lies along e_answer;   after ask, B - A: L
 * </pre>
 *
 * <p>Between two corners, h = .0025 apart, the line is off by h^2 / 8 times the second derivative
 * of logit, at most 23: |p - q| stays below 1e-5.
 */
public final class AttentionPosteriorModel {
  private static final int READ = 0;
  private static final int GATHER = 1;
  private static final int WEIGH = 2;
  private static final int PIECES = 240;

  private AttentionPosteriorModel() {}

  /**
   * The model.
   *
   * @param seed of the directions, the width, the places of heads and blocks, and the dead features
   * @return the model
   */
  public static Control of(long seed) {
    ToldModel model = new ToldModel(seed, Places.Needs.of(3, 3, PIECES + 2));
    double[] chance = model.real("chance");
    double[] q = model.real("q");
    double[] tellsB = model.flag();
    for (int i = 0; i < CHANCES.size(); i++) {
      model.form().embed(FIRST_A + i, chance, CHANCES.get(i));
      model.form().embed(FIRST_B + i, chance, CHANCES.get(i)).embed(FIRST_B + i, tellsB, 1);
    }
    model.readParameters(READ);
    model.readDraws(READ);
    double[] belief = model.sumBelief(GATHER);
    int block = model.block(WEIGH, "answer");
    int head = model.head(WEIGH, "posterior");
    model
        .form()
        .attend(block, head, model.tells, ToldModel.LOOK)
        .attend(block, head, belief, tellsB, 1)
        .value(block, head, 0, chance)
        .write(block, head, 0, q, 1);
    TreeMap<Double, Double> logit = new TreeMap<>();
    double least = CHANCES.getFirst();
    for (int m = 0; m <= PIECES; m++) {
      double p = least + (CHANCES.getLast() - least) * m / PIECES;
      logit.put(p, FixedQuestion.logOdds(p));
    }
    Line.through(logit, () -> model.hard(WEIGH).reads(q, 1), model.answer);
    model.says(model.answer, 1);
    model.which(belief, 1);
    return model.build(
        "attention-posterior",
        "I",
        "sums log-likelihood ratios into log-odds and weighs p_A and p_B by them in attention",
        RightVerdict.mechanism(),
        ToldQuestion.MOST_DRAWS,
        ToldQuestion.WHICH);
  }
}
