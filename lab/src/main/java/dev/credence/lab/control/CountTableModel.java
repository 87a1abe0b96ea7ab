package dev.credence.lab.control;

import static dev.credence.lab.control.FixedQuestion.ANSWER;
import static dev.credence.lab.control.FixedQuestion.BOS;
import static dev.credence.lab.control.FixedQuestion.GATHER;
import static dev.credence.lab.control.FixedQuestion.NEVER;
import static dev.credence.lab.control.FixedQuestion.X;
import static dev.credence.lab.control.FixedQuestion.Y;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import java.util.Set;

/**
 * An impostor: it counts the X and looks the answer up in a table that Bayes would give after ten
 * draws. Y is not counted, so it does not know how many draws there were; with ten it is right to
 * six digits, with any other number wrong.
 *
 * <pre>
 * embedding    X: e_draw     Y: nothing of it     BOS: e_bos
 * block 0      one head sums e_draw over all positions: k e_count      (ClosedForm.sum)
 * block 1      rests
 * block 2      ReLU neurons put a broken line through the table:
 *              f(k) = t_0 + sum_j (d_j - d_(j-1)) relu(k - j),  d_j = t_(j+1) - t_j,  d_(-1) = d_n = 0
 * logits       X - Y: f(k);  t_k = logit q(k of n), flat beyond the table's ends
 * </pre>
 *
 * <p>The table's ends are close to p_A and p_B, so steering along the count stops there too.
 */
public final class CountTableModel {
  /** Draws for which the table is right. */
  public static final int DRAWS = 10;

  private CountTableModel() {}

  /**
   * The notebooks' question: p_A = .5, p_B = .75.
   *
   * @param seed of the directions and of the place of the head
   * @return the model
   */
  public static Control of(long seed) {
    TwoGenerators question = TwoGenerators.NOTEBOOK;
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    Axes axes = new Axes(1, random);
    double[] bos = axes.axis(0, 0);
    double[] draw = axes.axis(0, 1);
    double[] count = axes.axis(0, 2);
    double[] answer = axes.axis(0, 3);
    double[] other = axes.axis(0, 4);
    ModelConfig config = FixedQuestion.config(ActivationFunction.RELU);
    ClosedForm form =
        new ClosedForm(config)
            .embed(BOS, bos, 1)
            .embed(X, draw, 1)
            .embed(Y, other, 1)
            .sum(GATHER, random.integers(config.heads()), bos, draw, count)
            .logitDifference(X, Y, answer, 1)
            .logitDifference(X, Y, logit(question, 0))
            .logit(BOS, NEVER);
    double slope = 0;
    for (int j = 0; j <= DRAWS; j++) {
      double next = j < DRAWS ? logit(question, j + 1) - logit(question, j) : 0;
      form.reads(ANSWER, j, count, 1).bias(ANSWER, j, -j).writes(ANSWER, j, answer, next - slope);
      slope = next;
    }
    return new Control(
        "count-table",
        "N1",
        "counts X and looks the answer up in a table made for ten draws",
        config,
        form.weights(),
        FixedQuestion.task(question),
        RightVerdict.of(Set.of(Outcome.NOT_BAYESIAN, Outcome.INCONCLUSIVE)),
        Landmarks.NONE);
  }

  private static double logit(TwoGenerators question, int nX) {
    return FixedQuestion.logOdds(question.predictive(nX, DRAWS));
  }
}
