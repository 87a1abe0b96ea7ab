package dev.credence.belief.observer;

import dev.credence.belief.Evidence;

/**
 * What a model said after some evidence.
 *
 * @param evidence what it was shown
 * @param pX what it said: P(X | {X, Y}), in [0, 1]
 */
public record Observation(Evidence evidence, double pX) {
  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if {@code pX} is not in [0, 1], or NaN
   */
  public Observation {
    if (!(pX >= 0 && pX <= 1)) {
      throw new IllegalArgumentException(
          "observation after \"" + evidence + "\": P(X) is " + pX + "; expected 0 to 1");
    }
  }
}
