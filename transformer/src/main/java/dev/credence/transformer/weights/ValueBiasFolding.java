package dev.credence.transformer.weights;

import static dev.credence.torch.Ops.add;
import static dev.credence.torch.Ops.matmul;
import static dev.credence.torch.Ops.repeatInterleave;
import static dev.credence.torch.Ops.reshape;

import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;

/** Moves the biases of values behind attention, which passes a constant through unchanged. */
final class ValueBiasFolding {
  private ValueBiasFolding() {}

  static ModelWeights apply(ModelConfig config, ModelWeights w) {
    return new ModelWeights(
        w.embed(),
        w.positionEmbed(),
        w.layers().stream().map(layer -> layer(config, layer)).toList(),
        w.finalNorm(),
        w.unembed());
  }

  private static LayerWeights layer(ModelConfig config, LayerWeights w) {
    Tensor bias = w.v().bias();
    if (bias == null) {
      return w;
    }
    Tensor perKvHead = reshape(bias, config.kvHeads(), config.dHead());
    Tensor perHead = reshape(repeatInterleave(perKvHead, config.group(), 0), -1); // [head d_head]
    Tensor through = matmul(w.o().weight(), perHead); // [d_model]
    Tensor own = w.o().bias();
    return new LayerWeights(
        w.ln1(),
        w.q(),
        w.k(),
        new LinearWeights(w.v().weight(), null),
        w.qNorm(),
        w.kNorm(),
        new LinearWeights(w.o().weight(), own == null ? through : add(own, through)),
        w.ln1Post(),
        w.ln2(),
        w.pre(),
        w.preLinear(),
        w.mlpNorm(),
        w.out(),
        w.ln2Post());
  }
}
