package dev.credence.lab.control;

import static dev.credence.lab.control.FixedQuestion.ANSWER;
import static dev.credence.lab.control.FixedQuestion.BOS;
import static dev.credence.lab.control.FixedQuestion.GATHER;
import static dev.credence.lab.control.FixedQuestion.NEVER;
import static dev.credence.lab.control.FixedQuestion.X;
import static dev.credence.lab.control.FixedQuestion.Y;

import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import java.util.Set;

/**
 * A transformer that does exact Bayesian inference about two generators of fixed p_A and p_B, and
 * holds its belief, the log-odds L, along one direction of the residual stream.
 *
 * <pre>
 * embedding    X: l_X e_draw     Y: l_Y e_draw     BOS: e_bos
 * block 0      one head sums e_draw over all positions: L e_belief      (ClosedForm.sum)
 * block 1      rests
 * block 2      two softplus neurons: (softplus(L + l_X) - softplus(L + l_Y)) e_answer
 * logits       X - Y: logit(p_A) + what lies along e_answer
 * </pre>
 *
 * <p>Why this is Bayes: with prior odds in L, the posterior predictive is
 *
 * <pre>
 * q       = (p_A + p_B e^L) / (1 + e^L)
 * q/(1-q) = p_A/(1-p_A) (1 + e^(L + l_X)) / (1 + e^(L + l_Y))
 * logit q = logit p_A + softplus(L + l_X) - softplus(L + l_Y)
 * </pre>
 *
 * <p>So whatever is added to L, the answer stays between p_A (L to minus infinity) and p_B (L to
 * plus infinity: l_X - l_Y = logit p_B - logit p_A). There are no positions and no norms; order
 * cannot matter. In single precision |p - q| stays below 1e-6 for all sequences up to 14 draws.
 */
public final class ExactBayesModel {
  private ExactBayesModel() {}

  /**
   * The notebooks' question: p_A = .5, p_B = .75.
   *
   * @param seed of the directions and of the place of the head
   * @return the model
   */
  public static Control of(long seed) {
    return of(TwoGenerators.NOTEBOOK, seed);
  }

  /**
   * Any question.
   *
   * @param question p_A, p_B and the prior, all fixed in the weights
   * @param seed of the directions and of the place of the head
   * @return the model
   */
  public static Control of(TwoGenerators question, long seed) {
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    Axes axes = new Axes(1, random);
    double[] bos = axes.axis(0, 0);
    double[] draw = axes.axis(0, 1);
    double[] belief = belief(axes);
    double[] answer = axes.axis(0, 3);
    double lX = question.logLikelihoodRatioNats(Symbol.X);
    double lY = question.logLikelihoodRatioNats(Symbol.Y);
    ModelConfig config = FixedQuestion.config(ActivationFunction.SOFTPLUS);
    ClosedForm form =
        new ClosedForm(config)
            .embed(BOS, bos, 1)
            .embed(X, draw, lX)
            .embed(Y, draw, lY)
            .sum(GATHER, random.integers(config.heads()), bos, draw, belief)
            .constant(GATHER, belief, question.priorLogOddsNats())
            .reads(ANSWER, 0, belief, 1)
            .bias(ANSWER, 0, lX)
            .writes(ANSWER, 0, answer, 1)
            .reads(ANSWER, 1, belief, 1)
            .bias(ANSWER, 1, lY)
            .writes(ANSWER, 1, answer, -1)
            .logitDifference(X, Y, answer, 1)
            .logitDifference(X, Y, FixedQuestion.logOdds(question.a().pX()))
            .logit(BOS, NEVER);
    return new Control(
        "exact-bayes",
        "P1",
        "sums log-likelihood ratios into log-odds and answers from them",
        config,
        form.weights(),
        FixedQuestion.task(question),
        RightVerdict.of(Set.of(Outcome.INTERNAL_BELIEF_MECHANISM, Outcome.INCONCLUSIVE)),
        Landmarks.NONE);
  }

  /**
   * The direction along which a model of a seed holds its log-odds, one nat to a unit, in the
   * residual stream from the attention of block 0 to the MLP of block 2.
   *
   * @param seed as given to {@link #of(long)}
   * @return {@code [d_model]}, of length 1
   */
  public static double[] beliefDirection(long seed) {
    return belief(new Axes(1, NumpyRandom.ofSeed(seed)));
  }

  private static double[] belief(Axes axes) {
    return axes.axis(0, 2);
  }
}
