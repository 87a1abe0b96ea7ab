package dev.credence.lab.direction;

import dev.credence.lab.statistics.Clusters;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * Ridge fits of many targets on the same rows, under every penalty of a grid, and what each would
 * say of a cluster that had been left out of it.
 *
 * <pre>
 * H = 11'/n + U S^2/(S^2 + a) U'
 * residuals of cluster g if it is left out = (I - H_gg)^-1 (y - H y)_g
 * </pre>
 *
 * <p>The second line is exact, for any cluster: no fit is made twice. Clusters left out one at a
 * time need no random folds.
 *
 * @see <a href="https://doi.org/10.1080/00401706.1979.10489751">Golub, Heath and Wahba, Generalized
 *     Cross-Validation</a>
 */
final class RidgePath {
  /** Penalties as parts of the greatest square, small ones first: half a decade apart. */
  private static final double LEAST = -10;

  private static final double MOST = 3;
  private static final int STEPS = 26;

  private final Spectrum spectrum;
  private final Clusters clusters;
  private final double[] penalties = new double[STEPS + 1];
  private final boolean complete; // U and the constants span all rows

  RidgePath(Spectrum spectrum, Clusters clusters) {
    this.spectrum = spectrum;
    this.clusters = clusters;
    for (int i = 0; i <= STEPS; i++) {
      penalties[i] = spectrum.squares()[0] * Math.pow(10, LEAST + (MOST - LEAST) * i / STEPS);
    }
    complete = spectrum.rank() == spectrum.left().getRowDimension() - 1;
  }

  double[] penalties() {
    return penalties.clone();
  }

  /**
   * What is left of targets when each cluster has been left out.
   *
   * @param targets {@code [cell, target]}, centred
   * @return {@code [penalty]} of {@code [cell, target]}
   */
  RealMatrix[] leftOutResiduals(RealMatrix targets) {
    RealMatrix u = spectrum.left();
    RealMatrix along = u.transposeMultiply(targets); // [rank, target]
    RealMatrix outside = targets.subtract(u.multiply(along));
    RealMatrix[] left = new RealMatrix[penalties.length];
    for (int p = 0; p < left.length; p++) {
      RealMatrix shrunk = along.copy();
      for (int k = 0; k < spectrum.rank(); k++) {
        for (int c = 0; c < shrunk.getColumnDimension(); c++) {
          shrunk.multiplyEntry(k, c, open(k, penalties[p]));
        }
      }
      left[p] = u.multiply(shrunk);
      if (!complete) {
        left[p] = left[p].add(outside);
      }
    }
    for (List<Integer> cluster : clusters.rows()) {
      leaveOut(cluster.stream().mapToInt(i -> i).toArray(), left);
    }
    return left;
  }

  /** The part of a direction that a fit leaves open. */
  private double open(int k, double penalty) {
    return penalty / (spectrum.squares()[k] + penalty);
  }

  private void leaveOut(int[] rows, RealMatrix[] left) {
    int m = rows.length;
    double[][] u = new double[m][];
    for (int i = 0; i < m; i++) {
      u[i] = spectrum.left().getRow(rows[i]);
    }
    double[][] outside = new double[m][m]; // I - 11'/n - UU'
    if (!complete) {
      double constant = 1.0 / clusters.rowCount();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < m; j++) {
          outside[i][j] = (i == j ? 1 : 0) - constant - dot(u[i], u[j]);
        }
      }
    }
    for (int p = 0; p < left.length; p++) {
      double[] scale = new double[spectrum.rank()];
      for (int k = 0; k < scale.length; k++) {
        scale[k] = open(k, penalties[p]);
      }
      double[][] open = new double[m][m]; // I - H_gg
      for (int i = 0; i < m; i++) {
        double[] scaled = u[i].clone();
        for (int k = 0; k < scale.length; k++) {
          scaled[k] *= scale[k];
        }
        for (int j = 0; j <= i; j++) {
          open[i][j] = open[j][i] = outside[i][j] + dot(scaled, u[j]);
        }
      }
      int targets = left[p].getColumnDimension();
      RealMatrix residuals = new Array2DRowRealMatrix(m, targets);
      for (int i = 0; i < m; i++) {
        residuals.setRow(i, left[p].getRow(rows[i]));
      }
      var system = new CholeskyDecomposition(new Array2DRowRealMatrix(open, false), 1e-6, 0);
      RealMatrix out = system.getSolver().solve(residuals);
      for (int i = 0; i < m; i++) {
        left[p].setRow(rows[i], out.getRow(i));
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** {@code [d, target]}: the coefficients under a penalty. */
  RealMatrix coefficients(RealMatrix targets, double penalty) {
    RealMatrix along = spectrum.left().transposeMultiply(targets);
    for (int k = 0; k < spectrum.rank(); k++) {
      double square = spectrum.squares()[k];
      for (int c = 0; c < along.getColumnDimension(); c++) {
        along.multiplyEntry(k, c, Math.sqrt(square) / (square + penalty));
      }
    }
    return spectrum.right().multiply(along);
  }
}
