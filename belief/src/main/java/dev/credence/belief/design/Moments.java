package dev.credence.belief.design;

import java.util.Arrays;
import java.util.List;

/** Sums and sums of products of rows, which rows can join and leave. */
final class Moments {
  /** A variance this small beside the mean square is rounding. */
  private static final double NO_VARIANCE = 1e-12;

  private final int d;
  private final double[] sums; // [column]
  private final double[] products; // [column, column]
  private int n;

  Moments(int d) {
    this.d = d;
    this.sums = new double[d];
    this.products = new double[d * d];
  }

  /** Means of rows: taken off first, they keep sums of products from swallowing variances. */
  static double[] centre(List<double[]> rows, int columns) {
    double[] centre = new double[columns];
    for (double[] row : rows) {
      for (int i = 0; i < columns; i++) {
        centre[i] += row[i] / rows.size();
      }
    }
    return centre;
  }

  int n() {
    return n;
  }

  /** Takes a row in (sign 1) or out (sign -1). */
  void add(double[] row, int sign) {
    n += sign;
    for (int i = 0; i < d; i++) {
      sums[i] += sign * row[i];
      for (int j = 0; j < d; j++) {
        products[i * d + j] += sign * row[i] * row[j];
      }
    }
  }

  void add(Moments other, int sign) {
    n += sign * other.n;
    for (int i = 0; i < d; i++) {
      sums[i] += sign * other.sums[i];
    }
    for (int i = 0; i < products.length; i++) {
      products[i] += sign * other.products[i];
    }
  }

  void set(Moments other) {
    n = other.n;
    System.arraycopy(other.sums, 0, sums, 0, sums.length);
    System.arraycopy(other.products, 0, products, 0, products.length);
  }

  void clear() {
    n = 0;
    Arrays.fill(sums, 0);
    Arrays.fill(products, 0);
  }

  private double covariance(int i, int j) {
    return products[i * d + j] - sums[i] * sums[j] / n;
  }

  /** NaN where a column does not vary. */
  double correlation(int i, int j) {
    double varianceI = covariance(i, i);
    double varianceJ = covariance(j, j);
    if (!(varianceI > NO_VARIANCE * products[i * d + i])
        || !(varianceJ > NO_VARIANCE * products[j * d + j])) {
      return Double.NaN;
    }
    double r = i == j ? 1 : covariance(i, j) / Math.sqrt(varianceI * varianceJ);
    return Math.max(-1, Math.min(1, r));
  }
}
