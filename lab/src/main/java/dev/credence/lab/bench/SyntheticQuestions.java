package dev.credence.lab.bench;

import dev.credence.belief.Evidence;
import dev.credence.lab.replicate.Answers;
import dev.credence.transformer.config.InvalidInputException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prompts in tokens that mean nothing, laid out as the notebooks' sentences are in SmolLM2's
 * tokens, so that rows are shared at the same places.
 *
 * <pre>
 * 0           beginning of sequence
 * 1 to 34     the generators; a symbol stands at 12 and 21
 * 35 to 44    the draws, if there are ten
 * 45 to 54    the question; X stands at 51, Y at 53; ten tokens for each sentence that distracts
 *             come in between
 * </pre>
 *
 * @param vocabulary tokens the model reads
 * @param reason why the model is not asked in English
 */
public record SyntheticQuestions(int vocabulary, String reason) implements Questions {
  private static final int BEFORE = 35;
  private static final int AFTER = 10;
  private static final int SENTENCE = 10;

  private static final int X = 1;
  private static final int Y = 2;
  private static final int A = 3;
  private static final int B = 4;
  private static final int FIRST_WORD = 5;

  /** Words are this many tokens apart, so that they are spread over the vocabulary. */
  private static final int STRIDE = 7919;

  /**
   * Checks that there are tokens enough.
   *
   * @throws InvalidInputException if there are fewer than 8
   */
  public SyntheticQuestions {
    if (vocabulary < 8) {
      throw new InvalidInputException(
          "the model reads %d different tokens; the benchmark's prompts need 8 or more",
          vocabulary);
    }
  }

  @Override
  public int[] prompt(Evidence evidence) {
    return tokens(evidence, 0, X, Y);
  }

  @Override
  public int[] distracted(Evidence evidence, int sentences) {
    return tokens(evidence, sentences, X, Y);
  }

  @Override
  public int[] swapped(Evidence evidence) {
    return tokens(evidence, 0, A, B);
  }

  @Override
  public Answers answers() {
    return new Answers(List.of(X), List.of(Y));
  }

  @Override
  public Answers swappedAnswers() {
    return new Answers(List.of(A), List.of(B));
  }

  @Override
  public String description() {
    return "tokens without meaning (" + reason + ")";
  }

  private int[] tokens(Evidence evidence, int sentences, int x, int y) {
    IntStream before =
        IntStream.range(0, BEFORE).map(i -> i == 0 ? 0 : i == 12 || i == 21 ? x : word(i));
    IntStream draws = evidence.draws().chars().map(draw -> draw == 'X' ? x : y);
    IntStream distraction =
        IntStream.range(0, sentences * SENTENCE).map(i -> word(100 + i % SENTENCE));
    IntStream after =
        IntStream.range(0, AFTER).map(i -> i == 6 ? x : i == 8 ? y : word(BEFORE + i));
    return IntStream.concat(IntStream.concat(before, draws), IntStream.concat(distraction, after))
        .toArray();
  }

  /** Some word of the question, always the same. */
  private int word(int i) {
    return FIRST_WORD + Math.floorMod(i * STRIDE, vocabulary - FIRST_WORD);
  }
}
