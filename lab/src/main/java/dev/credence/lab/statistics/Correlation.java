package dev.credence.lab.statistics;

/** How two columns move together. */
public final class Correlation {
  /** Nearer to 1 than this, r differs from it by rounding. */
  private static final double PERFECT = 1e-14;

  private Correlation() {}

  /**
   * Pearson's r.
   *
   * <pre>
   * r = sum (x - mean x)(y - mean y) / sqrt( sum (x - mean x)^2 sum (y - mean y)^2 )
   * </pre>
   *
   * @param x any numbers
   * @param y as many
   * @return from -1 to 1; NaN where one of them does not vary
   * @throws IllegalArgumentException if they are not as many
   */
  public static double pearson(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "correlation: " + x.length + " numbers against " + y.length);
    }
    if (Spread.isConstant(x) || Spread.isConstant(y)) {
      return Double.NaN;
    }
    double[] products = new double[x.length];
    double[] xx = new double[x.length];
    double[] yy = new double[x.length];
    double meanX = Spread.mean(x);
    double meanY = Spread.mean(y);
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      products[i] = dx * dy;
      xx[i] = dx * dx;
      yy[i] = dy * dy;
    }
    double spread = Math.sqrt(Spread.sum(xx)) * Math.sqrt(Spread.sum(yy));
    return spread == 0 ? Double.NaN : Math.clamp(Spread.sum(products) / spread, -1.0, 1.0);
  }

  /**
   * Spearman's rho: Pearson's r of the average ranks.
   *
   * @param x any numbers but NaN
   * @param y as many
   * @return from -1 to 1; NaN where one of them does not vary
   * @throws IllegalArgumentException if they are not as many
   */
  public static double spearman(double[] x, double[] y) {
    return pearson(StableOrder.averageRanks(x), StableOrder.averageRanks(y));
  }

  /**
   * Kendall's tau-b.
   *
   * <pre>
   * (concordant - discordant) / sqrt( (pairs - tied in x) (pairs - tied in y) )
   * </pre>
   *
   * @param x any numbers but NaN
   * @param y as many
   * @return from -1 to 1; NaN where one of them does not vary
   * @throws IllegalArgumentException if they are not as many
   */
  public static double kendallTauB(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "correlation: " + x.length + " numbers against " + y.length);
    }
    long agree = 0;
    long untiedX = 0;
    long untiedY = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        long dx = (long) Math.signum(x[i] - x[j]);
        long dy = (long) Math.signum(y[i] - y[j]);
        agree += dx * dy;
        untiedX += dx * dx;
        untiedY += dy * dy;
      }
    }
    double spread = Math.sqrt((double) untiedX) * Math.sqrt((double) untiedY);
    return spread == 0 ? Double.NaN : agree / spread;
  }

  /**
   * The two-sided p of Pearson's r, if the columns do not go together and are normal.
   *
   * <pre>
   * t = r sqrt( (n - 2) / (1 - r^2) ),   n - 2 degrees of freedom
   * </pre>
   *
   * @param x any finite numbers
   * @param y as many
   * @return from 0 to 1; NaN below three pairs, where r is NaN, and at r = -1 and 1 (within 1e-14),
   *     which leave no noise to estimate: take {@link Permutation#association}
   * @throws IllegalArgumentException if they are not as many or a number is not finite
   */
  public static double pearsonP(double[] x, double[] y) {
    Sample.requireFinite("correlation", "number", x);
    Sample.requireFinite("correlation", "number", y);
    return p(pearson(x, y), x.length);
  }

  /**
   * The two-sided p of Spearman's rho, by the same t; an approximation that is good from ten pairs
   * on. Below, take {@link Permutation#association}.
   *
   * @param x any finite numbers
   * @param y as many
   * @return from 0 to 1; NaN as {@link #pearsonP}
   * @throws IllegalArgumentException if they are not as many or a number is not finite
   */
  public static double spearmanP(double[] x, double[] y) {
    Sample.requireFinite("correlation", "number", x);
    Sample.requireFinite("correlation", "number", y);
    return p(spearman(x, y), x.length);
  }

  private static double p(double r, int pairs) {
    if (Math.abs(r) > 1 - PERFECT) {
      return Double.NaN;
    }
    double error = Math.sqrt((1 - r) * (1 + r) / (pairs - 2.0));
    return Student.twoSided(Student.t(r, error), pairs - 2.0);
  }
}
