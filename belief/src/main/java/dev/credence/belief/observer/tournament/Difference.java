package dev.credence.belief.observer.tournament;

/**
 * By how much one observer's held-out score is better than another's, observation by observation.
 *
 * <pre>
 * bits = mean_i d_i
 * se   = sqrt(C / (C - 1) sum_c (sum_(i in c) (d_i - mean d))^2) / n      C clusters, n observations
 * </pre>
 *
 * @param bits an observation; above 0 if the first is better
 * @param standardError in bits, clustered: answers to the same draws in another order count as one;
 *     NaN with fewer than two clusters
 */
public record Difference(double bits, double standardError) {

  /** A lead below this is rounding: answers without noise have standard errors as small. */
  private static final double ROUNDING_BITS = 1e-9;

  /** An observer against itself. */
  static final Difference NONE = new Difference(0, 0);

  /**
   * Size in standard errors.
   *
   * @return infinite where the error is 0 and the difference is not; 0 where both are; NaN where
   *     there is no error to compare with
   */
  public double standardErrors() {
    return bits == 0 ? 0 : bits / standardError;
  }

  /**
   * Whether the first is ahead for certain enough.
   *
   * @param standardErrors how many it must be ahead, above 0
   * @return false where there is no error to compare with, or the lead is below 1e-9 bit, which is
   *     rounding
   */
  public boolean isAhead(double standardErrors) {
    return bits > ROUNDING_BITS && standardErrors() >= standardErrors;
  }

  /** The other way round. */
  Difference reversed() {
    return new Difference(-bits, standardError);
  }

  /**
   * Compares scores.
   *
   * @param better {@code [observation]}, in bits, less is better
   * @param worse likewise
   * @param cluster {@code [observation]}, from 0
   * @param clusters how many
   */
  static Difference of(double[] better, double[] worse, int[] cluster, int clusters) {
    int n = better.length;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += (worse[i] - better[i]) / n;
    }
    double[] sums = new double[clusters];
    for (int i = 0; i < n; i++) {
      sums[cluster[i]] += worse[i] - better[i] - mean;
    }
    double square = 0;
    for (double sum : sums) {
      square += sum * sum;
    }
    double c = clusters;
    double error = clusters < 2 ? Double.NaN : Math.sqrt(c / (c - 1) * square) / n;
    return new Difference(mean, error);
  }
}
