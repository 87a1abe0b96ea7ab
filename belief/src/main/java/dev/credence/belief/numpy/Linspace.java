package dev.credence.belief.numpy;

/** NumPy's {@code linspace}, bit for bit. */
public final class Linspace {
  private Linspace() {}

  /**
   * Evenly spaced numbers, both ends included.
   *
   * <pre>
   * value[i] = i * ((stop - start) / (count - 1)) + start, and the last is stop itself
   * </pre>
   *
   * @param start the first, finite
   * @param stop the last, finite
   * @param count how many, at least 2
   * @return {@code numpy.linspace(start, stop, count)}
   * @throws IllegalArgumentException if there are fewer than two or an end is not finite
   */
  public static double[] of(double start, double stop, int count) {
    if (count < 2) {
      throw new IllegalArgumentException("linspace: count is " + count + "; give at least 2");
    }
    if (!Double.isFinite(start) || !Double.isFinite(stop)) {
      throw new IllegalArgumentException(
          "linspace: ends are " + start + " and " + stop + "; both must be finite");
    }
    double step = (stop - start) / (count - 1);
    double[] values = new double[count];
    for (int i = 0; i < count - 1; i++) {
      // A step too small for a double: NumPy then scales before it divides.
      values[i] = (step == 0 ? (double) i / (count - 1) * (stop - start) : i * step) + start;
    }
    values[count - 1] = stop;
    return values;
  }
}
