package dev.credence.belief.design;

import dev.credence.belief.prompt.Presentation;
import java.util.List;

/**
 * How large a design is, and how it is shown.
 *
 * @param size cells at most, at least 1
 * @param orders orders of the same draws to show at most, at least 1; more where the evidence space
 *     would else be too small for the size
 * @param beliefLimit evidence after which any coordinate of the task's first variable is further
 *     from 0 is not shown; above 0
 * @param presentations how cells are shown, each about equally often; all orders of the same draws
 *     are shown alike
 * @param seed of every choice
 */
public record DesignOptions(
    int size,
    int orders,
    double beliefLimit,
    List<? extends Presentation> presentations,
    long seed) {

  /** Cells of a whole study. */
  public static final int STANDARD_SIZE = 1500;

  /** Cells of a quick look. */
  public static final int QUICK_SIZE = 300;

  /** Orders of the same draws. */
  public static final int STANDARD_ORDERS = 4;

  /**
   * Log-odds of 6 nats, a posterior of .9975: more evidence would hardly move the answer, and a few
   * extreme log-odds would decide every regression.
   */
  public static final double STANDARD_BELIEF_LIMIT = 6;

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is below 1 or there is no presentation
   */
  public DesignOptions {
    presentations = List.copyOf(presentations);
    if (size < 1 || orders < 1 || !(beliefLimit > 0) || presentations.isEmpty()) {
      throw new IllegalArgumentException(
          "design: "
              + size
              + " cells, "
              + orders
              + " orders, beliefs up to "
              + beliefLimit
              + ", "
              + presentations.size()
              + " presentations; expected at least one of each, and a limit above 0");
    }
  }

  /**
   * A design for a whole study: 1500 cells.
   *
   * @param presentations how cells are shown
   * @param seed of every choice
   * @return the options
   */
  public static DesignOptions standard(List<? extends Presentation> presentations, long seed) {
    return new DesignOptions(
        STANDARD_SIZE, STANDARD_ORDERS, STANDARD_BELIEF_LIMIT, presentations, seed);
  }

  /**
   * A design for a quick look: 300 cells.
   *
   * @param presentations how cells are shown
   * @param seed of every choice
   * @return the options
   */
  public static DesignOptions quick(List<? extends Presentation> presentations, long seed) {
    return new DesignOptions(
        QUICK_SIZE, STANDARD_ORDERS, STANDARD_BELIEF_LIMIT, presentations, seed);
  }
}
