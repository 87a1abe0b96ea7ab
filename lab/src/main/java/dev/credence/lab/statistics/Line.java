package dev.credence.lab.statistics;

/**
 * The straight line through points, by least squares: {@link Regression} on one column.
 *
 * <pre>
 * y = intercept + slope x
 * slope = sum (x - mean x)(y - mean y) / sum (x - mean x)^2
 * </pre>
 *
 * <p>NaN: slope, intercept and errors if x does not vary; errors and p below three points or if the
 * points lie on the line but for rounding; R2 if y does not vary.
 *
 * @param slope in units of y by units of x
 * @param intercept y at x = 0
 * @param slopeStandardError of the slope
 * @param interceptStandardError of the intercept
 * @param r2 the square of Pearson's r, from 0 to 1
 * @param degreesOfFreedom points less 2
 */
public record Line(
    double slope,
    double intercept,
    double slopeStandardError,
    double interceptStandardError,
    double r2,
    int degreesOfFreedom) {

  /**
   * Fits.
   *
   * @param x at least one number, finite
   * @param y as many, finite
   * @return the best line
   * @throws IllegalArgumentException if they are not as many or a number is not finite
   */
  public static Line fit(double[] x, double[] y) {
    double[][] rows = new double[x.length][1];
    for (int i = 0; i < x.length; i++) {
      rows[i][0] = x[i];
    }
    Regression fit = Regression.fit(rows, y);
    return new Line(
        fit.coefficients()[0],
        fit.intercept(),
        fit.standardErrors()[0],
        fit.interceptStandardError(),
        fit.r2(),
        fit.degreesOfFreedom());
  }

  /**
   * The two-sided p of the hypothesis that the slope is 0.
   *
   * @return from 0 to 1; NaN where the class says
   */
  public double p() {
    return Student.twoSided(Student.t(slope, slopeStandardError), degreesOfFreedom);
  }

  /**
   * The interval of the slope.
   *
   * @param confidence between 0 and 1
   * @return slope -+ t se; NaN where the error is
   */
  public ConfidenceInterval slopeInterval(double confidence) {
    Sample.requireConfidence("line", confidence);
    return ConfidenceInterval.around(
        slope, Student.halfWidth(confidence, degreesOfFreedom) * slopeStandardError, confidence);
  }
}
