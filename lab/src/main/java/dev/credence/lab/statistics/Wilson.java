package dev.credence.lab.statistics;

/** Wilson's interval for a share. */
public final class Wilson {
  private Wilson() {}

  /**
   * The shares p that a score test would not reject.
   *
   * <pre>
   * (successes + z^2 / 2) / (n + z^2)  -+  z sqrt( successes (n - successes) / n + z^2 / 4 ) / (n + z^2)
   * z = Phi^-1( (1 + confidence) / 2 )
   * </pre>
   *
   * <p>No correction for continuity: it covers as often as stated on average over p, not for each
   * p.
   *
   * @param successes from 0 to n
   * @param n how many trials
   * @param confidence between 0 and 1
   * @return within 0 and 1; NaN for no trials
   * @throws IllegalArgumentException if successes do not lie within 0 and n
   * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson, Probable Inference</a>
   */
  public static ConfidenceInterval interval(int successes, int n, double confidence) {
    Sample.requireConfidence("Wilson's interval", confidence);
    if (successes < 0 || successes > n) {
      throw new IllegalArgumentException(
          "Wilson's interval: " + successes + " successes in " + n + " trials");
    }
    if (n == 0) {
      return ConfidenceInterval.undetermined(confidence);
    }
    double z = Gaussian.quantile((1 + confidence) / 2);
    double failures = n - successes;
    double centre = (successes + z * z / 2) / (n + z * z);
    double half = z * Math.sqrt(successes * failures / n + z * z / 4) / (n + z * z);
    return new ConfidenceInterval(
        successes == 0 ? 0 : Math.max(0, centre - half),
        failures == 0 ? 1 : Math.min(1, centre + half),
        confidence);
  }
}
