package dev.credence.transformer.tokenizer;

/** What the names of special tokens mean where they occur in a text. */
public enum SpecialTokens {
  /** {@code <|im_start|>} in a text is the token of that name, as in Hugging Face's tokenizers. */
  PARSED,
  /** {@code <|im_start|>} in a text is twelve characters, to be split like any others. */
  PLAIN_TEXT
}
