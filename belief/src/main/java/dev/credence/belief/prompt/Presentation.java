package dev.credence.belief.prompt;

import dev.credence.belief.Word;
import dev.credence.belief.question.Question;
import org.jspecify.annotations.Nullable;

/**
 * How questions are put to a model: everything about a prompt that does not change the exact
 * answer. Plain data; equal presentations make equal prompts.
 */
public sealed interface Presentation permits TextPresentation, TokenPresentation {

  /**
   * Its name in tables and figures.
   *
   * @return one line
   */
  String name();

  /**
   * Puts a question.
   *
   * @param question of the kind this presentation words
   * @param evidence what was drawn
   * @return the prompt; its last position is where the answer is read
   * @throws IllegalArgumentException if the question is of another kind, or the model has no token
   *     for a part of it
   */
  Prompt prompt(Question question, Word evidence);

  /**
   * Among what the answer is read.
   *
   * @return one choice a symbol, in the order of the task; for "which generator?" A and B
   */
  Choices choices();

  /**
   * The same presentation with the other question at its end: "which generator?".
   *
   * @return null if it cannot be asked
   */
  @Nullable Presentation whichGenerator();

  /** What is asked at the end of a prompt. */
  enum Ask {
    /** The next symbol. */
    NEXT_SYMBOL,
    /** The generator at work. */
    WHICH_GENERATOR
  }
}
