package dev.credence.lab.direction;

import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/**
 * The singular value decomposition X = U S V' of centred rows, without what is rounding. Ridge fits
 * of every penalty and of every target come from one of these.
 *
 * @param left U, {@code [cell, rank]}
 * @param squares S^2, greatest first
 * @param right V, {@code [d, rank]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Spectrum(RealMatrix left, double[] squares, RealMatrix right) {
  /** Less than this part of the greatest square is rounding. */
  private static final double ROUNDING = 1e-12;

  /** Rows whose variance is less than this part of the square of their mean do not vary. */
  private static final double CONSTANT = 1e-26;

  /**
   * Decomposes, through the smaller one of XX' and X'X.
   *
   * @param x centred
   * @param mean what was taken off
   * @return null if the rows do not vary
   */
  static @Nullable Spectrum of(RealMatrix x, double[] mean) {
    int rows = x.getRowDimension();
    double meanSquare = 0;
    for (double each : mean) {
      meanSquare += each * each;
    }
    boolean byRows = rows <= x.getColumnDimension();
    Leading leading =
        Leading.of(
            byRows ? x.multiplyTransposed(x) : x.transposeMultiply(x),
            ROUNDING,
            CONSTANT * rows * meanSquare,
            rows - 1);
    if (leading == null) {
      return null;
    }
    RealMatrix known = leading.vectors();
    RealMatrix other = byRows ? x.transposeMultiply(known) : x.multiply(known);
    for (int j = 0; j < leading.rank(); j++) {
      double length = Math.sqrt(leading.values()[j]);
      for (int i = 0; i < other.getRowDimension(); i++) {
        other.multiplyEntry(i, j, 1 / length);
      }
    }
    return new Spectrum(byRows ? known : other, leading.values(), byRows ? other : known);
  }

  int rank() {
    return squares.length;
  }
}
