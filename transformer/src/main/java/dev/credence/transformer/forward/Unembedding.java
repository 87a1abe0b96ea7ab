package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.cat;
import static dev.credence.torch.Ops.linear;
import static dev.credence.torch.Ops.narrow;
import static dev.credence.torch.Ops.to;

import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.weights.ModelWeights.LinearWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * The product with the unembedding, which may be stored in fewer bits than rows are computed in. It
 * is the largest matrix of a model, so it is then widened a piece of the vocabulary at a time.
 */
final class Unembedding {
  /** Tokens widened at once: 128 MiB where d_model is 4,096. */
  private static final long PIECE = 1 << 13;

  private Unembedding() {}

  /** {@code [row, d_model]} to {@code [row, vocab_out]}, in the precision of the rows. */
  static Tensor of(Tensor rows, LinearWeights w) {
    if (w.weight().dtype() == rows.dtype()) {
      return linear(rows, w.weight(), w.bias());
    }
    List<Tensor> logits = new ArrayList<>();
    for (long from = 0; from < w.weight().size(0); from += PIECE) {
      long count = Math.min(PIECE, w.weight().size(0) - from);
      try (Scope scope = Scope.open()) {
        Tensor weight = to(narrow(w.weight(), 0, from, count), rows.dtype());
        Tensor bias = w.bias() == null ? null : to(narrow(w.bias(), 0, from, count), rows.dtype());
        logits.add(scope.keep(linear(rows, weight, bias)));
      }
    }
    return cat(logits, 1);
  }
}
