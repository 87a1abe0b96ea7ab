package dev.credence.lab.statistics;

/** How two columns move together. */
public final class Correlation {
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
}
