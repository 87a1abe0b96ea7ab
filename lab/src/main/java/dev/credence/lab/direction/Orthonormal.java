package dev.credence.lab.direction;

import java.util.Arrays;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/** Orthonormal bases of what vectors span. */
final class Orthonormal {
  /** Vectors whose squared length outside the others is less than this part of it are rounding. */
  private static final double ROUNDING = 1e-12;

  private Orthonormal() {}

  /**
   * The directions in which the vectors reach furthest; the first one points their way.
   *
   * @param vectors {@code [d, vector]}
   * @param most how many at most
   * @return {@code [d, r]}; null if no vector has a length
   */
  static double @Nullable [][] spanning(RealMatrix vectors, int most) {
    int among = Math.min(most, vectors.getRowDimension());
    Leading leading = Leading.of(vectors.transposeMultiply(vectors), ROUNDING, 0, among);
    return leading == null
        ? null
        : byGramSchmidt(vectors.multiply(leading.vectors()).transpose().getData());
  }

  /**
   * Gram and Schmidt's, each vector projected twice.
   *
   * @param vectors {@code [r, d]}, independent; changed
   * @return {@code [d, r]}
   */
  static double[][] byGramSchmidt(double[][] vectors) {
    int r = vectors.length;
    int d = vectors[0].length;
    double[][] basis = new double[d][r];
    for (int k = 0; k < r; k++) {
      double[] v = vectors[k];
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < k; before++) {
          double product = dot(vectors[before], v);
          for (int i = 0; i < d; i++) {
            v[i] -= product * vectors[before][i];
          }
        }
      }
      double length = Math.sqrt(dot(v, v));
      for (int i = 0; i < d; i++) {
        v[i] /= length;
        basis[i][k] = v[i];
      }
    }
    return basis;
  }

  private static double dot(double[] a, double[] b) {
    double[] products = new double[a.length];
    Arrays.setAll(products, i -> a[i] * b[i]);
    return Arrays.stream(products).sum();
  }
}
