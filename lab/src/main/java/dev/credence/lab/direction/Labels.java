package dev.credence.lab.direction;

import dev.credence.lab.statistics.Clusters;
import java.util.Arrays;
import java.util.Objects;
import org.hipparchus.linear.RealMatrix;

/**
 * What a variable's value is in each cell, and which cells belong together.
 *
 * @param variable its name
 * @param values {@code [cell, coordinate]}, finite
 * @param clusters cells that are left out together in cross-validation, such as the orders of one
 *     multiset under one question; at least two
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Labels(String variable, double[][] values, Clusters clusters) {
  /** A direction of the values with less than this part of the greatest variance is rounding. */
  private static final double ROUNDING = 1e-12;

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if sizes do not fit, a number is not finite, there is one
   *     cluster only, or the value is the same in all cells
   */
  public Labels {
    String what = "variable \"" + variable + "\"";
    Rows.requireFinite(what, values);
    Rows.requireSame(what + ": cells with a value", values.length, clusters.rowCount());
    if (clusters.count() < 2) {
      throw new IllegalArgumentException(
          what + ": all cells are in one cluster; expected two at least, to leave one out");
    }
    if (Arrays.stream(values).allMatch(row -> Arrays.equals(row, values[0]))) {
      throw new IllegalArgumentException(
          what + ": it is the same in all " + values.length + " cells; nothing can be read");
    }
  }

  /**
   * Those of a variable of one number.
   *
   * @param variable its name
   * @param values one a cell
   * @param clusters as in the record
   * @return the labels
   */
  public static Labels scalar(String variable, double[] values, Clusters clusters) {
    return new Labels(variable, Rows.column(values), clusters);
  }

  /**
   * How many numbers a value has.
   *
   * @return at least 1
   */
  public int coordinates() {
    return values[0].length;
  }

  /** {@code [cell, coordinate]}, the mean taken off. */
  RealMatrix centred() {
    return Rows.centred(values, Rows.means(values));
  }

  /** Directions in which values vary, {@code [coordinate, rank]}, that of most variance first. */
  RealMatrix axes() {
    RealMatrix centred = centred();
    RealMatrix squares = centred.transposeMultiply(centred);
    return Objects.requireNonNull(Leading.of(squares, ROUNDING, 0, coordinates())).vectors();
  }

  /** In how many directions values vary: probabilities of three states vary in two. */
  int rank() {
    return axes().getColumnDimension();
  }

  /** Values along their {@link #axes}, {@code [cell, rank]}; a scalar's is itself. */
  RealMatrix principalValues() {
    return centred().multiply(axes());
  }

  /** (V'V)^+ of the centred values, {@code [coordinate, coordinate]}. */
  RealMatrix inverseSquares() {
    RealMatrix along = principalValues();
    RealMatrix axes = axes();
    RealMatrix scaled = axes.copy();
    for (int j = 0; j < axes.getColumnDimension(); j++) {
      double squares = along.getColumnVector(j).dotProduct(along.getColumnVector(j));
      for (int i = 0; i < axes.getRowDimension(); i++) {
        scaled.multiplyEntry(i, j, 1 / squares);
      }
    }
    return scaled.multiplyTransposed(axes);
  }
}
