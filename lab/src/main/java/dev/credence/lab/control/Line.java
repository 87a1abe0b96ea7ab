package dev.credence.lab.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * A broken line through points, a neuron for each corner, level behind the last point. Before the
 * first it comes up from 0, over a length of 1.
 *
 * <pre>
 * f(x) = y_0 relu(x - x_0 + 1) + sum_m (d_m - d_(m-1)) relu(x - x_m)
 * d_m = (y_(m+1) - y_m) / (x_(m+1) - x_m),   d_(-1) = y_0,   d_last = 0
 * </pre>
 */
final class Line {
  private Line() {}

  /**
   * Writes one.
   *
   * @param points y by x, at least one
   * @param corner makes a neuron with a corner, which reads x; one more than there are points
   * @param to gets f(x)
   */
  static void through(SortedMap<Double, Double> points, Supplier<Neuron> corner, double[] to) {
    List<Map.Entry<Double, Double>> all = new ArrayList<>(points.entrySet());
    double before = all.getFirst().getValue();
    corner.get().bias(1 - all.getFirst().getKey()).writes(to, before);
    for (int m = 0; m < all.size(); m++) {
      double slope = m + 1 < all.size() ? slope(all.get(m), all.get(m + 1)) : 0;
      corner.get().bias(-all.get(m).getKey()).writes(to, slope - before);
      before = slope;
    }
  }

  private static double slope(Map.Entry<Double, Double> from, Map.Entry<Double, Double> to) {
    return (to.getValue() - from.getValue()) / (to.getKey() - from.getKey());
  }
}
