package dev.credence.lab.statistics;

import java.util.Arrays;

/**
 * Two one-sided t tests: is a mean so near that it does not matter? To find no difference shows
 * nothing; to reject both "at most {@code low}" and "at least {@code high}" shows that there is
 * none worth the name.
 *
 * <pre>
 * t_low  = (mean - low) / se,    p_low  = P(T &gt;= t_low)
 * t_high = (mean - high) / se,   p_high = P(T &lt;= t_high),   n - 1 degrees of freedom
 * </pre>
 *
 * <p>All but the mean is NaN below two values. t and p are NaN where no value differs from another,
 * which leaves no error to weigh the mean against; compare {@link #mean} with the bounds directly.
 *
 * @param mean of the values or differences
 * @param standardError of the mean
 * @param degreesOfFreedom values less 1
 * @param tLow against the lower bound
 * @param pLow of "the mean is at most the lower bound"
 * @param tHigh against the upper bound
 * @param pHigh of "the mean is at least the upper bound"
 * @see <a href="https://doi.org/10.1007/BF01068419">Schuirmann, A Comparison of the Two One-Sided
 *     Tests Procedure and the Power Approach</a>
 */
public record Equivalence(
    double mean,
    double standardError,
    int degreesOfFreedom,
    double tLow,
    double pLow,
    double tHigh,
    double pHigh) {

  /**
   * Tests one mean.
   *
   * @param x independent values, at least one, finite
   * @param low below this the mean would matter
   * @param high above this the mean would matter
   * @return both tests
   * @throws IllegalArgumentException if there are no values, one is not finite, or {@code low} is
   *     not below {@code high}
   */
  public static Equivalence of(double[] x, double low, double high) {
    Sample.requireSome("equivalence", x.length, "values");
    Sample.requireFinite("equivalence", "value", x);
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "equivalence: bounds are " + low + " and " + high + "; expected the lower first");
    }
    double mean = Spread.mean(x);
    double error = Spread.isConstant(x) && x.length > 1 ? 0 : Spread.standardError(x);
    int degreesOfFreedom = x.length - 1;
    double tLow = Student.t(mean - low, error);
    double tHigh = Student.t(mean - high, error);
    return new Equivalence(
        mean,
        error,
        degreesOfFreedom,
        tLow,
        Student.upperTail(tLow, degreesOfFreedom),
        tHigh,
        Student.upperTail(-tHigh, degreesOfFreedom));
  }

  /**
   * Tests the mean of paired differences.
   *
   * @param a values, at least one, finite
   * @param b as many, each beside its partner
   * @param low below this the mean of a - b would matter
   * @param high above this the mean of a - b would matter
   * @return both tests
   * @throws IllegalArgumentException if they are not as many, or as {@link #of} does
   */
  public static Equivalence paired(double[] a, double[] b, double low, double high) {
    Sample.requireSame("equivalence", a.length, "values", b.length, "partners");
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    return of(differences, low, high);
  }

  /**
   * The p of "it matters": the larger of the two.
   *
   * @return from 0 to 1; NaN where the class says
   */
  public double p() {
    return Math.max(pLow, pHigh);
  }

  /**
   * The interval of the mean. That of 90 % lies within the bounds exactly if p is below .05.
   *
   * @param confidence between 0 and 1
   * @return mean -+ t se; one point where no value differs, NaN below two values
   */
  public ConfidenceInterval interval(double confidence) {
    Sample.requireConfidence("equivalence", confidence);
    return ConfidenceInterval.around(
        mean, Student.halfWidth(confidence, degreesOfFreedom) * standardError, confidence);
  }
}
