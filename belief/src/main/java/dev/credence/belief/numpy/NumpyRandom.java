package dev.credence.belief.numpy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * NumPy's {@code default_rng(seed)}, bit for bit (checked against NumPy 1.26 and 2.4).
 *
 * <p>Calls take the words of the stream that NumPy's calls take: {@code integers} over a range of
 * up to 2^32 values takes half words, {@code random} whole ones. Not safe for use by several
 * threads.
 *
 * {@snippet :
 * var rng = NumpyRandom.ofSeed(0);
 * List<String> draws = new ArrayList<>(List.of("X", "X", "X", "X", "Y"));
 * rng.shuffle(draws); // as rng.shuffle(draws) in Python
 * }
 *
 * @see <a
 *     href="https://numpy.org/doc/1.26/reference/random/generator.html">numpy.random.Generator</a>
 */
public final class NumpyRandom {
  private static final double DOUBLE_UNIT = 0x1p-53;

  private final Pcg64 bits;

  /**
   * A generator over a stream of bits.
   *
   * @param bits the stream; shared with the caller
   */
  public NumpyRandom(Pcg64 bits) {
    this.bits = bits;
  }

  /**
   * The generator of a small seed.
   *
   * @param seed not negative
   * @return {@code default_rng(seed)}
   * @throws IllegalArgumentException if the seed is negative
   */
  public static NumpyRandom ofSeed(long seed) {
    return ofSeed(BigInteger.valueOf(seed));
  }

  /**
   * The generator of a seed of any size.
   *
   * @param seed not negative
   * @return {@code default_rng(seed)}
   * @throws IllegalArgumentException if the seed is negative
   */
  public static NumpyRandom ofSeed(BigInteger seed) {
    return ofSeed(SeedSequence.of(seed));
  }

  /**
   * The generator of a seed sequence, such as a spawned child.
   *
   * @param seed where its state comes from
   * @return {@code default_rng(seed)}
   */
  public static NumpyRandom ofSeed(SeedSequence seed) {
    return new NumpyRandom(new Pcg64(seed));
  }

  /**
   * The next word of the stream.
   *
   * @return an unsigned 64-bit number, NumPy's {@code bit_generator.random_raw()}
   */
  public long nextUint64() {
    return bits.nextLong();
  }

  /**
   * The next half word of the stream.
   *
   * @return an unsigned 32-bit number, NumPy's {@code integers(0, 2**32, dtype=uint32)}
   */
  public int nextUint32() {
    return bits.nextInt();
  }

  /**
   * A double in [0, 1): the upper 53 bits of a word.
   *
   * @return {@code random()}
   */
  public double random() {
    return (bits.nextLong() >>> 11) * DOUBLE_UNIT;
  }

  /**
   * A double between two bounds.
   *
   * @param low the lower bound, included
   * @param high the upper bound, not included but for rounding
   * @return {@code uniform(low, high)}
   * @throws IllegalArgumentException if the range is not finite
   */
  public double uniform(double low, double high) {
    double range = high - low;
    if (!Double.isFinite(range)) {
      throw new IllegalArgumentException(
          "uniform: from " + low + " to " + high + " is not a finite range");
    }
    return low + range * random();
  }

  /**
   * An integer below a bound.
   *
   * @param high the bound, at least 1
   * @return {@code integers(high)}, in [0, high)
   * @throws IllegalArgumentException if there is no such integer
   */
  public int integers(int high) {
    return (int) integers(0, high);
  }

  /**
   * An integer from a half-open range.
   *
   * @param low the least
   * @param high above the greatest
   * @return {@code integers(low, high)}, in [low, high)
   * @throws IllegalArgumentException if the range is empty
   */
  public long integers(long low, long high) {
    if (low >= high) {
      throw new IllegalArgumentException(
          "integers: the range from " + low + " to below " + high + " is empty");
    }
    return low + Bounded.lemire(bits, high - low - 1);
  }

  /**
   * An integer from a closed range, which may be that of all longs.
   *
   * @param low the least
   * @param high the greatest
   * @return {@code integers(low, high, endpoint=True)}, in [low, high]
   * @throws IllegalArgumentException if the range is empty
   */
  public long integersClosed(long low, long high) {
    if (low > high) {
      throw new IllegalArgumentException(
          "integers: the range from " + low + " to " + high + " is empty");
    }
    return low + Bounded.lemire(bits, high - low);
  }

