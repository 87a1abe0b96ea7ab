package dev.credence.transformer.generate;

import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model wrote.
 *
 * @param cell the cell's id
 * @param prompt the tokens that it read at first
 * @param tokens those that it wrote; the end-of-sequence token, where it came to it, is the last
 * @param ended whether it came to its end-of-sequence token
 * @param promptOnly the cell's edits that acted on the prompt's positions only
 */
public record Generated(
    String cell, int[] prompt, int[] tokens, boolean ended, List<Intervention> promptOnly) {

  /** Keeps a copy of the list. */
  public Generated {
    promptOnly = List.copyOf(promptOnly);
  }

  /** What it wrote without the end-of-sequence token. */
  public int[] tokensBeforeEnd() {
    return ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens.clone();
  }

  /**
   * The text that it wrote, without the end-of-sequence token.
   *
   * <p>Prompt and continuation are decoded together, because a token's text depends on those before
   * it: the space of SentencePiece's {@code ▁X} is there only behind other text, and a character
   * may be spread over several tokens, the prompt's last among them. Such a character belongs to
   * the continuation. One that is not complete at the end becomes U+FFFD; an id that no token has
   * (a model may predict more than its vocabulary) is written {@code <id>}.
   */
  public String text(Tokenizer tokenizer) {
    int[] all = IntStream.concat(IntStream.of(prompt), IntStream.of(tokensBeforeEnd())).toArray();
    String before = decode(prompt, tokenizer);
    String whole = decode(all, tokenizer);
    int same = 0;
    while (same < Math.min(before.length(), whole.length())
        && before.charAt(same) == whole.charAt(same)) {
      same++;
    }
    if (same > 0 && Character.isHighSurrogate(whole.charAt(same - 1))) {
      same--;
    }
    return whole.substring(same);
  }

  private static String decode(int[] ids, Tokenizer tokenizer) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int i = 0; i <= ids.length; i++) {
      if (i == ids.length || !tokenizer.has(ids[i])) {
        text.append(tokenizer.decode(Arrays.copyOfRange(ids, from, i)));
        if (i < ids.length) {
          text.append('<').append(ids[i]).append('>');
        }
        from = i + 1;
      }
    }
    return text.toString();
  }
}
