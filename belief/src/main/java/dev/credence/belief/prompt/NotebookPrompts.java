package dev.credence.belief.prompt;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;

/**
 * The prompts of the first notebooks, to the letter, but for {@link #COINS}, whose wording there is
 * not on record.
 */
public final class NotebookPrompts {

  /** The question in every notebook. */
  public static final Template GENERATORS =
      new Template(
          "Two random generators. Generator A: {p_a} {x}. Generator B: {p_b} {x}.{control}"
              + " Sequence:{evidence}.{distractors} Predict the next output ({x} or {y}):");

  /**
   * A question of the same kind about coins. Its words are ours: the notebooks' table of coin
   * answers is kept ({@code semantic_sweep.csv}), the text that led to it is not, and this text
   * does not give those numbers. To try another one, {@link Template#fill fill} it with {@link
   * NotebookDraws#semantic} and compare.
   */
  public static final Template COINS =
      new Template(
          "Two coins. Coin A: {p_a} {x}. Coin B: {p_b} {x}.{control}"
              + " Sequence:{evidence}. Predict the next flip ({x} or {y}):");

  /** The outcomes of a coin; whole words are often more than one token. */
  public static final Words COIN_WORDS = new Words("H", "T");

  /** What is put between the evidence and the question to distract. */
  public static final String DISTRACTOR = " The quick brown fox jumps over the lazy dog.";

  /** Evidence of the clean prompt of head patching. */
  public static final Evidence CLEAN = Evidence.block(9, 10);

  /** Evidence of the corrupt prompt of head patching. */
  public static final Evidence CORRUPT = Evidence.block(5, 10);

  /** Evidence whose order is shuffled to see how far the answer drifts. */
  public static final Evidence DRIFT = Evidence.of("XXXXY");

  /** Evidence of the symbol swap, AABAA in {@link Words#AB}. */
  public static final Evidence SWAP = Evidence.of("XXYXX");

  /** Evidence of the prompt that is steered. Called ambiguous, but its log-odds are -1.44. */
  public static final Evidence STEERING = Evidence.of("XXXYYYXYXY");

  private NotebookPrompts() {}

  /**
   * The prompt about X and Y.
   *
   * @param evidence what was drawn
   * @param control what is said about the draws
   * @return the prompt
   */
  public static Prompt.Text xy(Evidence evidence, Control control) {
    return xy(evidence, control, 0);
  }

  /**
   * The prompt about X and Y with distractors between evidence and question.
   *
   * @param evidence what was drawn
   * @param control what is said about the draws
   * @param distractors how many sentences, not negative
   * @return the prompt
   * @throws IllegalArgumentException if {@code distractors} is negative
   */
  public static Prompt.Text xy(Evidence evidence, Control control, int distractors) {
    return GENERATORS.fill(TwoGenerators.NOTEBOOK, Words.XY, control, evidence, distractors);
  }

  /**
   * The prompt with other symbols.
   *
   * @param evidence what was drawn
   * @param control what is said about the draws
   * @param words how the symbols are written
   * @return the prompt
   */
  public static Prompt.Text swapped(Evidence evidence, Control control, Words words) {
    return GENERATORS.fill(TwoGenerators.NOTEBOOK, words, control, evidence, 0);
  }

  /**
   * The prompt about coins.
   *
   * @param evidence what was drawn; X is heads
   * @param control what is said about the draws
   * @return the prompt
   */
  public static Prompt.Text coins(Evidence evidence, Control control) {
    return COINS.fill(TwoGenerators.NOTEBOOK, COIN_WORDS, control, evidence, 0);
  }
}
