package dev.credence.transformer.weights;

import static dev.credence.torch.Ops.mean;
import static dev.credence.torch.Ops.sub;

import dev.credence.torch.Tensor;
import dev.credence.transformer.weights.ModelWeights.LayerWeights;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import org.jspecify.annotations.Nullable;

/** Takes means out of weights where nothing downstream sees them. */
final class Centring {
  private Centring() {}

  /** Everything that writes to the stream, over {@code d_model}. */
  static ModelWeights writing(ModelWeights w) {
    Tensor position = w.positionEmbed();
    return new ModelWeights(
        centred(w.embed(), -1),
        position == null ? null : centred(position, -1),
        w.layers().stream().map(Centring::layer).toList(),
        w.finalNorm(),
        w.unembed());
  }

  private static LayerWeights layer(LayerWeights w) {
    LinearWeights out = w.out();
    return new LayerWeights(
        w.ln1(),
        w.q(),
        w.k(),
        w.v(),
        w.qNorm(),
        w.kNorm(),
        outputs(w.o()),
        w.ln1Post(),
        w.ln2(),
        w.pre(),
        w.preLinear(),
        w.mlpNorm(),
        out == null ? null : outputs(out),
        w.ln2Post());
  }

  /** The unembedding, over the vocabulary. */
  static ModelWeights unembed(ModelWeights w) {
    return new ModelWeights(
        w.embed(), w.positionEmbed(), w.layers(), w.finalNorm(), outputs(w.unembed()));
  }

  private static LinearWeights outputs(LinearWeights w) {
    @Nullable Tensor bias = w.bias();
    return new LinearWeights(centred(w.weight(), 0), bias == null ? null : centred(bias, 0));
  }

  private static Tensor centred(Tensor t, int dim) {
    return sub(t, mean(t, dim, true));
  }
}
