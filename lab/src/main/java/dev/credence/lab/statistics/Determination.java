package dev.credence.lab.statistics;

/** How much of a column's variation a prediction accounts for. */
public final class Determination {
  private Determination() {}

  /**
   * The coefficient of determination.
   *
   * <pre>
   * R2 = 1 - sum (y - predicted)^2 / sum (y - mean y)^2
   * </pre>
   *
   * <p>1: the prediction is right everywhere. 0: no better than the mean of y. Below 0: worse. No
   * line is fitted: it is the R2 about the diagonal, which a prediction with the wrong slope or
   * offset fails however well it correlates.
   *
   * @param observed y
   * @param predicted as many
   * @return at most 1; NaN where y does not vary
   * @throws IllegalArgumentException if they are not as many
   */
  public static double r2(double[] observed, double[] predicted) {
    if (observed.length != predicted.length) {
      throw new IllegalArgumentException(
          "R2: " + observed.length + " observations, " + predicted.length + " predictions");
    }
    if (Spread.isConstant(observed)) {
      return Double.NaN;
    }
    double mean = Spread.mean(observed);
    double[] left = new double[observed.length];
    double[] all = new double[observed.length];
    for (int i = 0; i < observed.length; i++) {
      left[i] = (observed[i] - predicted[i]) * (observed[i] - predicted[i]);
      all[i] = (observed[i] - mean) * (observed[i] - mean);
    }
    return 1 - Spread.sum(left) / Spread.sum(all);
  }

  /**
   * The partial R2 of columns: the share of what other columns leave open that these account for.
   *
   * <pre>
   * partial R2 = (R2 of both - R2 of given) / (1 - R2 of given)
   * </pre>
   *
   * <p>Columns of {@code given} may determine each other; what is not new is left out.
   *
   * @param given {@code [row, column]}, finite, perhaps without columns; the intercept is given too
   * @param of {@code [row, column]}, finite, at least one
   * @param y one a row, finite
   * @return from 0 to 1; NaN if {@code given} determines all of {@code of} (what it leaves is below
   *     1e-9 of their length) or y (below 1e-12), or if rows are too few for one to be left over
   * @throws IllegalArgumentException if sizes do not fit or a number is not finite
   */
  public static double partialR2(double[][] given, double[][] of, double[] y) {
    Sample.requireSame("partial R2", given.length, "rows of given columns", y.length, "targets");
    Sample.requireSame("partial R2", of.length, "rows", y.length, "targets");
    Sample.requireSome("partial R2", ColumnSpace.columns(of), "columns");
    Sample.requireFinite("partial R2", given);
    Sample.requireFinite("partial R2", of);
    Sample.requireFinite("partial R2", "target", y);
    ColumnSpace space = ColumnSpace.ofConstants(y.length);
    space.addAll(given);
    double open = ColumnSpace.squares(space.residual(y));
    int before = space.dimensions();
    space.addAll(of);
    if (space.dimensions() == before
        || space.dimensions() >= y.length
        || ColumnSpace.isRounding(open, y)) {
      return Double.NaN;
    }
    return Math.max(0, 1 - ColumnSpace.squares(space.residual(y)) / open);
  }
}
