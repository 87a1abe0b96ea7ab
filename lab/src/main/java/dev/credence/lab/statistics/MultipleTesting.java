package dev.credence.lab.statistics;

import java.util.Arrays;

/**
 * Adjusted p-values: reject where the adjusted one is at most alpha.
 *
 * <p>Holm for a confirmatory family, Benjamini and Hochberg for a scan. A NaN is refused: whether a
 * test that could not be made belongs to the family is for the caller to say.
 */
public final class MultipleTesting {
  private MultipleTesting() {}

  /**
   * Bonferroni: all errors together at most alpha.
   *
   * @param p from 0 to 1
   * @return min(1, m p), in the order given
   * @throws IllegalArgumentException if one does not lie within 0 and 1
   */
  public static double[] bonferroni(double[] p) {
    Sample.requireProbabilities("Bonferroni", "p", p);
    return Arrays.stream(p).map(each -> Math.min(1, p.length * each)).toArray();
  }

  /**
   * Holm: all errors together at most alpha, whatever the dependence, and never weaker than
   * Bonferroni.
   *
   * <pre>
   * adjusted p_(i) = max over j &lt;= i of min(1, (m - j + 1) p_(j)),   p_(1) &lt;= p_(2) &lt;= ...
   * </pre>
   *
   * @param p from 0 to 1
   * @return in the order given
   * @throws IllegalArgumentException if one does not lie within 0 and 1
   * @see <a href="https://www.jstor.org/stable/4615733">Holm, A Simple Sequentially Rejective
   *     Multiple Test Procedure</a>
   */
  public static double[] holm(double[] p) {
    Sample.requireProbabilities("Holm", "p", p);
    int[] order = StableOrder.ascending(p);
    double[] adjusted = new double[p.length];
    double greatest = 0;
    for (int i = 0; i < order.length; i++) {
      greatest = Math.max(greatest, Math.min(1, (p.length - i) * p[order[i]]));
      adjusted[order[i]] = greatest;
    }
    return adjusted;
  }

  /**
   * Benjamini and Hochberg: the expected share of errors among the rejections at most alpha, for
   * independent or positively dependent tests.
   *
   * <pre>
   * adjusted p_(i) = min over j &gt;= i of min(1, m p_(j) / j),   p_(1) &lt;= p_(2) &lt;= ...
   * </pre>
   *
   * @param p from 0 to 1
   * @return in the order given
   * @throws IllegalArgumentException if one does not lie within 0 and 1
   * @see <a href="https://doi.org/10.1111/j.2517-6161.1995.tb02031.x">Benjamini and Hochberg,
   *     Controlling the False Discovery Rate</a>
   */
  public static double[] benjaminiHochberg(double[] p) {
    Sample.requireProbabilities("Benjamini-Hochberg", "p", p);
    int[] order = StableOrder.ascending(p);
    double[] adjusted = new double[p.length];
    double least = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      least = Math.min(least, p[order[i]] * p.length / (i + 1));
      adjusted[order[i]] = least;
    }
    return adjusted;
  }
}
