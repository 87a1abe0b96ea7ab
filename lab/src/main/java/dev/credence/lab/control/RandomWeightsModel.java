package dev.credence.lab.control;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.NdArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * No mechanism at all: every weight is drawn from a normal distribution, of deviation 1 for the
 * embedding and 1 / sqrt(inputs) elsewhere; only the bias of the logits leaves no chance to tokens
 * that are not X or Y, so that there is an answer to judge.
 */
public final class RandomWeightsModel {
  private RandomWeightsModel() {}

  /**
   * The model.
   *
   * @param seed of the weights and the sizes
   * @return the model
   */
  public static Control of(long seed) {
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    int heads = 3 + random.integers(3);
    ModelConfig config =
        ModelConfig.builder()
            .layers(3 + random.integers(2))
            .dModel(Axes.BLOCK * (3 + random.integers(2)))
            .heads(heads)
            .dHead(Places.D_HEAD)
            .dMlp(64 + 16 * random.integers(5))
            .vocab(ToldQuestion.VOCAB)
            .context(ToldQuestion.CONTEXT)
            .norm(NormKind.NONE, 0)
            .finalNorm(false)
            .activation(ActivationFunction.SOFTPLUS)
            .positions(new PositionScheme.Learned())
            .attentionScale(1 / Math.sqrt(Places.D_HEAD))
            .build();
    ClosedForm form = new ClosedForm(config);
    for (int token = 0; token < ToldQuestion.VOCAB; token++) {
      if (token != ToldQuestion.X && token != ToldQuestion.Y) {
        // Not beaten by any logit that such weights make.
        form.logit(token, 10 * FixedQuestion.NEVER);
      }
    }
    Map<String, NdArray> weights = new LinkedHashMap<>();
    form.weights()
        .forEach(
            (name, array) ->
                weights.put(name, name.contains(".b_") ? array : drawn(name, array, random)));
    return new Control(
        "random-weights",
        "N5",
        "does what weights drawn at random do",
        config,
        weights,
        ToldQuestion.task(ToldQuestion.LAYOUT, ToldQuestion.MOST_DRAWS, null, null),
        RightVerdict.of(Set.of(Outcome.NOT_BAYESIAN, Outcome.INCONCLUSIVE)),
        Landmarks.NONE);
  }

  private static NdArray drawn(String name, NdArray array, NumpyRandom random) {
    long[] shape = array.shape();
    double deviation =
        name.startsWith("embed") || name.startsWith("pos_embed")
            ? 1
            : 1 / Math.sqrt(shape[shape.length - 2]);
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.normal(0, deviation);
    }
    return NdArray.of(values, shape);
  }
}
