package dev.credence.belief.numpy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Samples without replacement by NumPy's two algorithms: Floyd's for small shares of the
 * population, a shuffle of the tail for large shares of large populations. Which one runs decides
 * which numbers come out, so NumPy's thresholds are kept.
 */
final class Samples {
  private static final int LARGE_POPULATION = 10_000;

  private Samples() {}

  static int[] withoutReplacement(Pcg64 bits, int population, int size, boolean shuffle) {
    int share = population / (shuffle ? 50 : 20);
    if (population > LARGE_POPULATION && size > share) {
      int[] numbers = NumpyRandom.ascending(population);
      shuffleFrom(bits, numbers, Math.max(population - size, 1));
      return Arrays.copyOfRange(numbers, population - size, population);
    }
    int[] drawn = floyd(bits, population, size);
    if (shuffle) {
      shuffleFrom(bits, drawn, 1);
    }
    return drawn;
  }

  /** Each step draws from one more number than the last; on a repeat, the new number is taken. */
  private static int[] floyd(Pcg64 bits, int population, int size) {
    int[] drawn = new int[size];
    Set<Integer> seen = HashSet.newHashSet(size);
    for (int i = 0; i < size; i++) {
      int newest = population - size + i;
      int number = (int) Bounded.lemire(bits, newest);
      if (!seen.add(number)) {
        number = newest;
        seen.add(number);
      }
      drawn[i] = number;
    }
    return drawn;
  }

  /** Settles the entries from the last down to {@code first}. */
  private static void shuffleFrom(Pcg64 bits, int[] numbers, int first) {
    for (int i = numbers.length - 1; i >= first; i--) {
      NumpyRandom.swap(numbers, i, (int) Bounded.lemire(bits, i));
    }
  }
}
