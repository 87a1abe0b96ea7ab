package dev.credence.belief.observer;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import java.util.Arrays;

/**
 * What a model said after what it was shown. Immutable.
 *
 * @param <S> what it was shown
 */
public final class Observation<S extends Shown> {
  /** A model's float32 softmax sums to 1 no better. */
  private static final double SUM_TOLERANCE = 1e-5;

  private final S shown;
  private final double[] said; // [symbol]

  /**
   * An observation.
   *
   * @param shown what the model was shown
   * @param said {@code [symbol]}: what it said, among the task's symbols alone; at least two, each
   *     from 0 to 1, their sum 1 within 1e-5
   * @throws IllegalArgumentException if that is no distribution
   */
  public Observation(S shown, double[] said) {
    this.shown = shown;
    this.said = said.clone();
    for (double p : said) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException(
            "observation after " + shown + ": a probability is " + p + "; expected 0 to 1");
      }
    }
    double sum = Arrays.stream(said).sum();
    if (said.length < 2 || Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new IllegalArgumentException(
          "observation after "
              + shown
              + ": "
              + said.length
              + " probabilities that sum to "
              + sum
              + "; expected two or more, divided by their sum");
    }
  }

  /**
   * What a model said about two generators.
   *
   * @param question the generators
   * @param evidence what it was shown
   * @param pX what it said: P(X | {X, Y}), in [0, 1]
   * @return the observation
   * @throws IllegalArgumentException if {@code pX} is not in [0, 1], or NaN
   */
  public static Observation<Trial> of(TwoGenerators question, Evidence evidence, double pX) {
    return new Observation<>(new Trial(question, evidence), new double[] {pX, 1 - pX});
  }

  /**
   * What the model was shown.
   *
   * @return the task and what was seen of it
   */
  public S shown() {
    return shown;
  }

  /**
   * How many symbols the task has.
   *
   * @return at least 2
   */
  public int symbols() {
    return said.length;
  }

  /**
   * What the model said.
   *
   * @param symbol from 0, which is X where there are X and Y
   * @return P(symbol), in [0, 1]
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  public double said(int symbol) {
    return said[symbol];
  }
}
