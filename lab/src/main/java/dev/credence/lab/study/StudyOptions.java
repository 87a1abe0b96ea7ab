package dev.credence.lab.study;

/**
 * How large a study is.
 *
 * @param cells of the design, at most
 * @param orders of the same draws, at most
 * @param searchPairs donors of each kind with which sites are compared
 * @param confirmPairs donors of each kind with which the chosen one is judged
 * @param randomSubspaces nulls of C4 and of C5
 * @param nullPairs donors of each kind that every null is given
 * @param promptsPerPair prompts that are steered, of every pair of generators
 * @param mapPairs donors of the map over positions
 * @param rotationSites where rotations are learnt, for each hypothesis
 * @param rotationPairs from which they are learnt
 * @param rotationSteps of each start, at most
 * @param resamples of a bootstrap
 * @param seed of every choice
 * @param heads whether single heads are measured too
 * @param exploratory whether the result may not be called a verdict: too little was asked
 */
public record StudyOptions(
    int cells,
    int orders,
    int searchPairs,
    int confirmPairs,
    int randomSubspaces,
    int nullPairs,
    int promptsPerPair,
    int mapPairs,
    int rotationSites,
    int rotationPairs,
    int rotationSteps,
    int resamples,
    long seed,
    boolean heads,
    boolean exploratory) {

  /** The 99th percentile of fewer nulls is their greatest, or less. */
  private static final int LEAST_NULLS = 100;

  /**
   * Refuses what decides nothing.
   *
   * @throws IllegalArgumentException if a number is too small, naming it as a study's file does
   */
  public StudyOptions {
    requireAtLeast("cells", cells, 1);
    requireAtLeast("orders", orders, 1);
    requireAtLeast("search_pairs", searchPairs, 2);
    requireAtLeast("confirm_pairs", confirmPairs, 2);
    requireAtLeast("random_subspaces", randomSubspaces, LEAST_NULLS);
    requireAtLeast("null_pairs", nullPairs, 2);
    requireAtLeast("prompts_per_pair", promptsPerPair, 1);
    requireAtLeast("map_pairs", mapPairs, 1);
    requireAtLeast("resamples", resamples, LEAST_NULLS);
    requireAtLeast("seed", seed, 0);
  }

  private static void requireAtLeast(String name, long found, int least) {
    if (found < least) {
      throw new IllegalArgumentException(
          name + " is " + found + "; expected " + least + " or more");
    }
  }

  /** Draws of a bootstrap for an interval that is printed. */
  private static final int RESAMPLES = 1000;

  /** A whole study. */
  public static final StudyOptions STANDARD =
      new StudyOptions(1200, 4, 100, 240, 200, 60, 6, 16, 1, 160, 100, RESAMPLES, 0, true, false);

  /** Controls, many of them: smaller than a whole study, under the same thresholds. */
  public static final StudyOptions CALIBRATION =
      new StudyOptions(720, 4, 60, 120, 100, 30, 4, 8, 1, 160, 100, 500, 0, false, false);

  /** A quick look. */
  public static final StudyOptions QUICK =
      new StudyOptions(360, 3, 30, 80, 100, 30, 3, 8, 1, 48, 30, RESAMPLES, 0, false, true);

  /**
   * The same without heads: what a calibration needs.
   *
   * @return a changed copy
   */
  public StudyOptions withoutHeads() {
    return with(seed, false);
  }

  /**
   * The same with another seed.
   *
   * @param other of every choice, not negative
   * @return a changed copy
   */
  public StudyOptions withSeed(long other) {
    return with(other, heads);
  }

  private StudyOptions with(long otherSeed, boolean withHeads) {
    return new StudyOptions(
        cells,
        orders,
        searchPairs,
        confirmPairs,
        randomSubspaces,
        nullPairs,
        promptsPerPair,
        mapPairs,
        rotationSites,
        rotationPairs,
        rotationSteps,
        resamples,
        otherSeed,
        withHeads,
        exploratory);
  }
}
