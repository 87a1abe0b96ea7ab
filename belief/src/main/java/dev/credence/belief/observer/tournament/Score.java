package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Shown;

/**
 * How well a prediction q fits what a model said, p: cross-entropy, as if each symbol had come up a
 * fraction p of one time.
 *
 * <pre>
 * score = - sum_s p_s ln max(q_s, 1e-6)          two symbols: fractional Bernoulli
 * </pre>
 */
final class Score {
  /**
   * No prediction counts as surer than this, or one certain and wrong answer would cost an observer
   * infinitely much.
   */
  static final double FLOOR = 1e-6;

  private static final double NATS_PER_BIT = Math.log(2);

  private Score() {}

  static double nats(Observation<? extends Shown> observed, double[] predicted) {
    double sum = 0;
    for (int s = 0; s < predicted.length; s++) {
      double p = observed.said(s);
      if (p > 0) {
        sum -= p * Math.log(Math.max(predicted[s], FLOOR));
      }
    }
    return sum;
  }

  /** What the best of all predictions would score: the model's own entropy. */
  static double entropyNats(Observation<? extends Shown> observed) {
    double sum = 0;
    for (int s = 0; s < observed.symbols(); s++) {
      double p = observed.said(s);
      if (p > 0) {
        sum -= p * Math.log(p);
      }
    }
    return sum;
  }

  static double bits(double nats) {
    return nats / NATS_PER_BIT;
  }
}
