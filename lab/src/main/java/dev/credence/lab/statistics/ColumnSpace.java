package dev.credence.lab.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * The space that columns span, built one column at a time: Gram and Schmidt's orthonormal basis,
 * each column projected twice, which keeps it orthogonal to rounding (Giraud and others 2005).
 *
 * <p>The library's decompositions report a rank once the whole matrix is there, and make Q as tall
 * as it is wide. Here a column that says nothing new is left out as it comes, whatever is known
 * already, and the basis has as many columns as the space.
 */
final class ColumnSpace {
  /** Less than this part of a column's length outside the space is rounding. */
  private static final double DETERMINED = 1e-9;

  /** Less than this part of a target's length left over is rounding. */
  private static final double ROUNDING = 1e-12;

  private final int rows;
  private final List<double[]> basis = new ArrayList<>();
  private final List<double[]> triangle = new ArrayList<>(); // column j of R, j + 1 long

  private ColumnSpace(int rows) {
    this.rows = rows;
  }

  /** The space of the constants alone. */
  static ColumnSpace ofConstants(int rows) {
    var space = new ColumnSpace(rows);
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    space.add(ones);
    return space;
  }

  /** Adds a column; false, and no change, if the space had it already. */
  boolean add(double[] column) {
    double[] left = column.clone();
    double[] r = new double[basis.size() + 1];
    project(left, r);
    double length = length(left);
    if (length <= DETERMINED * length(column)) {
      return false;
    }
    for (int i = 0; i < rows; i++) {
      left[i] /= length;
    }
    r[basis.size()] = length;
    basis.add(left);
    triangle.add(r);
    return true;
  }

  /** Adds those columns of a table that say something new. */
  boolean addAll(double[][] table) {
    boolean all = true;
    for (int j = 0; j < columns(table); j++) {
      all &= add(column(table, j));
    }
    return all;
  }

  int dimensions() {
    return basis.size();
  }

  /** What of a column lies outside the space. */
  double[] residual(double[] column) {
    double[] left = column.clone();
    project(left, new double[basis.size()]);
    return left;
  }

  /** w with A w nearest to y, A the columns added. */
  double[] coefficients(double[] y) {
    double[] products = new double[basis.size()];
    project(y.clone(), products);
    RealVector w = new ArrayRealVector(products);
    MatrixUtils.solveUpperTriangularSystem(r(), w);
    return w.toArray();
  }

  /** The diagonal of (A'A)^-1 = R^-1 R^-T. */
  double[] inverseGramDiagonal() {
    RealMatrix r = r();
    double[] diagonal = new double[basis.size()];
    for (int k = 0; k < diagonal.length; k++) {
      RealVector column = new ArrayRealVector(diagonal.length); // of R^-1
      column.setEntry(k, 1);
      MatrixUtils.solveUpperTriangularSystem(r, column);
      for (int i = 0; i < diagonal.length; i++) {
        diagonal[i] += column.getEntry(i) * column.getEntry(i);
      }
    }
    return diagonal;
  }

  private RealMatrix r() {
    RealMatrix r = new Array2DRowRealMatrix(basis.size(), basis.size());
    for (int j = 0; j < basis.size(); j++) {
      double[] column = triangle.get(j);
      for (int i = 0; i <= j; i++) {
        r.setEntry(i, j, column[i]);
      }
    }
    return r;
  }

  private void project(double[] left, double[] products) {
    for (int pass = 0; pass < 2; pass++) {
      for (int j = 0; j < basis.size(); j++) {
        double[] direction = basis.get(j);
        double product = 0;
        for (int i = 0; i < rows; i++) {
          product += direction[i] * left[i];
        }
        for (int i = 0; i < rows; i++) {
          left[i] -= product * direction[i];
        }
        products[j] += product;
      }
    }
  }

  /** Whether what is left of a target, as its sum of squares, is rounding alone. */
  static boolean isRounding(double squaresLeft, double[] target) {
    return squaresLeft <= ROUNDING * ROUNDING * squares(target);
  }

  private static double length(double[] x) {
    return Math.sqrt(squares(x));
  }

  static double squares(double[] x) {
    double sum = 0;
    for (double each : x) {
      sum += each * each;
    }
    return sum;
  }

  static int columns(double[][] table) {
    return table.length == 0 ? 0 : table[0].length;
  }

  static double[] column(double[][] table, int j) {
    double[] column = new double[table.length];
    for (int i = 0; i < table.length; i++) {
      column[i] = table[i][j];
    }
    return column;
  }
}
