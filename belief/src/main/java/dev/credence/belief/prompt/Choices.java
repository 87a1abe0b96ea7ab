package dev.credence.belief.prompt;

import java.util.List;

/** Among what the answer is read. */
public sealed interface Choices {

  /**
   * Continuations of a text, to be found in a vocabulary.
   *
   * @param texts one a symbol (or generator), with the space in front where it has one
   */
  record Texts(List<String> texts) implements Choices {
    /** Keeps a copy. */
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /**
   * Tokens.
   *
   * @param ids one a symbol (or generator)
   */
  record Ids(List<Integer> ids) implements Choices {
    /** Keeps a copy. */
    public Ids {
      ids = List.copyOf(ids);
    }
  }
}
