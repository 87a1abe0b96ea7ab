package dev.credence.lab.ask;

import dev.credence.belief.prompt.TokenRoles;
import java.util.List;

/**
 * A question as a model is given it.
 *
 * @param text as it was written; the tokens, where it was written in tokens
 * @param tokens the beginning-of-sequence token among them; the answer is read at the last one
 * @param roles what each token is for
 * @param answers one token a symbol (or generator), in the order of the task
 */
public record Asked(String text, List<Integer> tokens, TokenRoles roles, List<Integer> answers) {
  /** Keeps copies. */
  public Asked {
    tokens = List.copyOf(tokens);
    answers = List.copyOf(answers);
  }

  /**
   * The tokens.
   *
   * @return a new array
   */
  public int[] ids() {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }
}
