package dev.credence.lab.direction;

import java.util.Optional;

/**
 * How activations move with the variable: the regression of h on v, a probe's pattern where a probe
 * reads its filter.
 *
 * <pre>
 * Cov(h, v) Var(v)^-1
 * </pre>
 *
 * @see <a href="https://doi.org/10.1016/j.neuroimage.2013.10.067">Haufe and others, On the
 *     Interpretation of Weight Vectors of Linear Models</a>
 */
public record EncodingDirections() implements SubspaceMethod {

  @Override
  public String name() {
    return "pattern";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    Labelled.requireSame(activations, labels);
    return Optional.ofNullable(
            Orthonormal.spanning(Labelled.pattern(activations, labels), labels.rank()))
        .map(basis -> Subspace.of(name(), activations, labels, basis));
  }
}
