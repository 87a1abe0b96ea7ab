package dev.credence.belief.design;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pearson correlations of each with each.
 *
 * @param names what was correlated
 * @param matrix {@code [name][name]}: 1 on the diagonal; NaN in the row and column of what does not
 *     vary
 */
public record Correlations(List<String> names, List<List<Double>> matrix) {

  /**
   * A correlation.
   *
   * @param a of
   * @param b with
   * @param r in [-1, 1]
   */
  public record Pair(String a, String b, double r) {}

  /** Keeps copies. */
  public Correlations {
    names = List.copyOf(names);
    matrix = matrix.stream().map(List::copyOf).toList();
  }

  /**
   * The correlations of columns.
   *
   * @param names {@code [column]}
   * @param rows {@code [row][column]}
   * @return their correlations
   */
  public static Correlations of(List<String> names, List<double[]> rows) {
    var moments = new Moments(names.size());
    double[] centre = Moments.centre(rows, names.size());
    rows.forEach(row -> moments.add(centred(row, centre), 1));
    int d = names.size();
    List<List<Double>> matrix =
        IntStream.range(0, d)
            .mapToObj(i -> IntStream.range(0, d).mapToObj(j -> moments.correlation(i, j)).toList())
            .toList();
    return new Correlations(names, matrix);
  }

  private static double[] centred(double[] row, double[] centre) {
    return IntStream.range(0, row.length).mapToDouble(i -> row[i] - centre[i]).toArray();
  }

  /**
   * One of them.
   *
   * @param a a name
   * @param b a name
   * @return r; NaN where one of the two does not vary
   * @throws IllegalArgumentException if there is no such name
   */
  public double of(String a, String b) {
    return matrix.get(index(a)).get(index(b));
  }

  private int index(String name) {
    int i = names.indexOf(name);
    if (i < 0) {
      throw new IllegalArgumentException("correlations: no \"" + name + "\" among " + names);
    }
    return i;
  }

  /**
   * The correlations of these names alone.
   *
   * @param kept some of the names
   * @return a smaller matrix
   * @throws IllegalArgumentException if there is no such name
   */
  public Correlations among(List<String> kept) {
    return new Correlations(
        kept, kept.stream().map(a -> kept.stream().map(b -> of(a, b)).toList()).toList());
  }

  /**
   * The correlation furthest from 0 of two different names.
   *
   * @return empty if fewer than two vary
   */
  public Optional<Pair> largest() {
    return IntStream.range(0, names.size())
        .boxed()
        .flatMap(
            i ->
                IntStream.range(0, i)
                    .mapToObj(j -> new Pair(names.get(j), names.get(i), matrix.get(i).get(j))))
        .filter(pair -> !Double.isNaN(pair.r()))
        .max(Comparator.comparingDouble(pair -> Math.abs(pair.r())));
  }

  /** A table with two decimals. */
  @Override
  public String toString() {
    var table = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      table.append(String.format(Locale.ROOT, "%-18s", names.get(i)));
      for (double r : matrix.get(i)) {
        table.append(String.format(Locale.ROOT, " %5.2f", r));
      }
      table.append('\n');
    }
    return table.toString();
  }
}
