package dev.credence.lab.direction;

import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
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
    var eigen = new EigenDecompositionSymmetric(symmetric);
    double[] all = eigen.getEigenvalues();
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
      double[] vector = eigen.getV().getColumn(order[j]);
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

  int rank() {
    return values.length;
  }
}
