package dev.credence.belief.observer;

import java.util.Arrays;
import java.util.List;

/**
 * A number that is fitted.
 *
 * @param name as in the observer's formula
 * @param unit such as {@code nats}; {@code 1} if there is none
 * @param least the least it may be
 * @param greatest the greatest it may be, above {@code least}
 * @param grid where the search starts: values from {@code least} to {@code greatest}, at least one
 */
public record Parameter(
    String name, String unit, double least, double greatest, List<Double> grid) {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if the range is empty or not finite, or a start lies outside
   */
  public Parameter {
    grid = List.copyOf(grid);
    if (!(least < greatest && Double.isFinite(least) && Double.isFinite(greatest))) {
      throw new IllegalArgumentException(
          "parameter "
              + name
              + ": from "
              + least
              + " to "
              + greatest
              + "; expected a finite range");
    }
    if (grid.isEmpty()) {
      throw new IllegalArgumentException("parameter " + name + ": give a value to start from");
    }
    for (double start : grid) {
      if (!(start >= least && start <= greatest)) {
        throw new IllegalArgumentException(
            "parameter "
                + name
                + ": start "
                + start
                + " lies outside "
                + least
                + " to "
                + greatest);
      }
    }
  }

  /**
   * A parameter.
   *
   * @param name as in the observer's formula
   * @param unit such as {@code nats}; {@code 1} if there is none
   * @param least the least it may be
   * @param greatest the greatest it may be
   * @param grid where the search starts
   * @return the parameter
   * @throws IllegalArgumentException as the constructor
   */
  public static Parameter of(
      String name, String unit, double least, double greatest, double... grid) {
    return new Parameter(name, unit, least, greatest, Arrays.stream(grid).boxed().toList());
  }

  /** Weight of the evidence; the same freedom for every observer that adds log-odds. */
  static Parameter lambda() {
    return of("lambda", "1", 0.1, 3, 0.3, 0.7, 1.5);
  }

  /** A leaning to A or B; the same freedom for every observer that adds log-odds. */
  static Parameter start() {
    return of("L0", "nats", -3, 3, 0);
  }

  /** A chance of X that the observer brings along. */
  static Parameter chance(String name) {
    return of(name, "1", 0.001, 0.999, 0.3, 0.5, 0.7);
  }
}
