package dev.credence.lab.report;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * Where a belief lies on paper: linear, so that what is read beside a belief is drawn beside it,
 * also where it is no distribution.
 *
 * <pre>
 * three states   x = b_1 + b_2 / 2,  y = b_2 sqrt(3) / 2      corners (0, 0), (1, 0), (1/2, sqrt(3) / 2)
 * more           x, y = the first two principal components of the exact beliefs
 * </pre>
 *
 * @param axes {@code [2][state]}
 * @param centre {@code [state]}, drawn at 0
 * @param shares of the variance of the exact beliefs on x and on y; empty for a triangle
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Projection(double[][] axes, double[] centre, double[] shares) {

  /**
   * Of beliefs over three states or more.
   *
   * @param exact {@code [belief][state]}
   */
  static Projection of(double[][] exact) {
    int states = exact[0].length;
    return states == 3
        ? new Projection(
            new double[][] {{0, 1, .5}, {0, 0, Math.sqrt(3) / 2}}, new double[3], new double[0])
        : components(exact, states);
  }

  private static Projection components(double[][] exact, int states) {
    double[] centre = new double[states];
    for (double[] belief : exact) {
      for (int i = 0; i < states; i++) {
        centre[i] += belief[i] / exact.length;
      }
    }
    double[][] covariance = new double[states][states];
    for (double[] belief : exact) {
      for (int i = 0; i < states; i++) {
        for (int j = 0; j < states; j++) {
          covariance[i][j] += (belief[i] - centre[i]) * (belief[j] - centre[j]) / exact.length;
        }
      }
    }
    var eigen = new EigenDecompositionSymmetric(new Array2DRowRealMatrix(covariance));
    double[] values = eigen.getEigenvalues();
    int[] order =
        IntStream.range(0, states)
            .boxed()
            .sorted((i, j) -> Double.compare(values[j], values[i]))
            .mapToInt(i -> i)
            .toArray();
    double all = Arrays.stream(values).sum();
    double[][] axes = new double[2][];
    double[] shares = new double[2];
    for (int k = 0; k < 2; k++) {
      axes[k] = upright(eigen.getEigenvector(order[k]).toArray());
      shares[k] = all > 0 ? values[order[k]] / all : Double.NaN;
    }
    return new Projection(axes, centre, shares);
  }

  /** With its greatest entry above 0: the sign of an eigenvector is the library's whim. */
  private static double[] upright(double[] vector) {
    double greatest = 0;
    for (double each : vector) {
      greatest = Math.abs(each) > Math.abs(greatest) * (1 + 1e-9) ? each : greatest;
    }
    double sign = greatest < 0 ? -1 : 1;
    return Arrays.stream(vector).map(v -> sign * v).toArray();
  }

  boolean triangle() {
    return shares.length == 0;
  }

  /** {@code {x, y}} of a belief. */
  double[] at(double[] belief) {
    double[] point = new double[2];
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < centre.length; i++) {
        point[k] += axes[k][i] * (belief[i] - centre[i]);
      }
    }
    return point;
  }

  /** Where one state is certain. */
  double[] corner(int state) {
    double[] certain = new double[centre.length];
    certain[state] = 1;
    return at(certain);
  }
}
