package dev.credence.belief.design;

import dev.credence.belief.Word;
import dev.credence.belief.numpy.NumpyRandom;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The distinct orders of any number of symbols, numbered from 0 in lexicographic order. For two
 * symbols they are {@link Orders}.
 */
final class Arrangements {
  private final int[] counts; // [symbol]
  private final int n;
  private final long count;

  /**
   * @param counts {@code [symbol]}: how often each is drawn, not negative
   */
  Arrangements(List<Integer> counts) {
    this.counts = counts.stream().mapToInt(Integer::intValue).toArray();
    this.n = IntStream.of(this.counts).sum();
    BigInteger product = BigInteger.ONE;
    int placed = 0;
    for (int of : this.counts) {
      for (int i = 1; i <= of; i++) {
        product = product.multiply(BigInteger.valueOf(++placed)).divide(BigInteger.valueOf(i));
      }
    }
    if (product.bitLength() >= Long.SIZE) {
      throw new IllegalArgumentException(
          "orders of " + counts + ": there are more than 2^63; show shorter evidence");
    }
    this.count = product.longValueExact();
  }

  /** N! / (k_0! k_1! ...). */
  long count() {
    return count;
  }

  /** The order of a number, from 0. */
  Word get(long rank) {
    int[] left = counts.clone();
    int[] word = new int[n];
    long orders = count;
    long rest = rank;
    for (int position = 0; position < n; position++) {
      int symbol = 0;
      long starting = startingWith(orders, left[0], n - position);
      while (rest >= starting) {
        rest -= starting;
        starting = startingWith(orders, left[++symbol], n - position);
      }
      word[position] = symbol;
      left[symbol]--;
      orders = starting;
    }
    return Word.of(word);
  }

  /** Of so many orders of n draws, those that begin with a symbol of which there are so many. */
  private static long startingWith(long orders, int count, int n) {
    // orders * count / n, divided first so that it does not overflow.
    long common = gcd(orders, n);
    return orders / common * (count / (n / common));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Every order once, in lexicographic order. */
  List<Word> all() {
    return LongStream.range(0, count).mapToObj(this::get).toList();
  }

  /** Distinct orders, every set of that size equally likely; all where there are no more. */
  List<Word> sample(int size, NumpyRandom random) {
    if (count <= size) {
      return all();
    }
    if (size > count / 4) { // so there are few enough for an int
      int[] ranks = random.choiceWithoutReplacement((int) count, size, false);
      return Arrays.stream(ranks).sorted().mapToObj(this::get).toList();
    }
    SortedSet<Long> ranks = new TreeSet<>();
    while (ranks.size() < size) {
      ranks.add(random.integers(0, count));
    }
    return ranks.stream().map(this::get).toList();
  }
}
