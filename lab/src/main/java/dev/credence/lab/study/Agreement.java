package dev.credence.lab.study;

import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import java.util.stream.IntStream;

/**
 * How observed changes agree with foretold ones.
 *
 * <pre>
 * slope       = sum (f - mean f)(o - mean o) / sum (f - mean f)^2      f foretold, o observed
 * r2          = 1 - sum (o - f)^2 / sum (o - mean o)^2                 about the diagonal
 * correlation = squared correlation of f and o: R2 of the fitted line
 * </pre>
 *
 * @param slope 1 where all that was foretold happened; NaN where nothing different was foretold
 * @param r2 at most 1; NaN where nothing happened
 * @param correlation from 0 to 1; NaN with either
 * @param n how many changes
 */
public record Agreement(double slope, double r2, double correlation, int n) {
  /** Changes that are rounding of float32, squared and on the scale of nats. */
  private static final double NOTHING = 1e-10;

  /**
   * Compares.
   *
   * @param foretold finite
   * @param observed as many, finite
   * @return how they agree
   */
  public static Agreement of(double[] foretold, double[] observed) {
    return of(foretold, observed, IntStream.range(0, foretold.length).toArray());
  }

  static Agreement of(double[] foretold, double[] observed, int[] rows) {
    int n = rows.length;
    double meanF = 0;
    double meanO = 0;
    for (int i : rows) {
      meanF += foretold[i] / n;
      meanO += observed[i] / n;
    }
    double ff = 0;
    double fo = 0;
    double oo = 0;
    double missed = 0;
    for (int i : rows) {
      double f = foretold[i] - meanF;
      double o = observed[i] - meanO;
      ff += f * f;
      fo += f * o;
      oo += o * o;
      missed += (observed[i] - foretold[i]) * (observed[i] - foretold[i]);
    }
    boolean moved = oo > NOTHING * n;
    boolean asked = ff > NOTHING * n;
    return new Agreement(
        asked ? fo / ff : Double.NaN,
        moved ? 1 - missed / oo : Double.NaN,
        moved && asked ? fo * fo / ff / oo : Double.NaN,
        n);
  }

  /**
   * R2 about the diagonal, where nothing moved the worst there is.
   *
   * @return {@link #r2}; minus infinity if it is NaN
   */
  public double quality() {
    return Double.isNaN(r2) ? Double.NEGATIVE_INFINITY : r2;
  }

  /** Whether what was foretold happened at least in part. */
  boolean inPart(Thresholds lines) {
    return slope >= lines.partSlope() && correlation >= lines.partCorrelation();
  }

  /** Interval of the slope, clusters drawn with replacement. */
  static ConfidenceInterval slopeInterval(
      double[] foretold,
      double[] observed,
      Clusters clusters,
      double confidence,
      int resamples,
      long seed) {
    return Bootstrap.of(clusters, rows -> of(foretold, observed, rows).slope(), resamples, seed)
        .percentile(confidence);
  }

  /** Interval of R2 about the diagonal. */
  static ConfidenceInterval r2Interval(
      double[] foretold,
      double[] observed,
      Clusters clusters,
      double confidence,
      int resamples,
      long seed) {
    return Bootstrap.of(clusters, rows -> of(foretold, observed, rows).r2(), resamples, seed)
        .percentile(confidence);
  }
}
