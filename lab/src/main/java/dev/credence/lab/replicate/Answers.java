package dev.credence.lab.replicate;

import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.plan.Readout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens that say X and those that say Y; the probabilities of each side are summed.
 *
 * @param x at least one token
 * @param y at least one token
 */
public record Answers(List<Integer> x, List<Integer> y) {
  /** Keeps copies. */
  public Answers {
    x = List.copyOf(x);
    y = List.copyOf(y);
  }

  /**
   * What to keep of a cell: X first, Y second, at the last position.
   *
   * @return the readout
   */
  public Readout readout() {
    Map<String, List<Integer>> among = new LinkedHashMap<>();
    among.put("X", x);
    among.put("Y", y);
    return new Readout(among, Positions.LAST, 0, false);
  }

  /**
   * P(X | {X, Y}) of a row of logits.
   *
   * @param logits of the whole vocabulary, in {@code from} and after
   * @param from where the row begins
   * @return between 0 and 1
   */
  double shareOfX(float[] logits, int from) {
    double difference = logSumExp(logits, from, y) - logSumExp(logits, from, x);
    return 1 / (1 + Math.exp(difference));
  }

  private static double logSumExp(float[] logits, int from, List<Integer> tokens) {
    double max = Double.NEGATIVE_INFINITY;
    for (int token : tokens) {
      max = Math.max(max, logits[from + token]);
    }
    double sum = 0;
    for (int token : tokens) {
      sum += Math.exp(logits[from + token] - max);
    }
    return max + Math.log(sum);
  }
}
