package dev.credence.lab.direction;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/** Tables of numbers, a row a cell. */
final class Rows {
  private Rows() {}

  static void requireFinite(String what, double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw new IllegalArgumentException(
            "%s: row %d has %d columns, row 0 has %d"
                .formatted(what, i, rows[i].length, rows[0].length));
      }
      for (int j = 0; j < rows[i].length; j++) {
        if (!Double.isFinite(rows[i][j])) {
          throw new IllegalArgumentException(
              "%s: row %d, column %d is %s; leave out cells whose run overflowed"
                  .formatted(what, i, j, rows[i][j]));
        }
      }
    }
  }

  static void requireSame(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(what + ": " + found + "; expected " + expected);
    }
  }

  static double[][] unpacked(float[] packed, int width) {
    if (width < 1 || packed.length % width != 0) {
      throw new IllegalArgumentException(
          "activations: %d numbers in rows of %d".formatted(packed.length, width));
    }
    double[][] rows = new double[packed.length / width][width];
    for (int i = 0; i < packed.length; i++) {
      rows[i / width][i % width] = packed[i];
    }
    return rows;
  }

  static double[][] column(double[] values) {
    double[][] rows = new double[values.length][];
    Arrays.setAll(rows, i -> new double[] {values[i]});
    return rows;
  }

  /** One column of a table, as a table. */
  static double[][] only(double[][] rows, int column) {
    return column(Arrays.stream(rows).mapToDouble(row -> row[column]).toArray());
  }

  /** Tables side by side. */
  static RealMatrix beside(List<RealMatrix> tables) {
    int columns = tables.stream().mapToInt(RealMatrix::getColumnDimension).sum();
    var all = new Array2DRowRealMatrix(tables.getFirst().getRowDimension(), columns);
    int from = 0;
    for (RealMatrix table : tables) {
      all.setSubMatrix(table.getData(), 0, from);
      from += table.getColumnDimension();
    }
    return all;
  }

  static double[] means(double[][] rows) {
    double[] means = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < means.length; j++) {
        means[j] += row[j];
      }
    }
    for (int j = 0; j < means.length; j++) {
      means[j] /= rows.length;
    }
    return means;
  }

  static RealMatrix centred(double[][] rows, double[] means) {
    double[][] centred = new double[rows.length][means.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < means.length; j++) {
        centred[i][j] = rows[i][j] - means[j];
      }
    }
    return new Array2DRowRealMatrix(centred, false);
  }

  /** Vectors side by side, {@code [length, vector]}. */
  static RealMatrix columns(List<double[]> vectors) {
    var matrix = new Array2DRowRealMatrix(vectors.getFirst().length, vectors.size());
    for (int j = 0; j < vectors.size(); j++) {
      matrix.setColumn(j, vectors.get(j));
    }
    return matrix;
  }

  /**
   * R2 of rows of several coordinates: 1 - sum of squares left / sum of squares about the means,
   * both over all coordinates; NaN where nothing varies.
   */
  static double r2(double[][] observed, double[][] predicted) {
    requireSame("R2: rows predicted", predicted.length, observed.length);
    double[] means = means(observed);
    double left = 0;
    double all = 0;
    for (int i = 0; i < observed.length; i++) {
      for (int j = 0; j < means.length; j++) {
        left += (observed[i][j] - predicted[i][j]) * (observed[i][j] - predicted[i][j]);
        all += (observed[i][j] - means[j]) * (observed[i][j] - means[j]);
      }
    }
    return all <= NO_SPREAD * squares(observed) ? Double.NaN : 1 - left / all;
  }

  /** Squares about the mean below this part of the squares themselves are rounding. */
  private static final double NO_SPREAD = 1e-28;

  private static double squares(double[][] rows) {
    double sum = 0;
    for (double[] row : rows) {
      for (double each : row) {
        sum += each * each;
      }
    }
    return sum;
  }
}
