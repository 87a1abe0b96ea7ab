package dev.credence.lab.statistics;

/** Where numbers lie and how far apart. */
public final class Spread {
  /** NumPy adds blocks of this length straight on and halves longer ones. */
  private static final int BLOCK = 128;

  private static final int LANES = 8;

  private Spread() {}

  /**
   * The sum, added in NumPy's order, so that even its last bit is that of a notebook.
   *
   * @param x any numbers
   * @return 0 if there are none
   */
  public static double sum(double[] x) {
    return sum(x, 0, x.length);
  }

  private static double sum(double[] x, int from, int n) {
    if (n < LANES) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += x[from + i];
      }
      return sum;
    }
    if (n > BLOCK) {
      int half = n / 2;
      half -= half % LANES;
      return sum(x, from, half) + sum(x, from + half, n - half);
    }
    double[] r = new double[LANES];
    System.arraycopy(x, from, r, 0, LANES);
    int i = LANES;
    for (; i < n - n % LANES; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        r[lane] += x[from + i + lane];
      }
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; i++) {
      sum += x[from + i];
    }
    return sum;
  }

  /**
   * The mean.
   *
   * @param x any numbers
   * @return NaN if there are none
   */
  public static double mean(double[] x) {
    return sum(x) / x.length;
  }

  /**
   * The variance.
   *
   * <pre>
   * sum (x - mean)^2 / (n - ddof)
   * </pre>
   *
   * @param x any numbers
   * @param ddof 1 for an estimate from a sample, 0 for that of the numbers themselves
   * @return NaN if there are not more numbers than {@code ddof}
   */
  public static double variance(double[] x, int ddof) {
    if (x.length <= ddof) {
      return Double.NaN;
    }
    double mean = mean(x);
    double[] squares = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double off = x[i] - mean;
      squares[i] = off * off;
    }
    return sum(squares) / (x.length - ddof);
  }

  /**
   * The standard deviation of a sample, {@code ddof=1}.
   *
   * @param x any numbers
   * @return NaN if there are fewer than two
   */
  public static double standardDeviation(double[] x) {
    return Math.sqrt(variance(x, 1));
  }

  /**
   * The standard error of the mean.
   *
   * @param x any numbers
   * @return the standard deviation over the root of n; NaN if there are fewer than two
   */
  public static double standardError(double[] x) {
    return standardDeviation(x) / Math.sqrt(x.length);
  }

  /**
   * The least.
   *
   * @param x at least one number
   * @return NaN if one is NaN
   */
  public static double min(double[] x) {
    double least = Double.POSITIVE_INFINITY;
    for (double each : x) {
      least = Math.min(least, each);
    }
    return x.length == 0 ? Double.NaN : least;
  }

  /**
   * The greatest.
   *
   * @param x at least one number
   * @return NaN if one is NaN
   */
  public static double max(double[] x) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double each : x) {
      greatest = Math.max(greatest, each);
    }
    return x.length == 0 ? Double.NaN : greatest;
  }

  /**
   * Whether no number differs from another; their variance may not be 0, for the mean is rounded.
   */
  static boolean isConstant(double[] x) {
    return x.length == 0 || min(x) == max(x);
  }

  /**
   * From the least to the greatest. It grows with the number of samples.
   *
   * @param x at least one number
   * @return not negative
   */
  public static double range(double[] x) {
    return max(x) - min(x);
  }

  /**
   * The middle.
   *
   * @param x any numbers
   * @return the mean of the two in the middle where their number is even; NaN if there are none
   */
  public static double median(double[] x) {
    return x.length == 0 ? Double.NaN : Quantiles.of(x, 0.5);
  }
}
