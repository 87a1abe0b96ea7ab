package dev.credence.lab.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order of numbers in which equal ones stay as they were, as Python's {@code sort} leaves them.
 */
public final class StableOrder {
  private StableOrder() {}

  /**
   * Smallest first.
   *
   * @param x numbers, none NaN
   * @return indices into {@code x}
   * @throws IllegalArgumentException if a number is NaN, which has no place in an order
   */
  public static int[] ascending(double[] x) {
    return order(x, Comparator.comparingDouble(i -> x[i] + 0.0)); // -0.0 + 0.0 = 0.0
  }

  /**
   * Greatest first; equal ones in the order in which they came.
   *
   * @param x numbers, none NaN
   * @return indices into {@code x}
   * @throws IllegalArgumentException if a number is NaN, which has no place in an order
   */
  public static int[] descending(double[] x) {
    return order(x, Comparator.comparingDouble(i -> -x[i] + 0.0));
  }

  private static int[] order(double[] x, Comparator<Integer> by) {
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        throw new IllegalArgumentException("order: number " + i + " is NaN; leave it out first");
      }
    }
    return IntStream.range(0, x.length).boxed().sorted(by).mapToInt(i -> i).toArray();
  }

  /**
   * The place of each number, from 1; equal ones share the mean of their places.
   *
   * @param x numbers, none NaN
   * @return a rank for each
   */
  public static double[] averageRanks(double[] x) {
    int[] order = ascending(x);
    double[] ranks = new double[x.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && x[order[to]] == x[order[from]]) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        ranks[order[i]] = rank;
      }
      from = to;
    }
    return ranks;
  }
}
