package dev.credence.lab.direction;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A subspace that has nothing to do with the variable, any one as likely as any other: what chance
 * reaches.
 *
 * @param dimension r
 * @param seed not negative; another subspace for each
 */
public record RandomSubspace(int dimension, long seed) implements SubspaceMethod {

  @Override
  public String name() {
    return "random (" + dimension + ", seed " + seed + ")";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    double[][] basis = basis(activations.width());
    return Optional.of(Subspace.of(name(), activations, labels, basis));
  }

  /**
   * The basis alone, which needs no cells.
   *
   * @param width d, at least r
   * @return {@code [d, r]}, orthonormal columns
   * @throws IllegalArgumentException if the width is below the dimension or that below 1
   */
  public double[][] basis(int width) {
    if (dimension < 1 || width < dimension) {
      throw new IllegalArgumentException(
          "random subspace: %d directions of %d; expected from 1 to %d"
              .formatted(dimension, width, width));
    }
    var rng = NumpyRandom.ofSeed(seed);
    double[][] vectors = new double[dimension][width];
    for (double[] vector : vectors) {
      Arrays.setAll(vector, i -> rng.standardNormal());
    }
    return Orthonormal.byGramSchmidt(vectors);
  }
}
