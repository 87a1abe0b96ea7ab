package dev.credence.lab.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The monotone sequence nearest to numbers: neighbours in the wrong order are pooled until none
 * are.
 *
 * <pre>
 * minimise  sum weight (y - fit)^2   with  fit[0] &lt;= fit[1] &lt;= ...   (or &gt;=)
 * </pre>
 *
 * @param fit one a number of y, in its order
 * @param blockStarts the first index of each run of pooled neighbours, and at the end the length;
 *     equal neighbours are one run
 * @param squaredError the weighted sum at the best fit; 0 if y is monotone itself
 * @see <a href="https://doi.org/10.18637/jss.v032.i05">De Leeuw, Hornik and Mair, Isotone
 *     Optimization in R: Pool-Adjacent-Violators</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Isotonic(double[] fit, int[] blockStarts, double squaredError) {

  /**
   * The nearest sequence that never falls.
   *
   * @param y at least one number, finite, in the order in which it should rise
   * @return its fit, all weights 1
   * @throws IllegalArgumentException if there are no numbers or one is not finite
   */
  public static Isotonic increasing(double[] y) {
    return increasing(y, ones(y.length));
  }

  /**
   * The nearest sequence that never rises.
   *
   * @param y at least one number, finite, in the order in which it should fall
   * @return its fit, all weights 1
   * @throws IllegalArgumentException if there are no numbers or one is not finite
   */
  public static Isotonic decreasing(double[] y) {
    return decreasing(y, ones(y.length));
  }

  /**
   * The nearest sequence that never falls, where some numbers count for more.
   *
   * @param y at least one number, finite
   * @param weights as many, finite, above 0
   * @return its fit
   * @throws IllegalArgumentException if sizes do not fit, a number is not finite or a weight is not
   *     above 0
   */
  public static Isotonic increasing(double[] y, double[] weights) {
    return pool(y, weights, 1);
  }

  /**
   * The nearest sequence that never rises, where some numbers count for more.
   *
   * @param y at least one number, finite
   * @param weights as many, finite, above 0
   * @return its fit
   * @throws IllegalArgumentException as {@link #increasing(double[], double[])} does
   */
  public static Isotonic decreasing(double[] y, double[] weights) {
    return pool(y, weights, -1);
  }

  private static Isotonic pool(double[] y, double[] weights, int sign) {
    Sample.requireSome("isotonic fit", y.length, "numbers");
    Sample.requireSame("isotonic fit", weights.length, "weights", y.length, "numbers");
    Sample.requireFinite("isotonic fit", "number", y);
    Sample.requireFinite("isotonic fit", "weight", weights);
    int n = y.length;
    int[] starts = new int[n + 1];
    double[] means = new double[n];
    double[] masses = new double[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      if (!(weights[i] > 0)) {
        throw new IllegalArgumentException(
            "isotonic fit: weight " + i + " is " + weights[i] + "; expected above 0");
      }
      starts[blocks] = i;
      means[blocks] = y[i];
      masses[blocks] = weights[i];
      blocks++;
      while (blocks > 1 && sign * means[blocks - 2] >= sign * means[blocks - 1]) {
        double mass = masses[blocks - 2] + masses[blocks - 1];
        means[blocks - 2] += masses[blocks - 1] / mass * (means[blocks - 1] - means[blocks - 2]);
        masses[blocks - 2] = mass;
        blocks--;
      }
    }
    starts[blocks] = n;
    double[] fit = new double[n];
    double[] errors = new double[n];
    for (int block = 0; block < blocks; block++) {
      for (int i = starts[block]; i < starts[block + 1]; i++) {
        fit[i] = means[block];
        errors[i] = weights[i] * (y[i] - fit[i]) * (y[i] - fit[i]);
      }
    }
    return new Isotonic(fit, Arrays.copyOf(starts, blocks + 1), Spread.sum(errors));
  }

  private static double[] ones(int n) {
    return DoubleStream.generate(() -> 1).limit(n).toArray();
  }
}
