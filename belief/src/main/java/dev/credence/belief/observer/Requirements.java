package dev.credence.belief.observer;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/**
 * What must vary in a set of trials, lest a rival say the same as another family whatever its
 * parameters. Algebra, not power: that the two differ at all, not that they differ enough.
 */
final class Requirements {
  private Requirements() {}

  /** Some trial must be long enough for the place of a draw to matter. */
  static Function<Collection<Trial>, Optional<String>> draws(String same, int atLeast) {
    return trials ->
        unless(
            trials.stream().anyMatch(t -> t.length() >= atLeast),
            "no prompt has " + atLeast + " draws or more",
            same);
  }

  /** Draws must be of unequal strength. */
  static Function<Collection<Trial>, Optional<String>> unequalDraws(String same) {
    return trials -> {
      // Rounding makes ln(.7/.3) and ln(.3/.7) differ in the last digits.
      double least = Double.POSITIVE_INFINITY;
      double most = 0;
      for (Trial trial : trials) {
        double x = Math.abs(trial.ratioXNats());
        double y = Math.abs(trial.ratioYNats());
        least = Math.min(least, Math.min(x, y));
        most = Math.max(most, Math.max(x, y));
      }
      return unless(most > least * (1 + 1e-9), "all draws are equally telling", same);
    };
  }

  /** Lengths must differ. */
  static Function<Collection<Trial>, Optional<String>> unequalLengths(String same) {
    return trials ->
        unless(
            trials.stream().mapToInt(Trial::length).distinct().limit(2).count() == 2,
            "all prompts have as many draws",
            same);
  }

  /** Priors must differ. */
  static Function<Collection<Trial>, Optional<String>> unequalPriors(String same) {
    return trials ->
        unless(
            trials.stream().mapToDouble(Trial::priorNats).distinct().limit(2).count() == 2,
            "all prompts have the same prior",
            same);
  }

  private static Optional<String> unless(boolean met, String found, String same) {
    return met ? Optional.empty() : Optional.of(found + ", so it says what " + same + " says");
  }
}
