package dev.credence.lab.direction;

import java.util.List;
import java.util.Optional;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Linear discriminant analysis: the directions in which classes lie furthest apart, measured by how
 * far their members scatter. Classes are bins of equal counts along each axis of the values.
 *
 * <pre>
 * leading eigenvectors of W^-1 B,  B = sum_k n_k/n (mean_k - mean)(mean_k - mean)'
 * W = (1 - s) S + s (tr S / d) I,  S the covariance within classes of what the variable's own
 *                                  variation there does not account for
 * s = min(b, e) / e,  e = |S - (tr S / d) I|^2,  b = sum_i |x_i x_i' - S|^2 / n^2
 * </pre>
 *
 * @see <a href="https://doi.org/10.1016/S0047-259X(03)00096-4">Ledoit and Wolf, A well-conditioned
 *     estimator for large-dimensional covariance matrices</a>
 */
public record DiscriminantDirections() implements SubspaceMethod {
  /** What is left of W where cells of a class are all alike, as a part of the greatest scatter. */
  private static final double FLOOR = 1e-9;

  @Override
  public String name() {
    return "discriminant";
  }

  @Override
  public Optional<Subspace> find(Activations activations, Labels labels) {
    List<int[]> classes = Labelled.classes(activations, labels);
    return Optional.ofNullable(directions(activations, labels, classes))
        .map(basis -> Subspace.of(name(), activations, labels, basis));
  }

  private static double @Nullable [][] directions(
      Activations activations, Labels labels, List<int[]> classes) {
    RealMatrix means = ClassMeanComponents.weightedMeans(activations, classes); // [d, class]
    RealMatrix within = within(activations, labels, classes); // [d, d]
    double total = means.getFrobeniusNorm() * means.getFrobeniusNorm() + within.getTrace();
    if (total == 0) {
      return null;
    }
    for (int j = 0; j < within.getRowDimension(); j++) {
      within.addToEntry(j, j, FLOOR * total);
    }
    RealMatrix solved =
        new CholeskyDecomposition(within, 1e-6, 0).getSolver().solve(means); // W^-1 M
    RealMatrix apart = means.transposeMultiply(solved); // M' W^-1 M, symmetric but for rounding
    apart = apart.add(apart.transpose()).scalarMultiply(0.5);
    int most = labels.rank();
    Leading leading = Leading.of(apart, 1e-12, 0, most);
    return leading == null ? null : Orthonormal.spanning(solved.multiply(leading.vectors()), most);
  }

  /** The covariance within classes, the variable's own taken off, shrunk. */
  private static RealMatrix within(Activations activations, Labels labels, List<int[]> classes) {
    RealMatrix x = activations.centred().copy();
    RealMatrix v = labels.principalValues();
    for (int[] members : classes) {
      takeOffMean(x, members);
      takeOffMean(v, members);
    }
    Leading own = Leading.of(v.transposeMultiply(v), 1e-9, 0, v.getColumnDimension());
    if (own != null) {
      RealMatrix along = v.multiply(own.vectors()); // [cell, axis], orthogonal columns
      for (int k = 0; k < own.rank(); k++) {
        along.setColumnVector(k, along.getColumnVector(k).mapDivide(Math.sqrt(own.values()[k])));
      }
      x = x.subtract(along.multiply(along.transposeMultiply(x)));
    }
    int n = x.getRowDimension();
    int d = x.getColumnDimension();
    RealMatrix s = x.transposeMultiply(x).scalarMultiply(1.0 / n);
    double level = s.getTrace() / d;
    double squares = s.getFrobeniusNorm() * s.getFrobeniusNorm();
    double apart = squares - level * level * d;
    double noise = -squares / n;
    for (int i = 0; i < n; i++) {
      double length = x.getRowVector(i).dotProduct(x.getRowVector(i));
      noise += length * length / n / n;
    }
    double shrink = apart <= 0 ? 1 : Math.clamp(noise / apart, 0, 1);
    RealMatrix shrunk = s.scalarMultiply(1 - shrink);
    for (int j = 0; j < d; j++) {
      shrunk.addToEntry(j, j, shrink * level);
    }
    return shrunk;
  }

  private static void takeOffMean(RealMatrix table, int[] rows) {
    for (int j = 0; j < table.getColumnDimension(); j++) {
      double mean = 0;
      for (int i : rows) {
        mean += table.getEntry(i, j) / rows.length;
      }
      for (int i : rows) {
        table.addToEntry(i, j, -mean);
      }
    }
  }
}