  /**
   * Puts a list into random order.
   *
   * @param list changed in place
   * @param <T> what it holds
   */
  public <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, Bounded.masked(bits, i));
    }
  }

  /**
   * The numbers below a bound, in random order.
   *
   * @param count how many
   * @return {@code permutation(count)}
   * @throws IllegalArgumentException if the count is negative
   */
  public int[] permutation(int count) {
    int[] order = ascending(count);
    for (int i = count - 1; i > 0; i--) {
      swap(order, i, Bounded.masked(bits, i));
    }
    return order;
  }

  /**
   * A list in random order.
   *
   * @param list left as it is
   * @param <T> what it holds
   * @return {@code permutation(list)}, a new list
   */
  public <T> List<T> permutation(List<T> list) {
    List<T> permuted = new ArrayList<>(list.size());
    for (int i : permutation(list.size())) {
      permuted.add(list.get(i));
    }
    return permuted;
  }

  /**
   * Draws from the numbers below a bound, with replacement.
   *
   * @param population the bound, at least 1
   * @param size how many draws
   * @return {@code choice(population, size)}
   * @throws IllegalArgumentException if the population is empty or the size negative
   */
  public int[] choice(int population, int size) {
    requirePopulation(population, size);
    int[] drawn = new int[size];
    for (int i = 0; i < size; i++) {
      drawn[i] = integers(population);
    }
    return drawn;
  }

  /**
   * Draws from the numbers below {@code p.length}, with replacement and with weights.
   *
   * @param p probabilities: not negative, their sum 1 within 1e-8
   * @param size how many draws
   * @return {@code choice(len(p), size, p=p)}
   * @throws IllegalArgumentException if p is not a distribution or the size negative
   */
  public int[] choice(double[] p, int size) {
    requirePopulation(p.length, size);
    double[] cumulative = new double[p.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      if (!(p[i] >= 0)) {
        throw new IllegalArgumentException(
            "choice: p[" + i + "] is " + p[i] + "; probabilities are not negative");
      }
      sum += p[i];
      cumulative[i] = sum;
    }
    if (!(Math.abs(sum - 1) <= 1e-8)) {
      throw new IllegalArgumentException("choice: p sums to " + sum + ", not 1");
    }
    int[] drawn = new int[size];
    for (int i = 0; i < size; i++) {
      double u = random();
      int k = 0;
      while (cumulative[k] / sum <= u) {
        k++;
      }
      drawn[i] = k;
    }
    return drawn;
  }

  /**
   * Draws from the numbers below a bound, without replacement.
   *
   * @param population the bound, at least 1
   * @param size how many draws, at most {@code population}
   * @param shuffle whether the order of the draws shall be random too; if not, the set is random
   *     and its order is whatever the algorithm leaves
   * @return {@code choice(population, size, replace=False, shuffle=shuffle)}
   * @throws IllegalArgumentException if the population is empty or too small for the size
   */
  public int[] choiceWithoutReplacement(int population, int size, boolean shuffle) {
    requirePopulation(population, size);
    if (size > population) {
      throw new IllegalArgumentException(
          "choice: " + size + " draws without replacement, but there are only " + population);
    }
    return Samples.withoutReplacement(bits, population, size, shuffle);
  }

  /**
   * A draw from the standard normal distribution.
   *
   * @return {@code standard_normal()}
   */
  public double standardNormal() {
    return Ziggurat.normal(this);
  }

  /**
   * A draw from a normal distribution.
   *
   * @param mean its mean
   * @param deviation its standard deviation, not negative
   * @return {@code normal(mean, deviation)}
   * @throws IllegalArgumentException if the deviation is negative or NaN
   */
  public double normal(double mean, double deviation) {
    if (!(deviation >= 0)) {
      throw new IllegalArgumentException(
          "normal: the deviation is " + deviation + "; it must not be negative");
    }
    return mean + deviation * standardNormal();
  }

  /**
   * A draw from the exponential distribution of mean 1.
   *
   * @return {@code standard_exponential()}
   */
  public double standardExponential() {
    return Ziggurat.exponential(this);
  }

  /**
   * Where the stream stands.
   *
   * @return {@code bit_generator.state}
   */
  public Pcg64.State state() {
    return bits.state();
  }

  static int[] ascending(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("permutation: count is " + count);
    }
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  static void swap(int[] numbers, int i, int j) {
    int kept = numbers[i];
    numbers[i] = numbers[j];
    numbers[j] = kept;
  }

  private static void requirePopulation(int population, int size) {
    if (population < 1) {
      throw new IllegalArgumentException(
          "choice: the population is " + population + "; it must have at least one member");
    }
    if (size < 0) {
      throw new IllegalArgumentException("choice: size is " + size);
    }
  }
}
