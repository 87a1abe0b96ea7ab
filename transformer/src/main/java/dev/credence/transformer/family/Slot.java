package dev.credence.transformer.family;

import dev.credence.transformer.config.ModelConfig;

/**
 * A place in the forward pass for a weight and a bias, each with one shape whatever the family:
 * those of {@link dev.credence.transformer.weights.ModelWeights}.
 */
enum Slot {
  EMBED,
  POSITION_EMBED,
  LN1,
  Q,
  K,
  V,
  Q_NORM,
  K_NORM,
  O,
  LN1_POST,
  LN2,
  PRE,
  PRE_LINEAR,
  MLP_NORM,
  OUT,
  LN2_POST,
  FINAL_NORM,
  UNEMBED;

  /** The shape of the weight; a bias has its first axis. */
  long[] shape(ModelConfig config) {
    long d = config.dModel();
    long queries = (long) config.heads() * config.dHead();
    long keys = (long) config.kvHeads() * config.dHead();
    return switch (this) {
      case EMBED -> new long[] {config.vocab(), d};
      case POSITION_EMBED -> new long[] {config.context(), d};
      case LN1, LN1_POST, LN2, LN2_POST, FINAL_NORM -> new long[] {d};
      case Q -> new long[] {queries, d};
      case K, V -> new long[] {keys, d};
      case Q_NORM, K_NORM -> new long[] {config.dHead()};
      case O -> new long[] {d, queries};
      case PRE, PRE_LINEAR -> new long[] {config.dMlp(), d};
      case MLP_NORM -> new long[] {config.dMlp()};
      case OUT -> new long[] {d, config.dMlp()};
      case UNEMBED -> new long[] {config.vocabOut(), d};
    };
  }
}
