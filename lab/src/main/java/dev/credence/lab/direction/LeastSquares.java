package dev.credence.lab.direction;

import java.util.Arrays;
import org.hipparchus.linear.RealMatrix;

/**
 * How well a linear map says a variable, rows counting unlike much.
 *
 * <pre>
 * R2 = 1 - sum_i w_i |v_i - read_i|^2 / sum_i w_i |v_i - mean v|^2      mean v weighted too
 * </pre>
 *
 * <p>In sample this is what papers on the geometry of beliefs print: no penalty, judged on the rows
 * of the fit. It rises with every column, so that it says little where columns are as many as rows;
 * {@link Probe} is for other rows than those of its fit.
 */
public final class LeastSquares {
  /** Squares about the mean below this part of the squares themselves are rounding. */
  private static final double ROUNDING = 1e-26;

  private LeastSquares() {}

  /**
   * R2 of the best linear map with intercept, on the rows of its fit.
   *
   * @param activations {@code [row, d]}
   * @param values {@code [row, coordinate]}
   * @param weights one a row, above 0
   * @return from 0 to 1; NaN if values do not vary
   * @throws IllegalArgumentException if sizes do not fit, or a number is not finite
   */
  public static double r2InSample(double[][] activations, double[][] values, double[] weights) {
    Rows.requireFinite("activations", activations);
    double[] mean = means(activations, weights);
    Spectrum spectrum = Spectrum.of(scaled(activations, mean, weights), mean);
    double[] centre = means(values, weights);
    RealMatrix targets = scaled(values, centre, weights);
    double all = squares(targets);
    if (isRounding(all, centre, weights)) {
      return Double.NaN;
    }
    return spectrum == null ? 0 : squares(spectrum.left().transposeMultiply(targets)) / all;
  }

  /**
   * R2 of something read.
   *
   * @param values {@code [row, coordinate]}
   * @param read as many
   * @param weights one a row, above 0
   * @return at most 1; NaN if values do not vary
   * @throws IllegalArgumentException if sizes do not fit
   */
  public static double r2(double[][] values, double[][] read, double[] weights) {
    Rows.requireSame("R2: rows read", read.length, values.length);
    double[] mean = means(values, weights);
    double left = 0;
    double all = 0;
    for (int i = 0; i < values.length; i++) {
      for (int c = 0; c < mean.length; c++) {
        left += weights[i] * (values[i][c] - read[i][c]) * (values[i][c] - read[i][c]);
        all += weights[i] * (values[i][c] - mean[c]) * (values[i][c] - mean[c]);
      }
    }
    return isRounding(all, mean, weights) ? Double.NaN : 1 - left / all;
  }

  /** Whether weighted squares about a mean are nothing beside those of the mean itself. */
  private static boolean isRounding(double squares, double[] mean, double[] weights) {
    double ofMean = Arrays.stream(mean).map(m -> m * m).sum() * Arrays.stream(weights).sum();
    return squares <= ROUNDING * ofMean;
  }

  private static double[] means(double[][] rows, double[] weights) {
    Rows.requireSame("weights", weights.length, rows.length);
    double total = Arrays.stream(weights).sum();
    double[] means = new double[rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      if (!(weights[i] > 0)) {
        throw new IllegalArgumentException("weight of row " + i + ": " + weights[i]);
      }
      for (int j = 0; j < means.length; j++) {
        means[j] += weights[i] / total * rows[i][j];
      }
    }
    return means;
  }

  /** Rows less their mean, times the root of their weight: plain squares of these are weighted. */
  private static RealMatrix scaled(double[][] rows, double[] mean, double[] weights) {
    RealMatrix scaled = Rows.centred(rows, mean);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        scaled.multiplyEntry(i, j, Math.sqrt(weights[i]));
      }
    }
    return scaled;
  }

  private static double squares(RealMatrix m) {
    double norm = m.getFrobeniusNorm();
    return norm * norm;
  }
}
