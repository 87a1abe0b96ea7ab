package dev.credence.transformer.tokenizer;

/**
 * A token and the characters it stands for.
 *
 * <p>Offsets count Java's {@code char}s (UTF-16), so that {@code text.substring(start, end)} is the
 * piece; a character above U+FFFF counts two. Tokens of a text follow one another: neither their
 * starts nor their ends ever go back. They may overlap, where a character is spread over several
 * tokens (each byte of an emoji has the emoji's offsets), and a token may cover nothing, as the one
 * put in front of a prompt does.
 *
 * @param id the id in the vocabulary
 * @param start offset of the first {@code char}
 * @param end offset after the last {@code char}
 */
public record Token(int id, int start, int end) {
  /** Checks the order of the offsets. */
  public Token {
    if (id < 0 || start < 0 || end < start) {
      throw new IllegalArgumentException("token " + id + " at [" + start + ", " + end + ")");
    }
  }

  /**
   * Whether the token covers any of the characters from {@code from} to before {@code to}.
   *
   * @param from offset of the first {@code char}
   * @param to offset after the last {@code char}
   * @return whether the two ranges share a character
   */
  public boolean overlaps(int from, int to) {
    return Math.max(start, from) < Math.min(end, to);
  }
}
