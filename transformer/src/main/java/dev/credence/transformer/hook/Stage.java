package dev.credence.transformer.hook;

/**
 * The part of the forward pass in which a hook point lies. Rows are made anew at the start of each
 * stage, so an edit makes rows of its own from its stage on and not before.
 */
public enum Stage {
  /** Token and position embedding. */
  EMBEDDING,
  /** The stream as it enters a block, its norm, keys and values: what other positions read. */
  KEYS,
  /** Queries, attention scores and pattern: what one position reads of others. */
  QUERIES,
  /** From the heads' outputs to the stream as it leaves the block. */
  OUTPUT,
  /** The norm before the unembedding, and the logits. */
  FINAL
}
