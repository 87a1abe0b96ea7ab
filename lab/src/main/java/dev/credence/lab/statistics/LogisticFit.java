package dev.credence.lab.statistics;

import dev.credence.belief.TwoGenerators;
import java.util.Arrays;

/**
 * Logistic regression with an intercept; outcomes may be fractions, such as a model's P(X).
 *
 * <pre>
 * p = sigmoid(X w + b),   minimise the mean of -(y ln p + (1 - y) ln(1 - p))
 * </pre>
 *
 * <p>The loss is convex, so the fit is the best there is. Everything is NaN where no finite w is
 * best: the columns separate outcomes of 0 from those of 1 (or there is one kind only), or one
 * column is a combination of the others.
 *
 * @param coefficients w, one a column, in nats by unit
 * @param intercept b, in nats
 * @param meanLossNats the loss at the best w and b, at least the mean entropy of y
 * @see <a
 *     href="https://doi.org/10.1002/(SICI)1099-1255(199611)11:6%3C619::AID-JAE418%3E3.0.CO;2-1">
 *     Papke and Wooldridge, Econometric Methods for Fractional Response Variables</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogisticFit(double[] coefficients, double intercept, double meanLossNats) {

  /**
   * Fits.
   *
   * @param x {@code [row, column]}, at least one row, finite; without columns only b is fitted
   * @param y one a row, from 0 to 1
   * @return the best w and b
   * @throws IllegalArgumentException if sizes do not fit, a number is not finite or an outcome
   *     outside 0 to 1
   */
  public static LogisticFit fit(double[][] x, double[] y) {
    Sample.requireSome("logistic fit", x.length, "rows");
    Sample.requireSame("logistic fit", x.length, "rows", y.length, "outcomes");
    Sample.requireFinite("logistic fit", x);
    Sample.requireProbabilities("logistic fit", "outcome", y);
    double[][] a = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      a[i] = new double[x[i].length + 1];
      a[i][0] = 1;
      System.arraycopy(x[i], 0, a[i], 1, x[i].length);
    }
    double[] ones = new double[y.length];
    Arrays.fill(ones, 1);
    var scoring = new FisherScoring(a, y, new double[y.length], ones);
    double[] w = scoring.maximise(new double[a[0].length]);
    return new LogisticFit(Arrays.copyOfRange(w, 1, w.length), w[0], scoring.meanLossNats(w));
  }

  /**
   * What the fit says of rows.
   *
   * @param x {@code [row, column]}, as many columns as coefficients
   * @return p, each strictly between 0 and 1 but for rounding
   * @throws IllegalArgumentException if a row has another number of columns
   */
  public double[] predict(double[][] x) {
    double[] logOdds = Linear.predict("logistic fit", coefficients, intercept, x);
    return Arrays.stream(logOdds).map(TwoGenerators::sigmoid).toArray();
  }
}
