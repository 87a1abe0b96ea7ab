package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.lab.ask.Asked;
import dev.credence.transformer.hook.Positions;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Three prompts that ask the same question after as many draws, the last of which is the same, in
 * as many tokens.
 *
 * @param corrupt of the two that are compared the one with the weaker belief
 * @param clean the one with the stronger
 * @param other what heads are given when both are to lose what they know
 * @param weak {@code corrupt} as it is asked
 * @param strong {@code clean}
 * @param third {@code other}
 * @param exact {@code [coordinate]}: exact answer to clean minus exact answer to corrupt, on the
 *     task's scale
 * @param from first position at which any two of the prompts differ
 */
record HeadPair(
    DesignCell corrupt,
    DesignCell clean,
    DesignCell other,
    Asked weak,
    Asked strong,
    Asked third,
    List<Double> exact,
    int from) {

  HeadPair {
    exact = List.copyOf(exact);
  }

  Positions positions(HeadScope scope) {
    return switch (scope) {
      case ANSWER -> Positions.LAST;
      case EVIDENCE -> Positions.at(IntStream.range(from, weak.tokens().size()).toArray());
    };
  }
}
