package dev.credence.belief.design;

import dev.credence.belief.Evidence;
import dev.credence.belief.numpy.NumpyRandom;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The distinct orders of k X among N draws, numbered from 0 in lexicographic order, X before Y.
 *
 * @param nX draws of X
 * @param n draws in all
 */
public record Orders(int nX, int n) {

  /** C(66, 33) is the greatest central binomial coefficient that a long holds. */
  private static final int MAX_DRAWS = 66;

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException unless 0 &lt;= nX &lt;= n &lt;= 66
   */
  public Orders {
    if (nX < 0 || nX > n || n > MAX_DRAWS) {
      throw new IllegalArgumentException(
          "orders of " + nX + " X among " + n + " draws; expected 0 <= X <= draws <= " + MAX_DRAWS);
    }
  }

  /**
   * The orders of the draws of some evidence, it among them.
   *
   * @param evidence at most 66 draws
   * @return its orders
   * @throws IllegalArgumentException if there are more draws
   */
  public static Orders of(Evidence evidence) {
    return new Orders(evidence.countX(), evidence.length());
  }

  /**
   * How many distinct orders there are.
   *
   * @return N! / (k! (N - k)!)
   */
  public long count() {
    return binomial(n, nX);
  }

  /**
   * One order.
   *
   * @param rank from 0 to {@link #count} - 1
   * @return the order of that number
   * @throws IndexOutOfBoundsException if there is none
   */
  public Evidence get(long rank) {
    if (rank < 0 || rank >= count()) {
      throw new IndexOutOfBoundsException("order " + rank + " of " + count());
    }
    var draws = new StringBuilder(n);
    long left = rank;
    int x = nX;
    for (int rest = n - 1; rest >= 0; rest--) {
      long startingWithX = x == 0 ? 0 : binomial(rest, x - 1);
      if (left < startingWithX) {
        draws.append('X');
        x--;
      } else {
        draws.append('Y');
        left -= startingWithX;
      }
    }
    return Evidence.of(draws.toString());
  }

  /**
   * Every order once.
   *
   * @return in lexicographic order
   * @throws IllegalArgumentException if there are more than a list holds; sample instead
   */
  public List<Evidence> all() {
    if (count() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "orders of "
              + nX
              + " X among "
              + n
              + " draws: there are "
              + count()
              + ", too many to list; draw a sample");
    }
    return LongStream.range(0, count()).mapToObj(this::get).toList();
  }

  /**
   * Distinct orders, every set of that size equally likely, so that each order has the same weight;
   * all of them where there are no more.
   *
   * @param size how many at most, not negative
   * @param random advanced
   * @return in lexicographic order
   * @throws IllegalArgumentException if the size is negative
   */
  public List<Evidence> sample(int size, NumpyRandom random) {
    if (size < 0) {
      throw new IllegalArgumentException("orders: asked for a sample of " + size);
    }
    if (count() <= size) {
      return all();
    }
    if (count() <= Integer.MAX_VALUE) {
      return IntStream.of(random.choiceWithoutReplacement((int) count(), size, false))
          .sorted()
          .mapToObj(this::get)
          .toList();
    }
    SortedSet<Long> ranks = new TreeSet<>();
    while (ranks.size() < size) {
      ranks.add(random.integers(0, count()));
    }
    return ranks.stream().map(this::get).toList();
  }

  /** Exact: every intermediate product is itself a binomial coefficient times a small factor. */
  private static long binomial(int n, int k) {
    if (k < 0 || k > n) {
      return 0;
    }
    long result = 1;
    for (int i = 1; i <= Math.min(k, n - k); i++) {
      // Divided before it is multiplied where possible, so that C(66, 33) does not overflow.
      long factor = n - i + 1L;
      long common = gcd(result, i);
      result = result / common * (factor / (i / common));
    }
    return result;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
