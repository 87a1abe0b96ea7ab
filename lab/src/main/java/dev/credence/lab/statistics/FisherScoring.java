package dev.credence.lab.statistics;

import dev.credence.belief.TwoGenerators;
import java.util.Arrays;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Maximum likelihood for p = low + (high - low) sigmoid(A w): Newton's method with the expected
 * curvature, which between 0 and 1 is iteratively reweighted least squares.
 *
 * <pre>
 * score       = sum (y - p) d / (p (1 - p)) a,     d = dp / d(A w) = (high - low) s (1 - s)
 * information = sum d^2 / (p (1 - p)) a a'
 * w := w + step information^-1 score,              step halved until the loss does not rise
 * </pre>
 */
final class FisherScoring {
  private static final int MOST_STEPS = 200;
  private static final int MOST_HALVINGS = 40;

  /** Converged when a whole step moves no row's log-odds by more. */
  private static final double STILL_NATS = 1e-10;

  /** A loss that rose by less rose by rounding. */
  private static final double LEVEL = 1e-13;

  private final double[][] a;
  private final double[] y;
  private final double[] low;
  private final double[] high;

  FisherScoring(double[][] a, double[] y, double[] low, double[] high) {
    this.a = a;
    this.y = y;
    this.low = low;
    this.high = high;
  }

  /** w where the likelihood is greatest near the start; all NaN if it is at infinity or a ridge. */
  double[] maximise(double[] start) {
    double[] w = start.clone();
    double loss = meanLossNats(w);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] move = move(w);
      if (Double.isNaN(move[0])) {
        return move;
      }
      double reach = reach(move);
      for (int halving = 0; ; halving++) {
        double[] next = plus(w, move, Math.scalb(1.0, -halving));
        double nextLoss = meanLossNats(next);
        if (nextLoss <= loss * (1 + LEVEL)) {
          w = next;
          loss = nextLoss;
          break;
        }
        if (halving == MOST_HALVINGS) {
          return undetermined(w.length);
        }
      }
      if (reach <= STILL_NATS) {
        return w;
      }
    }
    return undetermined(w.length);
  }

  /** Mean over rows of -(y ln p + (1 - y) ln(1 - p)). */
  double meanLossNats(double[] w) {
    double[] losses = new double[y.length];
    Arrays.setAll(
        losses,
        i -> {
          double logOdds = logOddsNats(w, i);
          return -(times(y[i], Math.log(p(i, logOdds)))
              + times(1 - y[i], Math.log(notP(i, logOdds))));
        });
    return Spread.mean(losses);
  }

  private static double times(double weight, double log) {
    return weight == 0 ? 0 : weight * log;
  }

  private double p(int i, double logOdds) {
    return low[i] + (high[i] - low[i]) * TwoGenerators.sigmoid(logOdds);
  }

  private double notP(int i, double logOdds) { // 1 - p without taking a number near 1 from 1
    return (1 - high[i]) + (high[i] - low[i]) * TwoGenerators.sigmoid(-logOdds);
  }

  private double[] move(double[] w) {
    int n = w.length;
    double[] score = new double[n];
    double[][] information = new double[n][n];
    for (int i = 0; i < y.length; i++) {
      double logOdds = logOddsNats(w, i);
      double p = p(i, logOdds);
      double notP = notP(i, logOdds);
      double d =
          (high[i] - low[i]) * TwoGenerators.sigmoid(logOdds) * TwoGenerators.sigmoid(-logOdds);
      double surprise = (y[i] * notP - (1 - y[i]) * p) * d / (p * notP); // y - p, precise near 1
      double weight = d * d / (p * notP);
      for (int j = 0; j < n; j++) {
        score[j] += surprise * a[i][j];
        for (int k = 0; k <= j; k++) {
          information[j][k] += weight * a[i][j] * a[i][k];
        }
      }
    }
    return solve(information, score);
  }

  /** information^-1 score, each column scaled to information 1; NaN if that is singular. */
  private static double[] solve(double[][] information, double[] score) {
    int n = score.length;
    RealMatrix scaled = new Array2DRowRealMatrix(n, n);
    RealVector right = new ArrayRealVector(n);
    double[] scale = new double[n];
    for (int j = 0; j < n; j++) {
      scale[j] = Math.sqrt(information[j][j]);
      if (!(scale[j] > 0)) {
        return undetermined(n);
      }
      right.setEntry(j, score[j] / scale[j]);
      for (int k = 0; k <= j; k++) {
        double entry = information[j][k] / (scale[j] * scale[k]);
        scaled.setEntry(j, k, entry);
        scaled.setEntry(k, j, entry);
      }
    }
    try {
      double[] move =
          new CholeskyDecomposition(scaled, 1e-10, 1e-12).getSolver().solve(right).toArray();
      Arrays.setAll(move, j -> move[j] / scale[j]);
      return move;
    } catch (MathIllegalArgumentException singular) {
      return undetermined(n);
    }
  }

  private double logOddsNats(double[] w, int i) {
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      sum += a[i][j] * w[j];
    }
    return sum;
  }

  private double reach(double[] w) {
    double reach = 0;
    for (int i = 0; i < y.length; i++) {
      reach = Math.max(reach, Math.abs(logOddsNats(w, i)));
    }
    return reach;
  }

  private static double[] plus(double[] w, double[] move, double step) {
    double[] sum = new double[w.length];
    Arrays.setAll(sum, j -> w[j] + step * move[j]);
    return sum;
  }

  private static double[] undetermined(int n) {
    double[] nan = new double[n];
    Arrays.fill(nan, Double.NaN);
    return nan;
  }
}
