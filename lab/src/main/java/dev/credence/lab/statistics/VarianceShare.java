package dev.credence.lab.statistics;

import java.util.List;

/** How much of a column's variance lies within clusters, such as the orders of one multiset. */
public final class VarianceShare {
  private VarianceShare() {}

  /**
   * The share of the sum of squares within clusters.
   *
   * <pre>
   * sum (x - mean of its cluster)^2 / sum (x - mean of all)^2
   * </pre>
   *
   * <p>It describes these rows. If a cluster holds n rows drawn from many, its own mean follows
   * them and its sum of squares is too small by a factor of (n - 1) / n.
   *
   * @param x finite, at least one
   * @param clusters of as many rows
   * @return from 0, clusters agree within, to 1, they differ only within; NaN if x does not vary
   * @throws IllegalArgumentException if sizes do not fit or a number is not finite
   */
  public static double within(double[] x, Clusters clusters) {
    Sample.requireSome("variance share", x.length, "numbers");
    Sample.requireSame(
        "variance share", clusters.rowCount(), "rows in clusters", x.length, "numbers");
    Sample.requireFinite("variance share", "number", x);
    if (Spread.isConstant(x)) {
      return Double.NaN;
    }
    double within = 0;
    for (List<Integer> rows : clusters.rows()) {
      double[] values = rows.stream().mapToDouble(row -> x[row]).toArray();
      within += Spread.variance(values, 0) * values.length;
    }
    return within / (Spread.variance(x, 0) * x.length);
  }
}
