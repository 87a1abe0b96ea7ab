package dev.credence.lab.bench;

/**
 * How often a job runs.
 *
 * @param warmUps times before the clock counts, 0 or more
 * @param timed times that count, 1 or more
 */
public record Repeats(int warmUps, int timed) {

  /** Once, cold. */
  public static final Repeats ONCE = new Repeats(0, 1);

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is too small
   */
  public Repeats {
    if (warmUps < 0 || timed < 1) {
      throw new IllegalArgumentException(
          warmUps + " warm-ups and " + timed + " timed runs; expected 0 and 1 or more");
    }
  }
}
