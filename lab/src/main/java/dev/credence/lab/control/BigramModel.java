package dev.credence.lab.control;

import static dev.credence.lab.control.FixedQuestion.BOS;
import static dev.credence.lab.control.FixedQuestion.NEVER;
import static dev.credence.lab.control.FixedQuestion.X;
import static dev.credence.lab.control.FixedQuestion.Y;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import java.util.Set;

/**
 * An impostor without memory: it answers with the bigram statistics of the question, how often X
 * follows the last symbol in sequences of either generator. That is Bayes after one draw.
 *
 * <pre>
 * embedding    X: e_last     Y: -e_last
 * blocks       rest
 * logits       X - Y: (b_X + b_Y) / 2 + (b_X - b_Y) / 2 times what lies along e_last
 *              b_s = logit q(s alone)
 * </pre>
 *
 * <p>e_last acts on the logits directly, so steering along it stops nowhere short of 0 and 1.
 */
public final class BigramModel {
  private BigramModel() {}

  /**
   * The notebooks' question: p_A = .5, p_B = .75.
   *
   * @param seed of the directions
   * @return the model
   */
  public static Control of(long seed) {
    TwoGenerators question = TwoGenerators.NOTEBOOK;
    Axes axes = new Axes(1, NumpyRandom.ofSeed(seed));
    double[] bos = axes.axis(0, 0);
    double[] last = axes.axis(0, 1);
    double afterX = FixedQuestion.logOdds(question.predictive(1, 1));
    double afterY = FixedQuestion.logOdds(question.predictive(0, 1));
    ModelConfig config = FixedQuestion.config(ActivationFunction.RELU);
    ClosedForm form =
        new ClosedForm(config)
            .embed(BOS, bos, 1)
            .embed(X, last, 1)
            .embed(Y, last, -1)
            .logitDifference(X, Y, last, (afterX - afterY) / 2)
            .logitDifference(X, Y, (afterX + afterY) / 2)
            .logit(BOS, NEVER);
    return new Control(
        "bigram",
        "N2",
        "looks at the last draw alone",
        config,
        form.weights(),
        FixedQuestion.task(question),
        RightVerdict.of(Set.of(Outcome.NOT_BAYESIAN, Outcome.INCONCLUSIVE)),
        Landmarks.NONE);
  }
}
