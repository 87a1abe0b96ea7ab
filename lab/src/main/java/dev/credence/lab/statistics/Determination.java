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
   * <p>1: the prediction is right everywhere. 0: no better than the mean of y. Below 0: worse.
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
    double mean = Spread.mean(observed);
    double[] left = new double[observed.length];
    double[] all = new double[observed.length];
    for (int i = 0; i < observed.length; i++) {
      left[i] = (observed[i] - predicted[i]) * (observed[i] - predicted[i]);
      all[i] = (observed[i] - mean) * (observed[i] - mean);
    }
    double spread = Spread.sum(all);
    return spread == 0 ? Double.NaN : 1 - Spread.sum(left) / spread;
  }
}
