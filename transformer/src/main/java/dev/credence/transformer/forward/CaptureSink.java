package dev.credence.transformer.forward;

import dev.credence.transformer.plan.RowCapture;
import dev.credence.transformer.weights.NdArray;

/** Takes captured activations. */
@FunctionalInterface
public interface CaptureSink {
  /** {@code [pos, ...]}, or {@code [head, query, key]} of an attention hook. */
  void keep(RowCapture capture, NdArray activation);
}
