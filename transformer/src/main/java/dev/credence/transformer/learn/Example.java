package dev.credence.transformer.learn;

import dev.credence.transformer.config.InvalidInputException;
import java.util.List;

/**
 * A prompt, and what shall be predicted in it.
 *
 * @param tokens the prompt, beginning-of-sequence token included
 * @param targets at least one; no position twice
 */
public record Example(int[] tokens, List<Target> targets) {

  /** Keeps a copy, in the order of positions. */
  public Example {
    targets = targets.stream().sorted(java.util.Comparator.comparingInt(Target::position)).toList();
    for (int i = 0; i < targets.size(); i++) {
      int position = targets.get(i).position();
      if (position < 0
          || position >= tokens.length
          || (i > 0 && position == targets.get(i - 1).position())) {
        throw new InvalidInputException(
            "example of %d tokens: a target at position %d is outside, or the second there",
            tokens.length, position);
      }
    }
    if (targets.isEmpty()) {
      throw new InvalidInputException("example of %d tokens: it has no target", tokens.length);
    }
  }

  /**
   * What shall be predicted at one position: a distribution over tokens.
   *
   * @param position from 0
   * @param tokens those of a probability above 0
   * @param probabilities of these tokens, in their order; their sum is 1
   * @param weight in the mean over all targets of a step, above 0
   */
  public record Target(int position, int[] tokens, double[] probabilities, double weight) {
    /** Checks that it is a distribution. */
    public Target {
      double sum = 0;
      for (double p : probabilities) {
        sum += p;
      }
      if (tokens.length != probabilities.length || !(Math.abs(sum - 1) < 1e-9) || !(weight > 0)) {
        throw new InvalidInputException(
            "target at position %d: %d tokens, probabilities that sum to %s, weight %s; expected a"
                + " probability a token, a sum of 1 and a positive weight",
            position, tokens.length, sum, weight);
      }
    }

    /** One token, for certain. */
    public static Target certain(int position, int token) {
      return new Target(position, new int[] {token}, new double[] {1}, 1);
    }

    /** The entropy of the distribution, in nats: the least cross-entropy there can be. */
    public double entropyNats() {
      double entropy = 0;
      for (double p : probabilities) {
        entropy -= p > 0 ? p * Math.log(p) : 0;
      }
      return entropy;
    }
  }
}
