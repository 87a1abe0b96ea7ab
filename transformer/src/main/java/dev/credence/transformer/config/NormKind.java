package dev.credence.transformer.config;

/** How a row is normalised before a part of the model reads it. */
public enum NormKind {
  /** {@code (x - mean) / sqrt(var + eps) * w + b}. */
  LAYER_NORM,
  /** {@code x / sqrt(mean(x^2) + eps) * w}. */
  RMS,
  /** Not at all: closed-form models read the stream as it is. */
  NONE
}
