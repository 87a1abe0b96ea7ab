package dev.credence.belief.design;

import dev.credence.belief.design.DesignCell.Multiset;
import dev.credence.belief.design.Splits.Split;
import dev.credence.belief.numpy.NumpyRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Deals multisets to splits, block by block, so that splits stay alike in cells, in the sum of
 * beliefs and in that of their squares, each by its share.
 */
final class Dealing {
  private static final int WAYS = 24; // random ways to deal a block, of which the best is taken
  private static final int FEATURES = 3;

  private final Map<Multiset, double[]> features; // cells, sum of beliefs, sum of squares
  private final List<Split> block;
  private final int[] shares; // [split]

  /**
   * @param beliefs of the cells of each multiset
   * @param block each split as often as its share says
   */
  Dealing(Map<Multiset, List<Double>> beliefs, List<Split> block) {
    this.block = block;
    this.shares = new int[Split.values().length];
    block.forEach(split -> shares[split.ordinal()]++);
    List<Double> all = beliefs.values().stream().flatMap(List::stream).toList();
    double mean = all.stream().mapToDouble(b -> b).average().orElse(0);
    double variance = all.stream().mapToDouble(b -> (b - mean) * (b - mean)).average().orElse(0);
    double scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    this.features = new LinkedHashMap<>();
    beliefs.forEach(
        (multiset, of) -> {
          double[] sums = new double[FEATURES];
          for (double belief : of) {
            double z = (belief - mean) * scale;
            sums[0] += 1;
            sums[1] += z;
            sums[2] += z * z;
          }
          features.put(multiset, sums);
        });
  }

  Map<Multiset, Split> deal(List<Multiset> inOrder, long seed) {
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    Map<Multiset, Split> dealt = new LinkedHashMap<>();
    double[][] totals = new double[shares.length][FEATURES];
    for (int from = 0; from < inOrder.size(); from += block.size()) {
      List<Multiset> next = inOrder.subList(from, Math.min(from + block.size(), inOrder.size()));
      List<Split> best = block;
      double least = Double.POSITIVE_INFINITY;
      for (int way = 0; way < WAYS; way++) {
        List<Split> order = random.permutation(block);
        add(totals, next, order, 1);
        double unlike = unlike(totals);
        add(totals, next, order, -1);
        if (unlike < least) {
          least = unlike;
          best = order;
        }
      }
      add(totals, next, best, 1);
      for (int i = 0; i < next.size(); i++) {
        dealt.put(next.get(i), best.get(i));
      }
    }
    return dealt;
  }

  private void add(double[][] totals, List<Multiset> next, List<Split> order, int sign) {
    for (int i = 0; i < next.size(); i++) {
      double[] sums = Objects.requireNonNull(features.get(next.get(i)));
      for (int f = 0; f < FEATURES; f++) {
        totals[order.get(i).ordinal()][f] += sign * sums[f];
      }
    }
  }

  /** Squared differences between splits of their totals by share, over all pairs and features. */
  private double unlike(double[][] totals) {
    double sum = 0;
    for (int a = 0; a < shares.length; a++) {
      for (int b = 0; b < a; b++) {
        for (int f = 0; f < FEATURES; f++) {
          double difference = totals[a][f] / shares[a] - totals[b][f] / shares[b];
          sum += difference * difference;
        }
      }
    }
    return sum;
  }
}
