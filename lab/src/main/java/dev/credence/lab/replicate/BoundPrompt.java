package dev.credence.lab.replicate;

import java.util.Arrays;

/**
 * A prompt as a person reads it and as the model does.
 *
 * @param text words, or token ids where there are none
 * @param tokens with the token in front, where the model has one; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by value below
public record BoundPrompt(String text, int[] tokens) {
  @Override
  public boolean equals(Object other) {
    return other instanceof BoundPrompt that
        && text.equals(that.text)
        && Arrays.equals(tokens, that.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * text.hashCode() + Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return text;
  }
}
