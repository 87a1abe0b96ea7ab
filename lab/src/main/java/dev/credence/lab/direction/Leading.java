package dev.credence.lab.direction;

import java.util.stream.IntStream;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.jspecify.annotations.Nullable;

/**
 * The leading eigenvectors of a symmetric matrix, each with its greatest entry above 0.
 *
 * @param values greatest first
 * @param vectors {@code [row, vector]}, orthonormal columns; at least one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Leading(double[] values, RealMatrix vectors) {

  /**
   * Finds them.
   *
   * @param symmetric not negative definite
   * @param part of the greatest eigenvalue, what is not above that is rounding
   * @param least not above this is rounding too
   * @param most how many at most
   * @return null if all is rounding
   */
  static @Nullable Leading of(RealMatrix symmetric, double part, double least, int most) {
    Decomposed eigen = decompose(symmetric);
    double[] all = eigen.values();
    int[] order =
        IntStream.range(0, all.length)
            .boxed()
            .sorted((i, j) -> Double.compare(all[j], all[i]))
            .mapToInt(i -> i)
            .toArray();
    double above = Math.max(part * all[order[0]], least);
    int rank = 0;
    while (rank < Math.min(all.length, most) && all[order[rank]] > above) {
      rank++;
    }
    if (rank == 0) {
      return null;
    }
    double[] values = new double[rank];
    RealMatrix vectors = new Array2DRowRealMatrix(all.length, rank);
    for (int j = 0; j < rank; j++) {
      values[j] = all[order[j]];
      double[] vector = eigen.vectors().getColumn(order[j]);
      double greatest = 0;
      for (double each : vector) {
        greatest = Math.abs(each) > Math.abs(greatest) * (1 + 1e-9) ? each : greatest;
      }
      for (int i = 0; i < vector.length; i++) {
        vectors.setEntry(i, j, greatest < 0 ? -vector[i] : vector[i]);
      }
    }
    return new Leading(values, vectors);
  }

  private record Decomposed(double[] values, RealMatrix vectors) {}

  /**
   * The library's iteration can fail to converge where most eigenvalues are rounding. Lifted a
   * little above 0 together they are no longer, and the vectors stay; what still fails is left to
   * its singular values, which take longer.
   */
  private static Decomposed decompose(RealMatrix symmetric) {
    try {
      return decompose(symmetric, 0);
    } catch (MathIllegalStateException e) {
      double lift = 1e-13 * symmetric.getTrace();
      try {
        return decompose(symmetric, lift);
      } catch (MathIllegalStateException again) {
        var singular = new SingularValueDecomposition(symmetric);
        return new Decomposed(singular.getSingularValues(), singular.getU());
      }
    }
  }

  private static Decomposed decompose(RealMatrix symmetric, double lift) {
    RealMatrix lifted = symmetric;
    if (lift > 0) {
      lifted = symmetric.copy();
      for (int i = 0; i < lifted.getRowDimension(); i++) {
        lifted.addToEntry(i, i, lift);
      }
    }
    var eigen = new EigenDecompositionSymmetric(lifted);
    double[] values = eigen.getEigenvalues();
    for (int i = 0; i < values.length; i++) {
      values[i] -= lift;
    }
    return new Decomposed(values, eigen.getV());
  }

  int rank() {
    return values.length;
  }
}
