package dev.credence.lab.statistics;

import java.util.Collections;
import java.util.List;

/**
 * How well a prediction tracks what was observed: in slope and offset, and in bits.
 *
 * <pre>
 * logit P(observed) = intercept + slope logit(predicted)        Cox's recalibration, by {@link LogisticFit}
 * skill = 1 - sum KL(observed | predicted) / sum KL(observed | best constant)
 * </pre>
 *
 * <p>The best constant is the mean observed. Perfect: slope 1, intercept 0, skill 1. A slope above
 * 1: what is observed is more extreme than predicted. Skill 0: no better than the constant; below
 * 0: worse.
 *
 * <p>Observations may be 0 or 1, whose own logits are infinite; so this is not the line through the
 * logits of both, though near it if the prediction is.
 *
 * @param slope NaN if predictions do not vary (within a cluster), or observations are all 0 or all
 *     1
 * @param interceptNats NaN where the slope is, and for {@link #within}, which fits one a cluster
 * @param skill at most 1; NaN if the observations do not vary (within a cluster)
 * @see <a href="https://doi.org/10.1093/biomet/45.3-4.562">Cox, Two Further Applications of a Model
 *     for Binary Regression</a>
 */
public record Calibration(double slope, double interceptNats, double skill) {

  /**
   * Compares.
   *
   * @param predicted probabilities strictly between 0 and 1, at least one
   * @param observed as many, from 0 to 1
   * @return slope, intercept and skill
   * @throws IllegalArgumentException if they are not as many, or one is out of range
   */
  public static Calibration of(double[] predicted, double[] observed) {
    require(predicted, observed);
    double[][] x = new double[predicted.length][];
    for (int i = 0; i < x.length; i++) {
      x[i] = new double[] {logit(predicted[i])};
    }
    LogisticFit fit = LogisticFit.fit(x, observed);
    return new Calibration(
        fit.coefficients()[0],
        fit.intercept(),
        skill(predicted, observed, Clusters.of(same(observed.length))));
  }

  /**
   * Compares within clusters, such as pairs of generators: what tells the clusters apart earns
   * nothing. One slope for all, an intercept and a best constant for each.
   *
   * @param predicted probabilities strictly between 0 and 1, at least one
   * @param observed as many, from 0 to 1
   * @param clusters of as many rows
   * @return slope and skill
   * @throws IllegalArgumentException if they are not as many, or one is out of range
   */
  public static Calibration within(double[] predicted, double[] observed, Clusters clusters) {
    require(predicted, observed);
    Sample.requireSame(
        "calibration", clusters.rowCount(), "rows in clusters", predicted.length, "predictions");
    double[][] x = new double[predicted.length][clusters.count()]; // the first has the intercept
    List<List<Integer>> rows = clusters.rows();
    for (int cluster = 0; cluster < rows.size(); cluster++) {
      for (int row : rows.get(cluster)) {
        x[row][0] = logit(predicted[row]);
        if (cluster > 0) {
          x[row][cluster] = 1;
        }
      }
    }
    return new Calibration(
        LogisticFit.fit(x, observed).coefficients()[0],
        Double.NaN,
        skill(predicted, observed, clusters));
  }

  private static double skill(double[] predicted, double[] observed, Clusters clusters) {
    double[] sums = clusters.sums(observed);
    double left = 0;
    double all = 0;
    for (int cluster = 0; cluster < sums.length; cluster++) {
      List<Integer> rows = clusters.rows().get(cluster);
      double constant = Math.clamp(sums[cluster] / rows.size(), 0.0, 1.0);
      double spread = 0;
      for (int row : rows) {
        left += Information.klBits(observed[row], predicted[row]);
        spread += Information.klBits(observed[row], constant);
      }
      all += varies(observed, rows) ? spread : 0;
    }
    return all == 0 ? Double.NaN : 1 - left / all;
  }

  private static boolean varies(double[] x, List<Integer> rows) {
    return rows.stream().anyMatch(row -> x[row] != x[rows.getFirst()]);
  }

  private static double logit(double p) {
    return Math.log(p) - Math.log1p(-p);
  }

  private static List<Integer> same(int rows) {
    return Collections.nCopies(rows, 0);
  }

  private static void require(double[] predicted, double[] observed) {
    Sample.requireSome("calibration", predicted.length, "predictions");
    Sample.requireSame(
        "calibration", predicted.length, "predictions", observed.length, "observations");
    Sample.requireProbabilities("calibration", "observation", observed);
    for (int i = 0; i < predicted.length; i++) {
      if (!(predicted[i] > 0 && predicted[i] < 1)) {
        throw new IllegalArgumentException(
            "calibration: prediction "
                + i
                + " is "
                + predicted[i]
                + "; expected strictly between 0 and 1");
      }
    }
  }
}
