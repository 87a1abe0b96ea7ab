package dev.credence.lab.direction;

import dev.credence.lab.statistics.StableOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.linear.RealMatrix;

/** What activations and labels say together. */
final class Labelled {
  /** Bins along each axis, for values of one axis, of two, ... */
  private static final int[] BINS = {6, 3, 2};

  private Labelled() {}

  static void requireSame(Activations activations, Labels labels) {
    Rows.requireSame(
        "variable \"" + labels.variable() + "\": cells with a value",
        labels.values().length,
        activations.cells());
  }

  /** Cov(h, v) Var(v)^+, {@code [d, coordinate]}: the regression of h on v. */
  static RealMatrix pattern(Activations activations, Labels labels) {
    return activations
        .centred()
        .transposeMultiply(labels.centred())
        .multiply(labels.inverseSquares());
  }

  /**
   * Cells of like values: bins of equal counts along each axis of the values, equal values in one.
   *
   * @return the cells of each class that has some
   */
  static List<int[]> classes(Activations activations, Labels labels) {
    requireSame(activations, labels);
    int bins = BINS[Math.min(labels.rank(), BINS.length) - 1];
    RealMatrix along = labels.principalValues();
    int cells = along.getRowDimension();
    int[] number = new int[cells];
    for (int axis = 0; axis < along.getColumnDimension(); axis++) {
      double[] ranks = ranks(along.getColumn(axis));
      for (int i = 0; i < cells; i++) {
        int bin = Math.min(bins - 1, (int) ((ranks[i] - 0.5) / cells * bins));
        number[i] = number[i] * bins + bin;
      }
    }
    Map<Integer, List<Integer>> byNumber = new TreeMap<>();
    for (int i = 0; i < cells; i++) {
      byNumber.computeIfAbsent(number[i], key -> new ArrayList<>()).add(i);
    }
    return byNumber.values().stream()
        .map(members -> members.stream().mapToInt(i -> i).toArray())
        .toList();
  }

  /** Ranks from 1, those that differ by rounding alone sharing the mean of theirs. */
  static double[] ranks(double[] values) {
    double greatest = 0;
    for (double each : values) {
      greatest = Math.max(greatest, Math.abs(each));
    }
    double unit = greatest == 0 ? 1 : greatest * 1e-9;
    double[] rounded = new double[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Math.rint(values[i] / unit);
    }
    return StableOrder.averageRanks(rounded);
  }
}
