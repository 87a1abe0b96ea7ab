package dev.credence.lab.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Page's test for a trend: do subjects tend to rank the columns in the order in which they stand?
 *
 * <pre>
 * L = sum over columns j = 1 .. k of j (sum over subjects of the rank of column j)
 * </pre>
 *
 * <p>One-sided: a small p speaks for rising values. For falling ones turn the columns round. Equal
 * values of a subject share the mean of their ranks.
 *
 * @param l Page's L, at most subjects k (k + 1)(2k + 1) / 6, which it reaches when all rise
 * @param p P(L at least as large) if every subject ranks the columns at random
 * @see <a href="https://doi.org/10.1080/01621459.1963.10500843">Page, Ordered Hypotheses for
 *     Multiple Treatments</a>
 */
public record PageTrend(double l, double p) {
  private static final int MOST_COLUMNS = 10;

  /**
   * The exact p, over all orders of the columns within each subject. Where values of a subject are
   * equal it is conditional on which, and still exact.
   *
   * @param data {@code [subject, column]}, at least one subject, 2 to 10 columns, finite
   * @return L and p, above 0
   * @throws IllegalArgumentException if sizes do not fit or a number is not finite
   */
  public static PageTrend exact(double[][] data) {
    require(data);
    if (data[0].length > MOST_COLUMNS) {
      throw new IllegalArgumentException(
          "Page's trend: %d columns; the exact p is for at most %d, take the asymptotic one"
              .formatted(data[0].length, MOST_COLUMNS));
    }
    Map<List<Integer>, double[]> known = new HashMap<>();
    int observed = 0;
    double[] total = {1}; // [twice L], P
    for (double[] subject : data) {
      int[] ranks = doubledRanks(subject);
      for (int j = 0; j < ranks.length; j++) {
        observed += (j + 1) * ranks[j];
      }
      Arrays.sort(ranks);
      total =
          convolve(
              total,
              known.computeIfAbsent(
                  Arrays.stream(ranks).boxed().toList(), same -> overOrders(ranks)));
    }
    double p = 0;
    for (int l = total.length - 1; l >= observed; l--) {
      p += total[l];
    }
    return new PageTrend(observed / 2.0, Math.min(1, p));
  }

  /**
   * The p of the normal approximation, without correction for ties or continuity.
   *
   * <pre>
   * z = (L - n k (k + 1)^2 / 4) / sqrt( n k^2 (k + 1)(k^2 - 1) / 144 ),   n subjects, k columns
   * </pre>
   *
   * @param data {@code [subject, column]}, at least one subject and two columns, finite
   * @return L and p
   * @throws IllegalArgumentException if sizes do not fit or a number is not finite
   */
  public static PageTrend asymptotic(double[][] data) {
    require(data);
    double n = data.length;
    double k = data[0].length;
    double l = 0;
    for (double[] subject : data) {
      int[] ranks = doubledRanks(subject);
      for (int j = 0; j < ranks.length; j++) {
        l += (j + 1) * ranks[j] / 2.0;
      }
    }
    double mean = n * k * (k + 1) * (k + 1) / 4;
    double variance = n * k * k * (k + 1) * (k * k - 1) / 144;
    return new PageTrend(l, Gaussian.above((l - mean) / Math.sqrt(variance)));
  }

  private static void require(double[][] data) {
    Sample.requireSome("Page's trend", data.length, "subjects");
    Sample.requireFinite("Page's trend", data);
    if (data[0].length < 2) {
      throw new IllegalArgumentException(
          "Page's trend: " + data[0].length + " columns; a trend needs at least two");
    }
  }

  private static int[] doubledRanks(double[] subject) {
    return Arrays.stream(StableOrder.averageRanks(subject))
        .mapToInt(rank -> (int) (2 * rank))
        .toArray();
  }

  /** P of each sum of (j rank of column j) when ranks are dealt to the columns at random. */
  private static double[] overOrders(int[] ranks) {
    int k = ranks.length;
    int greatest = 0;
    for (int j = 0; j < k; j++) {
      greatest += (j + 1) * ranks[j]; // ranks ascend
    }
    double[][] dealt = new double[1 << k][greatest + 1]; // [set of ranks dealt, sum]
    dealt[0][0] = 1;
    for (int set = 0; set < (1 << k) - 1; set++) {
      int column = Integer.bitCount(set) + 1;
      for (int next = 0; next < k; next++) {
        if ((set & 1 << next) == 0) {
          double[] from = dealt[set];
          double[] to = dealt[set | 1 << next];
          int step = column * ranks[next];
          for (int sum = 0; sum + step <= greatest; sum++) {
            to[sum + step] += from[sum] / (k + 1 - column);
          }
        }
      }
    }
    return dealt[(1 << k) - 1];
  }

  private static double[] convolve(double[] a, double[] b) {
    double[] sum = new double[a.length + b.length - 1];
    for (int i = 0; i < a.length; i++) {
      if (a[i] > 0) {
        for (int j = 0; j < b.length; j++) {
          sum[i + j] += a[i] * b[j];
        }
      }
    }
    return sum;
  }
}
