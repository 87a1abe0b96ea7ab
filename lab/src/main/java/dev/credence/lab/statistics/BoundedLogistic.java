package dev.credence.lab.statistics;

/**
 * A logistic curve between two known levels, which may differ from row to row; a psychometric
 * function with its guess and lapse rates given. With the levels p_A and p_B and x the summed
 * log-likelihood ratio, slope is the lambda of tempered Bayes and intercept its L0.
 *
 * <pre>
 * p = low + (high - low) sigmoid(intercept + slope x)
 * minimise the mean of -(y ln p + (1 - y) ln(1 - p))
 * </pre>
 *
 * <p>Unlike {@link LogisticFit}'s, this loss need not be convex: the fit is the minimum that lies
 * downhill from a slope and an intercept of 0. Everything is NaN if that is at infinity (outcomes
 * beyond a level pull it there) or if x does not vary.
 *
 * @param slope in nats by unit of x
 * @param intercept in nats; 0 if it was held there
 * @param meanLossNats the loss there
 * @see <a href="https://doi.org/10.3758/BF03194544">Wichmann and Hill, The Psychometric
 *     Function</a>
 */
public record BoundedLogistic(double slope, double intercept, double meanLossNats) {

  /**
   * Fits slope and intercept.
   *
   * @param x at least one number, finite
   * @param low the level at intercept + slope x = minus infinity, one a row, from 0 to 1
   * @param high the level at plus infinity, one a row, from 0 to 1, above or below {@code low}
   * @param y one a row, from 0 to 1
   * @return the best curve
   * @throws IllegalArgumentException if sizes do not fit, x is not finite or a level or outcome
   *     outside 0 to 1
   */
  public static BoundedLogistic fit(double[] x, double[] low, double[] high, double[] y) {
    return fit(x, low, high, y, true);
  }

  /**
   * Fits the slope with the intercept held at 0.
   *
   * @param x as in {@link #fit}
   * @param low as in {@link #fit}
   * @param high as in {@link #fit}
   * @param y as in {@link #fit}
   * @return the best curve through (low + high) / 2 at x = 0
   * @throws IllegalArgumentException as {@link #fit} does
   */
  public static BoundedLogistic fitSlope(double[] x, double[] low, double[] high, double[] y) {
    return fit(x, low, high, y, false);
  }

  private static BoundedLogistic fit(
      double[] x, double[] low, double[] high, double[] y, boolean intercept) {
    Sample.requireSome("bounded logistic", x.length, "rows");
    Sample.requireSame("bounded logistic", low.length, "lower levels", x.length, "rows");
    Sample.requireSame("bounded logistic", high.length, "upper levels", x.length, "rows");
    Sample.requireSame("bounded logistic", y.length, "outcomes", x.length, "rows");
    Sample.requireFinite("bounded logistic", "x", x);
    Sample.requireProbabilities("bounded logistic", "lower level", low);
    Sample.requireProbabilities("bounded logistic", "upper level", high);
    Sample.requireProbabilities("bounded logistic", "outcome", y);
    double[][] a = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      a[i] = intercept ? new double[] {x[i], 1} : new double[] {x[i]};
    }
    var scoring = new FisherScoring(a, y, low, high);
    double[] w = scoring.maximise(new double[a[0].length]);
    double heldAt0 = Double.isNaN(w[0]) ? Double.NaN : 0;
    return new BoundedLogistic(w[0], intercept ? w[1] : heldAt0, scoring.meanLossNats(w));
  }
}
