package dev.credence.belief;

import java.util.Objects;

/**
 * A source of independent draws with a known chance of X.
 *
 * @param name how a prompt calls it, such as {@code A}
 * @param pX P(X), strictly between 0 and 1: a source that never draws one of the symbols would put
 *     certainty within reach, and log-odds out of it
 */
public record Generator(String name, double pX) {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if {@code pX} is not strictly between 0 and 1, or NaN
   */
  public Generator {
    Objects.requireNonNull(name, "name");
    Probability.requireInside("generator " + name + ": P(X)", pX);
  }

  /**
   * Log-likelihood of counts, in nats: {@code k ln p + (n - k) ln(1 - p)}.
   *
   * @param nX draws of X, not negative
   * @param nY draws of Y, not negative
   * @return at most 0
   * @throws IllegalArgumentException if a count is negative
   */
  public double logLikelihood(int nX, int nY) {
    if (nX < 0 || nY < 0) {
      throw new IllegalArgumentException(
          "generator " + name + ": counts are " + nX + " X and " + nY + " Y; none may be negative");
    }
    return nX * Math.log(pX) + nY * Math.log1p(-pX);
  }

  /**
   * Log-likelihood of a sequence, in nats. Draws are independent, so its order plays no part.
   *
   * @param evidence what was drawn
   * @return at most 0
   */
  public double logLikelihood(Evidence evidence) {
    return logLikelihood(evidence.countX(), evidence.countY());
  }

  /**
   * The source in which X and Y have changed places.
   *
   * @return P(X) is 1 - this P(X)
   */
  public Generator relabelled() {
    return new Generator(name, 1 - pX);
  }
}
