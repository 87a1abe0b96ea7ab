package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.add;
import static dev.credence.torch.Ops.div;
import static dev.credence.torch.Ops.layerNorm;
import static dev.credence.torch.Ops.mean;
import static dev.credence.torch.Ops.mul;
import static dev.credence.torch.Ops.rmsNorm;
import static dev.credence.torch.Ops.sqrt;
import static dev.credence.torch.Ops.square;
import static dev.credence.torch.Ops.sub;

import dev.credence.torch.Tensor;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.weights.ModelWeights.NormWeights;

/**
 * Normalisation over the last axis.
 *
 * @param kind which
 * @param epsilon added under the root
 */
record Norm(NormKind kind, double epsilon) {

  /** Without hooks: {@code [..., d]} to the same shape. */
  Tensor of(Tensor x, NormWeights w) {
    return switch (kind) {
      case NONE -> x;
      case RMS -> rmsNorm(x, w.weight(), epsilon);
      case LAYER_NORM -> layerNorm(x, x.size(-1), w.weight(), w.bias(), epsilon);
    };
  }

  /**
   * With its two hooks. A layer norm's {@code hook_normalized} is its output; an RMS norm's comes
   * before the weight. Rows that nobody edits keep the last bits of the norm without hooks: they do
   * not depend on who else is in the run.
   */
  Tensor of(Tensor x, NormWeights w, Hook scaleHook, Hook normalizedHook, Hooks at) {
    Tensor plain = of(x, w);
    if (kind == NormKind.NONE || !(at.names(scaleHook) || at.names(normalizedHook))) {
      return plain;
    }
    Tensor centred = kind == NormKind.LAYER_NORM ? sub(x, mean(x, -1, true)) : x;
    Tensor scale = sqrt(add(mean(square(centred), -1, true), epsilon)); // [..., 1]
    Tensor normalized = div(centred, at.hook(scaleHook, scale));
    if (kind == NormKind.RMS) {
      normalized = at.hook(normalizedHook, normalized);
    }
    if (w.weight() != null) {
      normalized = mul(normalized, w.weight());
    }
    if (w.bias() != null) {
      normalized = add(normalized, w.bias());
    }
    if (kind == NormKind.LAYER_NORM) {
      normalized = at.hook(normalizedHook, normalized);
    }
    return at.withEdited(plain, normalized, scaleHook, normalizedHook);
  }
}
