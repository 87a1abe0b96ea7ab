package dev.credence.lab.statistics;

/**
 * Where an observed statistic stands among those of rearranged data. The data as they are count as
 * one arrangement, so that no p is 0 and the test keeps its level (Phipson and Smyth 2010).
 *
 * <p>Of drawn arrangements, b of m at least as large, p is (b + 1) / (m + 1). Values closer than
 * 1e-12 of the largest in size are equal: sums in another order differ by that.
 *
 * @param observed the statistic of the data as they are
 * @param arrangements how many were looked at, the observed one among them
 * @param exact whether these are all there are; if not, they were drawn
 * @param atLeast how many gave the observed value or more
 * @param atMost how many gave the observed value or less
 * @param asFar how many gave a value as far from 0
 * @see <a href="https://doi.org/10.2202/1544-6115.1585">Phipson and Smyth, Permutation P-values
 *     Should Never Be Zero</a>
 */
public record TailCounts(
    double observed, int arrangements, boolean exact, int atLeast, int atMost, int asFar) {
  private static final double TIE = 1e-12;

  /** Of all arrangements, the observed one among the values. */
  static TailCounts ofAll(String test, double observed, double[] values) {
    return count(test, observed, values, true);
  }

  /** Of drawn arrangements; the observed one is counted in addition. */
  static TailCounts ofDrawn(String test, double observed, double[] values) {
    return count(test, observed, values, false);
  }

  private static TailCounts count(String test, double observed, double[] values, boolean exact) {
    double largest = Math.abs(observed);
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (!Double.isFinite(largest)) {
      throw new IllegalArgumentException(
          test + ": the statistic is not finite for some arrangement of the data");
    }
    double tie = TIE * largest;
    int itself = exact ? 0 : 1;
    int atLeast = itself;
    int atMost = itself;
    int asFar = itself;
    for (double value : values) {
      atLeast += value >= observed - tie ? 1 : 0;
      atMost += value <= observed + tie ? 1 : 0;
      asFar += Math.abs(value) >= Math.abs(observed) - tie ? 1 : 0;
    }
    return new TailCounts(observed, values.length + itself, exact, atLeast, atMost, asFar);
  }

  /**
   * P of a value as large.
   *
   * @return above 0, at most 1
   */
  public double pGreater() {
    return (double) atLeast / arrangements;
  }

  /**
   * P of a value as small.
   *
   * @return above 0, at most 1
   */
  public double pLess() {
    return (double) atMost / arrangements;
  }

  /**
   * P of a value as far from 0; for statistics that are 0 where nothing differs.
   *
   * @return above 0, at most 1
   */
  public double pTwoSided() {
    return (double) asFar / arrangements;
  }
}
