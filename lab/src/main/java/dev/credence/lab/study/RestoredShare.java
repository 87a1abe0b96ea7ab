package dev.credence.lab.study;

import dev.credence.belief.question.BeliefTask;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import java.util.stream.IntStream;

/**
 * What share of a difference a change makes up, over pairs of prompts.
 *
 * <pre>
 * share = sum &lt;change_i, whole_i&gt; / sum &lt;whole_i, whole_i&gt;   over pairs i
 * whole_i = answer to clean - answer to corrupt, on the task's scale: log-odds in nats
 * </pre>
 *
 * <p>The slope of the change on the difference. A pair whose two answers hardly differ has hardly a
 * say, where the mean of quotients would let it have the last word.
 */
final class RestoredShare {
  private RestoredShare() {}

  /** Of some pairs, by their numbers; NaN where clean and corrupt do not differ at all. */
  static double of(double[][] change, double[][] whole, int[] pairs) {
    double together = 0;
    double squares = 0;
    for (int i : pairs) {
      together += dot(change[i], whole[i]);
      squares += dot(whole[i], whole[i]);
    }
    return squares == 0 ? Double.NaN : together / squares;
  }

  static double of(double[][] change, double[][] whole) {
    return of(change, whole, IntStream.range(0, whole.length).toArray());
  }

  /** Its 95 % interval, sources drawn with replacement. */
  static ConfidenceInterval interval(
      double[][] change, double[][] whole, Clusters clusters, HeadOptions options) {
    return Bootstrap.of(
            clusters, pairs -> of(change, whole, pairs), options.resamples(), options.seed())
        .percentile(.95);
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** How an answer differs from another one, on the task's scale. */
  static double[] change(BeliefTask task, Answers answers, String from, String to) {
    return minus(task.scale(answers.among(to)), task.scale(answers.among(from)));
  }

  static double[] minus(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray();
  }

  static double[] half(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(k -> (a[k] + b[k]) / 2).toArray();
  }
}
