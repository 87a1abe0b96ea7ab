package dev.credence.lab.control;

import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import java.util.List;
import java.util.TreeMap;

/**
 * What the models of one question share: the tokens BOS, X and Y, a prompt of BOS and the draws,
 * and the size of the network.
 *
 * <p>Three blocks: the first gathers evidence, the last answers, the one between rests. The first
 * notebooks probe what a block leaves and steer what the next one leaves; only with a block between
 * is what they steer still to be read.
 */
final class FixedQuestion {
  static final int BOS = 0;
  static final int X = 1;
  static final int Y = 2;

  /** Where evidence is gathered. */
  static final int GATHER = 0;

  /** Where the answer is made. */
  static final int ANSWER = 2;

  /** Most draws: the rounding of a sum grows with their number. */
  static final int MOST_DRAWS = 32;

  /** A logit that leaves no probability. */
  static final double NEVER = -30;

  private FixedQuestion() {}

  static ModelConfig config(ActivationFunction activation) {
    return ModelConfig.builder()
        .layers(3)
        .dModel(Axes.BLOCK)
        .heads(4)
        .dHead(4)
        .dMlp(16)
        .vocab(3)
        .context(1 + MOST_DRAWS)
        .norm(NormKind.NONE, 0)
        .finalNorm(false)
        .activation(activation)
        .positions(new PositionScheme.None())
        .attentionScale(1)
        .build();
  }

  static Task.WhichGenerator task(TwoGenerators question) {
    return new Task.WhichGenerator(
        List.of(Task.Part.BOS, Task.Part.EVIDENCE),
        BOS,
        new Task.TokenPair(X, Y),
        new TreeMap<>(),
        new TreeMap<>(),
        question,
        question.prior(),
        new Task.Lengths(1, MOST_DRAWS),
        null,
        null);
  }

  static double logOdds(double p) {
    return Math.log(p) - Math.log1p(-p);
  }
}
