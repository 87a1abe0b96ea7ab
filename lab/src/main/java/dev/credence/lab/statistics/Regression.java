package dev.credence.lab.statistics;

import java.util.Arrays;

/**
 * Least squares with an intercept.
 *
 * <pre>
 * minimise |y - X w - b|^2,   s^2 = |y - X w - b|^2 / (rows - columns - 1)
 * se_j^2 = s^2 ((A'A)^-1)_jj,  A = [1 X],   t_j = w_j / se_j,  p from Student's distribution
 * R2 = 1 - |y - X w - b|^2 / |y - mean y|^2
 * </pre>
 *
 * <p>Errors, t and p hold if the rows are independent and equally noisy; for rows that come in
 * groups take {@link Bootstrap}.
 *
 * <p>NaN: coefficients and errors of all columns if one of them is constant or a combination of the
 * others (what it lacks to that is below 1e-9 of its length), for then no coefficient is
 * determined; R2 stays right. Errors and p if there are not more rows than columns + 1, or if the
 * rows lie on the fit but for rounding (1e-12 of the length of y), which leaves no noise to
 * estimate. R2 if y does not vary.
 *
 * @param coefficients w, one a column
 * @param intercept b
 * @param standardErrors of w
 * @param interceptStandardError of b
 * @param r2 from 0 to 1
 * @param degreesOfFreedom rows less the columns that say something new, less 1
 * @see <a href="https://doi.org/10.1002/9781118625590">Draper and Smith, Applied Regression
 *     Analysis</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Regression(
    double[] coefficients,
    double intercept,
    double[] standardErrors,
    double interceptStandardError,
    double r2,
    int degreesOfFreedom) {

  /**
   * Fits.
   *
   * @param x {@code [row, column]}, at least one of each, finite
   * @param y one a row, finite
   * @return the best w and b
   * @throws IllegalArgumentException if sizes do not fit or a number is not finite
   */
  public static Regression fit(double[][] x, double[] y) {
    Sample.requireSome("regression", x.length, "rows");
    Sample.requireSome("regression", x[0].length, "columns");
    Sample.requireSame("regression", x.length, "rows", y.length, "targets");
    Sample.requireFinite("regression", x);
    Sample.requireFinite("regression", "target", y);
    int columns = x[0].length;
    ColumnSpace space = ColumnSpace.ofConstants(y.length);
    boolean determined = space.addAll(x);
    int degreesOfFreedom = y.length - space.dimensions();
    double residual = ColumnSpace.squares(space.residual(y));
    double total = ColumnSpace.squares(ColumnSpace.ofConstants(y.length).residual(y));
    double[] w = new double[columns + 1];
    double[] errors = new double[columns + 1];
    Arrays.fill(w, Double.NaN);
    Arrays.fill(errors, Double.NaN);
    if (determined) {
      w = space.coefficients(y);
      if (degreesOfFreedom > 0 && !ColumnSpace.isRounding(residual, y)) {
        errors = space.inverseGramDiagonal();
        for (int j = 0; j < errors.length; j++) {
          errors[j] = Math.sqrt(residual / degreesOfFreedom * errors[j]);
        }
      }
    }
    return new Regression(
        Arrays.copyOfRange(w, 1, w.length),
        w[0],
        Arrays.copyOfRange(errors, 1, errors.length),
        errors[0],
        ColumnSpace.isRounding(total, y) ? Double.NaN : Math.max(0, 1 - residual / total),
        degreesOfFreedom);
  }

  /**
   * R2 with the columns paid for.
   *
   * <pre>
   * 1 - (1 - R2) (rows - 1) / (rows - columns - 1)
   * </pre>
   *
   * @return at most 1, can be negative; NaN if there is no degree of freedom or R2 is NaN
   */
  public double adjustedR2() {
    int rowsLessOne = degreesOfFreedom + coefficients.length;
    return degreesOfFreedom < 1 || Double.isNaN(intercept)
        ? Double.NaN
        : 1 - (1 - r2) * rowsLessOne / degreesOfFreedom;
  }

  /**
   * The two-sided p of the hypothesis that a coefficient is 0.
   *
   * @param column from 0
   * @return from 0 to 1; NaN where the class says
   */
  public double p(int column) {
    return Student.twoSided(
        Student.t(coefficients[column], standardErrors[column]), degreesOfFreedom);
  }

  /**
   * The interval of a coefficient.
   *
   * @param column from 0
   * @param confidence between 0 and 1
   * @return w -+ t se; NaN where the error is
   */
  public ConfidenceInterval interval(int column, double confidence) {
    Sample.requireConfidence("regression", confidence);
    return ConfidenceInterval.around(
        coefficients[column],
        Student.halfWidth(confidence, degreesOfFreedom) * standardErrors[column],
        confidence);
  }

  /**
   * What the fit says of rows.
   *
   * @param x {@code [row, column]}, as many columns as coefficients
   * @return X w + b
   * @throws IllegalArgumentException if a row has another number of columns
   */
  public double[] predict(double[][] x) {
    return Linear.predict("regression", coefficients, intercept, x);
  }
}
