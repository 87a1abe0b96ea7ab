package dev.credence.belief.prompt;

import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import java.util.List;

/**
 * Where the answer is asked for. That decides whether there is one to read: a model may well know
 * what comes next and yet say a space, a digit or a line break first.
 */
public sealed interface Frame {

  /** The plain question; the answer begins with a space. */
  Frame QUESTION = new Question();

  /** The prompt ends with the draws; the next token is the next draw. */
  Frame CONTINUATION = new Continuation();

  /** The plain question and a space; the answer is the bare symbol. */
  Frame BARE_SYMBOL = new BareSymbol();

  /**
   * Its name in tables and figures.
   *
   * @return such as {@code few-shot}
   */
  String label();

  /**
   * An answer as it would be written behind the prompt.
   *
   * @param word a symbol or a generator's name
   * @return the word, after a space where the prompt does not end with one
   */
  default String answer(String word) {
    return " " + word;
  }

  /** The plain question. */
  record Question() implements Frame {
    @Override
    public String label() {
      return "question";
    }
  }

  /** The draws go on. */
  record Continuation() implements Frame {
    @Override
    public String label() {
      return "continuation";
    }
  }

  /** The question, a space, and the symbol alone. */
  record BareSymbol() implements Frame {
    @Override
    public String label() {
      return "bare-symbol";
    }

    @Override
    public String answer(String word) {
      return word;
    }
  }

  /**
   * The question as the words of a user; the answer is the assistant's first word, without a space.
   *
   * @param before what the model's chat template puts before the user's words
   * @param after what it puts behind them, up to where the assistant begins
   */
  record Chat(String before, String after) implements Frame {
    /**
     * Checks its arguments.
     *
     * @throws IllegalArgumentException if nothing stands behind the user's words
     */
    public Chat {
      if (after.isEmpty()) {
        throw new IllegalArgumentException(
            "chat template: nothing stands behind the user's words; expected what begins the"
                + " assistant's");
      }
    }

    @Override
    public String label() {
      return "chat";
    }

    @Override
    public String answer(String word) {
      return word;
    }
  }

  /**
   * The question after solved ones, in the same words.
   *
   * @param examples at least one
   */
  record FewShot(List<Solved> examples) implements Frame {
    /**
     * Keeps a copy.
     *
     * @throws IllegalArgumentException if there is none
     */
    public FewShot {
      examples = List.copyOf(examples);
      if (examples.isEmpty()) {
        throw new IllegalArgumentException("few-shot frame: no examples; give at least one");
      }
    }

    @Override
    public String label() {
      return "few-shot";
    }
  }

  /**
   * A solved question.
   *
   * @param generators told in it
   * @param evidence shown in it
   * @param answer what came next
   */
  record Solved(TwoGenerators generators, Evidence evidence, Symbol answer) {}
}
