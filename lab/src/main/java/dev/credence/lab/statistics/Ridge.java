package dev.credence.lab.statistics;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Ridge regression with an intercept that is not penalised.
 *
 * <pre>
 * minimise  |y - X w - b|^2 + alpha |w|^2
 *
 * with X and y centred:  w = (X'X + alpha I)^-1 X'y       if there are more rows than columns
 *                        w = X' (XX' + alpha I)^-1 y      otherwise; the same w (Saunders 1998)
 * b = mean y - mean X . w
 * </pre>
 *
 * @param coefficients w, one a column
 * @param intercept b
 * @see <a href="https://doi.org/10.1080/00401706.1970.10488634">Hoerl and Kennard, Ridge
 *     Regression</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Ridge(double[] coefficients, double intercept) {

  /**
   * Fits.
   *
   * @param x {@code [row, column]}, at least one of each
   * @param y one a row
   * @param alpha the penalty, above 0
   * @return the best w and b
   * @throws IllegalArgumentException if sizes do not fit or alpha is not above 0
   */
  public static Ridge fit(double[][] x, double[] y, double alpha) {
    if (x.length == 0 || x.length != y.length) {
      throw new IllegalArgumentException(
          "ridge: " + x.length + " rows for " + y.length + " targets; expected as many, not 0");
    }
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("ridge: alpha is " + alpha + "; expected above 0");
    }
    int rows = x.length;
    int columns = x[0].length;
    double[] means = new double[columns];
    for (double[] row : x) {
      for (int j = 0; j < columns; j++) {
        means[j] += row[j] / rows;
      }
    }
    double[][] centred = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        centred[i][j] = x[i][j] - means[j];
      }
    }
    double meanY = Spread.mean(y);
    RealMatrix xc = new Array2DRowRealMatrix(centred, false);
    RealVector yc = new ArrayRealVector(y).mapSubtract(meanY);
    RealVector w =
        columns <= rows
            ? solve(xc.transposeMultiply(xc), alpha, xc.preMultiply(yc))
            : xc.preMultiply(solve(xc.multiplyTransposed(xc), alpha, yc));
    return new Ridge(w.toArray(), meanY - w.dotProduct(new ArrayRealVector(means)));
  }

  private static RealVector solve(RealMatrix gram, double alpha, RealVector right) {
    for (int i = 0; i < gram.getRowDimension(); i++) {
      gram.addToEntry(i, i, alpha);
    }
    return new CholeskyDecomposition(gram, 1e-10, 0).getSolver().solve(right);
  }

  /**
   * What the fit says of rows.
   *
   * @param x {@code [row, column]}, as many columns as coefficients
   * @return X w + b
   * @throws IllegalArgumentException if a row has another number of columns
   */
  public double[] predict(double[][] x) {
    return Linear.predict("ridge", coefficients, intercept, x);
  }
}
