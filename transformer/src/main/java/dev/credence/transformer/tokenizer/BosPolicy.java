package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Locale;

/** What a user asks of the beginning-of-sequence token (BOS) of a prompt. */
public enum BosPolicy {
  /** What TransformerLens does: one BOS in front, unless the model is one that goes without. */
  AUTO,
  /** One BOS in front; an error where the model has none. */
  ALWAYS,
  /** Only the text. */
  NEVER;

  /**
   * Reads the word an experiment file uses.
   *
   * @param word {@code auto}, {@code always} or {@code never}
   * @return the policy
   * @throws InvalidInputException if it is another word
   */
  public static BosPolicy parse(String word) {
    for (BosPolicy policy : values()) {
      if (policy.word().equals(word)) {
        return policy;
      }
    }
    throw new InvalidInputException("bos: \"%s\" is not one of auto, always, never", word);
  }

  /**
   * The word an experiment file uses.
   *
   * @return {@code auto}, {@code always} or {@code never}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
