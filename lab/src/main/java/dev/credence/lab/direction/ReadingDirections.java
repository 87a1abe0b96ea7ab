package dev.credence.lab.direction;

import java.util.Optional;
import org.hipparchus.linear.Array2DRowRealMatrix;

/** What a {@link Probe} reads along: ridge regression of the variable on the activations. */
public record ReadingDirections() implements SubspaceMethod {

  @Override
  public String name() {
    return "ridge";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    return of(name(), Probe.fit(activations, labels), activations, labels);
  }

  /**
   * Those of a probe that has been fitted.
   *
   * @param probe the probe
   * @param activations of the cells of its fit
   * @param labels of the same cells
   * @return empty if it reads nothing
   */
  public static Optional<Subspace> of(Probe probe, Activations activations, Labels labels) {
    return of("ridge", probe, activations, labels);
  }

  static Optional<Subspace> of(String method, Probe probe, Activations activations, Labels labels) {
    var w = new Array2DRowRealMatrix(probe.coefficients(), false).transpose(); // [d, coordinate]
    return Optional.ofNullable(Orthonormal.spanning(w, labels.rank()))
        .map(basis -> Subspace.of(method, activations, labels, basis));
  }
}
