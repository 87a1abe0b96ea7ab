package dev.credence.lab.statistics;

import java.util.Arrays;

/** A weighted sum of columns. */
final class Linear {
  private Linear() {}

  /** X w + b. */
  static double[] predict(String fit, double[] w, double b, double[][] x) {
    double[] predicted = new double[x.length];
    Arrays.setAll(predicted, i -> at(fit, w, b, x[i]));
    return predicted;
  }

  private static double at(String fit, double[] w, double b, double[] row) {
    Sample.requireSame(fit, row.length, "columns", w.length, "coefficients");
    double sum = b;
    for (int j = 0; j < w.length; j++) {
      sum += w[j] * row[j];
    }
    return sum;
  }
}
