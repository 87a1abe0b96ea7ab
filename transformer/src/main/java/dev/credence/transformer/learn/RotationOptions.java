package dev.credence.transformer.learn;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import java.util.List;

/**
 * How a rotation is learnt.
 *
 * @param dimension r, of the subspace
 * @param starts bases to begin from, {@code [d_model, r]} each
 * @param randomStarts how many to begin from at random besides
 * @param steps of each start at most
 * @param batch pairs a step
 * @param radians by how much a step turns the basis at first, about; it falls to 0 as a cosine
 * @param evaluateEvery steps between looks at held-out pairs
 * @param patience looks in a row without a gain of a part in a thousand, after which a start is
 *     given up
 * @param seed of random starts and of the order of pairs
 */
public record RotationOptions(
    int dimension,
    List<NdArray> starts,
    int randomStarts,
    int steps,
    int batch,
    double radians,
    int evaluateEvery,
    int patience,
    long seed) {

  /**
   * Keeps a copy.
   *
   * @throws InvalidInputException if a number is out of range, or there is no start
   */
  public RotationOptions {
    starts = List.copyOf(starts);
    if (dimension < 1 || steps < 1 || batch < 1 || evaluateEvery < 1 || patience < 1) {
      throw new InvalidInputException(
          "rotation: dimension %d, %d steps of %d pairs, a look every %d, patience %d; each must be"
              + " at least 1",
          dimension, steps, batch, evaluateEvery, patience);
    }
    if (!(radians > 0) || !Double.isFinite(radians)) {
      throw new InvalidInputException(
          "rotation: %s radians a step; expected above 0, such as 0.1", radians);
    }
    if (randomStarts < 0 || starts.size() + randomStarts == 0) {
      throw new InvalidInputException(
          "rotation: %d bases to start from and %d random starts; give one at least",
          starts.size(), randomStarts);
    }
  }

  /** Two random starts of 200 steps of 64 pairs, .1 radians at first; seed 0. */
  public static RotationOptions standard(int dimension) {
    return new RotationOptions(dimension, List.of(), 2, 200, 64, 0.1, 10, 5, 0);
  }

  /** The same from these bases, and that many random ones. */
  public RotationOptions from(List<NdArray> bases, int random) {
    return new RotationOptions(
        dimension, bases, random, steps, batch, radians, evaluateEvery, patience, seed);
  }

  /** The same with more steps or fewer. */
  public RotationOptions withSteps(int most) {
    return new RotationOptions(
        dimension, starts, randomStarts, most, batch, radians, evaluateEvery, patience, seed);
  }

  /** The same with another seed. */
  public RotationOptions withSeed(long other) {
    return new RotationOptions(
        dimension, starts, randomStarts, steps, batch, radians, evaluateEvery, patience, other);
  }

  /** The turn of a step, in radians. */
  double radiansAt(int step) {
    return radians * 0.5 * (1 + Math.cos(Math.PI * step / steps));
  }
}
