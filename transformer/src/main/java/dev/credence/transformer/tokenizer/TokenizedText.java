package dev.credence.transformer.tokenizer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A text, its tokens, and what was decided about the token in front.
 *
 * @param text the text as it was given
 * @param tokens its tokens in order; a token put in front is the first and covers no character
 * @param bos the decision about the token in front
 */
public record TokenizedText(String text, List<Token> tokens, BosDecision bos) {
  /** Keeps its own copy of the tokens. */
  public TokenizedText {
    tokens = List.copyOf(tokens);
  }

  /**
   * The ids, as the model reads them.
   *
   * @return a new array, one id a position
   */
  public int[] ids() {
    return tokens.stream().mapToInt(Token::id).toArray();
  }

  /**
   * How many tokens there are.
   *
   * @return the number of positions, that of the token in front included
   */
  public int size() {
    return tokens.size();
  }

  /**
   * Where in the prompt some characters of the text are.
   *
   * @param start offset of the first {@code char}
   * @param end offset after the last {@code char}
   * @return the positions of the tokens that cover any of them, ascending
   */
  public int[] positions(int start, int end) {
    return IntStream.range(0, tokens.size())
        .filter(i -> tokens.get(i).overlaps(start, end))
        .toArray();
  }
}
