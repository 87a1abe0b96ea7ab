package dev.credence.transformer.family;

import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.ModelWeights;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import dev.credence.transformer.weights.ModelWeights.NormWeights;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tensors by place put together as the forward pass reads them.
 *
 * @param config the model
 * @param tensors by place; what is absent is the identity
 */
record Assembly(ModelConfig config, Map<Layout.Place, Tensor> tensors) {

  ModelWeights weights() {
    return weights(IntStream.range(0, config.layers()).mapToObj(this::layer).toList());
  }

  /** The same with layers that are put together elsewhere. */
  ModelWeights weights(List<LayerWeights> layers) {
    int none = Layout.NO_LAYER;
    return new ModelWeights(
        needed(none, Slot.EMBED),
        get(none, Slot.POSITION_EMBED, false),
        layers,
        norm(none, Slot.FINAL_NORM),
        linear(none, Slot.UNEMBED));
  }

  LayerWeights layer(int i) {
    boolean mlp = !config.attentionOnly();
    return new LayerWeights(
        norm(i, Slot.LN1),
        linear(i, Slot.Q),
        linear(i, Slot.K),
        linear(i, Slot.V),
        norm(i, Slot.Q_NORM),
        norm(i, Slot.K_NORM),
        linear(i, Slot.O),
        norm(i, Slot.LN1_POST),
        norm(i, Slot.LN2),
        mlp ? linear(i, Slot.PRE) : null,
        mlp && config.gated() ? linear(i, Slot.PRE_LINEAR) : null,
        norm(i, Slot.MLP_NORM),
        mlp ? linear(i, Slot.OUT) : null,
        norm(i, Slot.LN2_POST));
  }

  private LinearWeights linear(int layer, Slot slot) {
    return new LinearWeights(needed(layer, slot), get(layer, slot, true));
  }

  private NormWeights norm(int layer, Slot slot) {
    Tensor weight = get(layer, slot, false);
    Tensor bias = get(layer, slot, true);
    return weight == null && bias == null ? NormWeights.NONE : new NormWeights(weight, bias);
  }

  private Tensor needed(int layer, Slot slot) {
    Tensor tensor = get(layer, slot, false);
    if (tensor == null) {
      throw new IllegalStateException("no family may leave out " + slot + " of layer " + layer);
    }
    return tensor;
  }

  private @Nullable Tensor get(int layer, Slot slot, boolean bias) {
    return tensors.get(new Layout.Place(layer, slot, bias));
  }
}
