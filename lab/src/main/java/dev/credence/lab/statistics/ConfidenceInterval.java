package dev.credence.lab.statistics;

/**
 * A range that covers the true value in the stated share of repetitions.
 *
 * @param low its lower end; NaN where the data do not determine it
 * @param high its upper end; NaN where {@code low} is
 * @param confidence the share, between 0 and 1
 */
public record ConfidenceInterval(double low, double high, double confidence) {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if the ends are the wrong way round, only one of them is NaN,
   *     or the confidence does not lie between 0 and 1
   */
  public ConfidenceInterval {
    Sample.requireConfidence("interval", confidence);
    if (Double.isNaN(low) != Double.isNaN(high) || low > high) {
      throw new IllegalArgumentException(
          "interval: from " + low + " to " + high + "; expected both or neither, in order");
    }
  }

  static ConfidenceInterval around(double centre, double halfWidth, double confidence) {
    return new ConfidenceInterval(centre - halfWidth, centre + halfWidth, confidence);
  }

  static ConfidenceInterval undetermined(double confidence) {
    return new ConfidenceInterval(Double.NaN, Double.NaN, confidence);
  }

  /**
   * Whether a value lies inside, ends included.
   *
   * @param value any number
   * @return false if the interval is not determined
   */
  public boolean covers(double value) {
    return low <= value && value <= high;
  }

  /**
   * Whether the whole interval lies strictly between two bounds.
   *
   * @param lower below it
   * @param upper above it
   * @return false if the interval is not determined
   */
  public boolean within(double lower, double upper) {
    return lower < low && high < upper;
  }
}
