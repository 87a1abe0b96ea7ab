package dev.credence.lab.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows that belong together and are drawn, flipped or left out together: the orders of one
 * multiset, the cells of one pair of generators.
 *
 * @param rows the rows of each cluster, clusters in the order of their first row; each row from 0
 *     in exactly one
 */
public record Clusters(List<List<Integer>> rows) {

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if a cluster is empty, or a row is missing or stands twice
   */
  public Clusters {
    rows = rows.stream().map(List::copyOf).toList();
    int count = rows.stream().mapToInt(List::size).sum();
    boolean[] seen = new boolean[count];
    for (List<Integer> cluster : rows) {
      Sample.requireSome("clusters", cluster.size(), "rows in one of them");
      for (int row : cluster) {
        if (row < 0 || row >= count || seen[row]) {
          throw new IllegalArgumentException(
              "clusters: row %d of %d; expected each from 0 once".formatted(row, count));
        }
        seen[row] = true;
      }
    }
  }

  /**
   * Rows with equal keys belong together.
   *
   * @param keys one a row
   * @return as many clusters as there are different keys
   */
  public static Clusters of(List<?> keys) {
    Map<Object, List<Integer>> byKey = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      byKey.computeIfAbsent(keys.get(i), key -> new ArrayList<>()).add(i);
    }
    return new Clusters(List.copyOf(byKey.values()));
  }

  /**
   * Every row on its own.
   *
   * @param rows how many
   * @return as many clusters
   */
  public static Clusters single(int rows) {
    return new Clusters(IntStream.range(0, rows).mapToObj(List::of).toList());
  }

  /**
   * How many there are.
   *
   * @return the number of clusters
   */
  public int count() {
    return rows.size();
  }

  /**
   * How many rows there are.
   *
   * @return the number of rows in all of them
   */
  public int rowCount() {
    return rows.stream().mapToInt(List::size).sum();
  }

  /** The rows of some clusters, one after the other. */
  int[] rowsOf(int[] clusters) {
    int size = 0;
    for (int cluster : clusters) {
      size += rows.get(cluster).size();
    }
    int[] chosen = new int[size];
    int at = 0;
    for (int cluster : clusters) {
      for (int row : rows.get(cluster)) {
        chosen[at++] = row;
      }
    }
    return chosen;
  }

  /** The sum of a column within each cluster. */
  double[] sums(double[] x) {
    double[] sums = new double[count()];
    for (int cluster = 0; cluster < sums.length; cluster++) {
      for (int row : rows.get(cluster)) {
        sums[cluster] += x[row];
      }
    }
    return sums;
  }
}
