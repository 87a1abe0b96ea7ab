package dev.credence.lab.direction;

import java.util.List;
import java.util.Optional;
import org.hipparchus.linear.RealMatrix;

/**
 * The principal components of class means: where the means of cells of like values lie, which need
 * not be on a line. Classes are bins of equal counts along each axis of the values.
 *
 * @param dimension how many components
 */
public record ClassMeanComponents(int dimension) implements SubspaceMethod {

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if there are fewer than one
   */
  public ClassMeanComponents {
    if (dimension < 1) {
      throw new IllegalArgumentException(
          "components of class means: " + dimension + "; expected one at least");
    }
  }

  @Override
  public String name() {
    return "components of class means (" + dimension + ")";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    RealMatrix means = weightedMeans(activations, Labelled.classes(activations, labels));
    return Optional.ofNullable(Orthonormal.spanning(means, dimension))
        .map(basis -> Subspace.of(name(), activations, labels, basis));
  }

  /** {@code [d, class]}: means less the mean of all, times the root of the class's share. */
  static RealMatrix weightedMeans(Activations activations, List<int[]> classes) {
    RealMatrix means = Rows.columns(classes.stream().map(activations::meanOf).toList());
    for (int k = 0; k < classes.size(); k++) {
      double weight = Math.sqrt((double) classes.get(k).length / activations.cells());
      means.setColumnVector(k, means.getColumnVector(k).mapMultiply(weight));
    }
    return means;
  }
}
