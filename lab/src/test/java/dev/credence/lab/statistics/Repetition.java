package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * A claim about how often, held to {@value #TIMES} repetitions. The bounds are those that a right
 * procedure breaks once in a thousand: of 10,000 at .05, 569 rejections; at .95, 9,431 covered.
 */
record Repetition(long firstSeed) {
  private static final int TIMES = 10_000;
  private static final double ONCE_IN_A_THOUSAND = 0.001;

  /** Draws of a test must not come from the stream of the data. */
  private static final long FAR = 1_000_000_000L;

  /** How often something happened, of {@link #TIMES}; each repetition has its own seeds. */
  int count(BiPredicate<NumpyRandom, Long> happened) {
    return (int)
        LongStream.range(firstSeed, firstSeed + TIMES)
            .parallel()
            .filter(seed -> happened.test(NumpyRandom.ofSeed(seed), FAR + seed))
            .count();
  }

  void isAtMost(double level, BiPredicate<NumpyRandom, Long> rejected) {
    int most = binomial(level).inverseCumulativeProbability(1 - ONCE_IN_A_THOUSAND);
    assertThat(count(rejected))
        .as("rejections of %d at %s", TIMES, level)
        .isLessThanOrEqualTo(most);
  }

  void isAtLeast(double confidence, BiPredicate<NumpyRandom, Long> covered) {
    int least = binomial(confidence).inverseCumulativeProbability(ONCE_IN_A_THOUSAND);
    assertThat(count(covered))
        .as("covered of %d at %s", TIMES, confidence)
        .isGreaterThanOrEqualTo(least);
  }

  /** Neither more nor less often, each bound broken once in a thousand. */
  void isAbout(double level, BiPredicate<NumpyRandom, Long> happened) {
    assertThat(count(happened))
        .as("of %d at %s", TIMES, level)
        .isBetween(
            binomial(level).inverseCumulativeProbability(ONCE_IN_A_THOUSAND),
            binomial(level).inverseCumulativeProbability(1 - ONCE_IN_A_THOUSAND));
  }

  private static BinomialDistribution binomial(double p) {
    return new BinomialDistribution(TIMES, p);
  }
}
