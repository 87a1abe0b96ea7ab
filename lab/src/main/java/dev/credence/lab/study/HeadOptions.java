package dev.credence.lab.study;

/**
 * How closely heads are looked at.
 *
 * @param pairs of prompts for every single head, and for the curves of the ranked ones; at least 2
 * @param nullPairs of these, the first that random sets are given from the evidence on, which costs
 *     most; at least 1
 * @param answerNullPairs likewise where only the last position is exchanged
 * @param randomSets drawn for every number of heads, where there are as many
 * @param coalitions random halves of all heads, each with its complement, for the effect in company
 * @param draws that a prompt of a pair shows at most, where the task has such: each is a position
 *     at which every head is exchanged
 * @param resamples of a bootstrap
 * @param seed of every choice
 */
public record HeadOptions(
    int pairs,
    int nullPairs,
    int answerNullPairs,
    int randomSets,
    int coalitions,
    int draws,
    int resamples,
    long seed) {

  /** A whole study. */
  public static final HeadOptions STANDARD = new HeadOptions(12, 1, 4, 100, 128, 12, 1000, 0);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if there are too few of something
   */
  public HeadOptions {
    if (pairs < 2
        || nullPairs < 1
        || nullPairs > pairs
        || answerNullPairs < 1
        || answerNullPairs > pairs
        || randomSets < 1
        || coalitions < 1
        || draws < 2
        || resamples < 1) {
      throw new IllegalArgumentException(
          ("heads: %d pairs, %d and %d for random sets, %d sets, %d coalitions, %d draws, %d"
                  + " resamples; expected at least 2 pairs, no more for random sets, 2 draws, and"
                  + " at least 1 of the rest")
              .formatted(
                  pairs, nullPairs, answerNullPairs, randomSets, coalitions, draws, resamples));
    }
  }

  /**
   * The same with another seed.
   *
   * @param other of every choice, not negative
   * @return a changed copy
   */
  public HeadOptions withSeed(long other) {
    return new HeadOptions(
        pairs, nullPairs, answerNullPairs, randomSets, coalitions, draws, resamples, other);
  }
}
