package dev.credence.transformer.weights;

import static dev.credence.torch.Ops.add;
import static dev.credence.torch.Ops.matmul;
import static dev.credence.torch.Ops.mean;
import static dev.credence.torch.Ops.mul;
import static dev.credence.torch.Ops.sub;

import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import dev.credence.transformer.weights.ModelWeights.NormWeights;
import org.jspecify.annotations.Nullable;

/**
 * Moves each norm's scale s and shift t into what reads it:
 *
 * <pre>
 * W (s n + t) + b = (W s) n + (W t + b)
 * </pre>
 *
 * and, where n has mean 0, takes each row's mean out of {@code W s}.
 */
record NormFolding(ModelConfig config) {

  ModelWeights apply(ModelWeights w) {
    return new ModelWeights(
        w.embed(),
        w.positionEmbed(),
        w.layers().stream().map(this::layer).toList(),
        NormWeights.NONE,
        config.finalNorm() ? needed(w.unembed(), w.finalNorm()) : w.unembed());
  }

  private LayerWeights layer(LayerWeights w) {
    return new LayerWeights(
        NormWeights.NONE,
        needed(w.q(), w.ln1()),
        needed(w.k(), w.ln1()),
        needed(w.v(), w.ln1()),
        w.qNorm(),
        w.kNorm(),
        w.o(),
        w.ln1Post(),
        NormWeights.NONE,
        read(w.pre(), w.ln2()),
        read(w.preLinear(), w.ln2()),
        NormWeights.NONE,
        w.mlpNorm().equals(NormWeights.NONE) ? w.out() : read(w.out(), w.mlpNorm()),
        w.ln2Post());
  }

  private @Nullable LinearWeights read(@Nullable LinearWeights reader, NormWeights norm) {
    return reader == null ? null : needed(reader, norm);
  }

  private LinearWeights needed(LinearWeights reader, NormWeights norm) {
    Tensor weight = reader.weight(); // [out, in]
    Tensor bias = reader.bias(); // [out]
    if (norm.bias() != null) {
      Tensor shift = matmul(weight, norm.bias());
      bias = bias == null ? shift : add(bias, shift);
    }
    if (norm.weight() != null) {
      weight = mul(weight, norm.weight());
    }
    if (config.norm() == NormKind.LAYER_NORM) {
      weight = sub(weight, mean(weight, -1, true));
    }
    return new LinearWeights(weight, bias);
  }
}
