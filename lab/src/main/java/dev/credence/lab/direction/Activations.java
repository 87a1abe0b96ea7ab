package dev.credence.lab.direction;

import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/**
 * What a model held at one site, a row a cell, decomposed once: every probe and every subspace of
 * this site comes from it. 500 cells of width 576 take about half a second.
 */
public final class Activations {
  private final RealMatrix centred;
  private final double[] mean;
  private final @Nullable Spectrum spectrum;

  private Activations(RealMatrix centred, double[] mean) {
    this.centred = centred;
    this.mean = mean;
    this.spectrum = Spectrum.of(centred, mean);
  }

  /**
   * Those of some cells.
   *
   * @param rows {@code [cell, d]}, at least two rows and one column, finite; copied
   * @return the activations
   * @throws IllegalArgumentException if rows are of unlike length or a number is not finite
   */
  public static Activations of(double[][] rows) {
    Rows.requireFinite("activations", rows);
    if (rows.length < 2 || rows[0].length == 0) {
      throw new IllegalArgumentException(
          "activations: %d cells; expected two at least, and one number each"
              .formatted(rows.length));
    }
    double[] mean = Rows.means(rows);
    return new Activations(Rows.centred(rows, mean), mean);
  }

  /**
   * Those of some cells, as a capture gives them.
   *
   * @param packed {@code [cell x d]}, row after row
   * @param width d
   * @return the activations
   * @throws IllegalArgumentException as the other, or if the rows are not of that width
   */
  public static Activations of(float[] packed, int width) {
    return of(Rows.unpacked(packed, width));
  }

  /**
   * How many cells there are.
   *
   * @return at least 2
   */
  public int cells() {
    return centred.getRowDimension();
  }

  /**
   * How long a row is.
   *
   * @return d
   */
  public int width() {
    return centred.getColumnDimension();
  }

  /**
   * The mean over cells.
   *
   * @return {@code [d]}
   */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * In how many directions the cells differ.
   *
   * @return 0 if all rows are equal, as where the last token is embedded
   */
  public int rank() {
    return spectrum == null ? 0 : spectrum.rank();
  }

  /** {@code [cell, d]}, the mean taken off; not to be changed. */
  RealMatrix centred() {
    return centred;
  }

  /** Null where all rows are equal. */
  @Nullable Spectrum spectrum() {
    return spectrum;
  }

  /** {@code [d, column]}: Cov(h, column), the columns' means being 0. */
  RealMatrix covariance(RealMatrix columns) {
    return centred.transposeMultiply(columns).scalarMultiply(1.0 / cells());
  }

  /** Mean activation of some cells less the mean of all, {@code [d]}. */
  double[] meanOf(int[] cells) {
    double[] sum = new double[width()];
    for (int cell : cells) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += centred.getEntry(cell, j) / cells.length;
      }
    }
    return sum;
  }
}
