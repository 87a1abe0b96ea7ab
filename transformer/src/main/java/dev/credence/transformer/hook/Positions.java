package dev.credence.transformer.hook;

import dev.credence.transformer.config.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;

/** Which token positions of a prompt. */
public sealed interface Positions {

  /** Every position. */
  Positions ALL = new All();

  /** The last one. */
  Positions LAST = new Last();

  /** The positions listed, in this order; negative ones count from the end, -1 the last. */
  static Positions at(int... positions) {
    return new At(java.util.Arrays.stream(positions).boxed().toList());
  }

  /**
   * The positions meant in a prompt of {@code length} tokens.
   *
   * @param what named in the error, as in "cell up, edit 1"
   * @throws InvalidInputException if a position lies outside the prompt or stands twice
   */
  int[] resolve(int length, String what);

  /** Every position. */
  record All() implements Positions {
    @Override
    public int[] resolve(int length, String what) {
      int[] all = new int[length];
      java.util.Arrays.setAll(all, i -> i);
      return all;
    }

    @Override
    public String toString() {
      return "all";
    }
  }

  /** The last position. */
  record Last() implements Positions {
    @Override
    public int[] resolve(int length, String what) {
      return new int[] {length - 1};
    }

    @Override
    public String toString() {
      return "last";
    }
  }

  /** Listed positions. */
  record At(List<Integer> positions) implements Positions {
    /** Checks that there is one at least. */
    public At {
      positions = List.copyOf(positions);
      if (positions.isEmpty()) {
        throw new InvalidInputException(
            "positions: the list is empty; write \"all\", \"last\" or at least one position");
      }
    }

    @Override
    public int[] resolve(int length, String what) {
      int[] resolved = new int[positions.size()];
      java.util.BitSet seen = new java.util.BitSet(length);
      for (int i = 0; i < resolved.length; i++) {
        int position = positions.get(i);
        int absolute = position < 0 ? position + length : position;
        if (absolute < 0 || absolute >= length) {
          throw new InvalidInputException(
              "%s: position %d lies outside the prompt, which has positions 0 to %d",
              what, position, length - 1);
        }
        if (seen.get(absolute)) {
          throw new InvalidInputException(
              "%s: position %d stands twice in %s; name each once", what, absolute, this);
        }
        seen.set(absolute);
        resolved[i] = absolute;
      }
      return resolved;
    }

    @Override
    public String toString() {
      return positions.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
  }
}
