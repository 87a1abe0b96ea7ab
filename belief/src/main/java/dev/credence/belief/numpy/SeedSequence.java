package dev.credence.belief.numpy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * NumPy's {@code SeedSequence}: spreads the bits of a seed of any size over a pool of four 32-bit
 * words, from which the state of a generator, or of independent children, is drawn.
 *
 * <p>The algorithm is M. E. O'Neill's {@code seed_seq_fe}, as NumPy uses it.
 *
 * @see <a
 *     href="https://numpy.org/doc/1.26/reference/random/bit_generators/generated/numpy.random.SeedSequence.html">numpy.random.SeedSequence</a>
 * @see <a href="https://www.pcg-random.org/posts/developing-a-seed_seq-alternative.html">O'Neill,
 *     Developing a seed_seq Alternative</a>
 */
public final class SeedSequence {
  private static final int POOL_SIZE = 4;
  private static final int XSHIFT = 16;
  private static final int INIT_A = 0x43b0d7e5;
  private static final int MULT_A = 0x931e8875;
  private static final int INIT_B = 0x8b51f9dd;
  private static final int MULT_B = 0x58f38ded;
  private static final int MIX_MULT_L = 0xca01f9dd;
  private static final int MIX_MULT_R = 0x4973f715;

  private final List<BigInteger> entropy;
  private final List<Integer> spawnKey;
  private final int[] pool;
  private int childrenSpawned;

  private SeedSequence(List<BigInteger> entropy, List<Integer> spawnKey) {
    this.entropy = List.copyOf(entropy);
    this.spawnKey = List.copyOf(spawnKey);
    this.pool = mix(assembledEntropy());
  }

  /**
   * The sequence of one seed.
   *
   * @param seed not negative, of any size
   * @return {@code SeedSequence(seed)}
   * @throws IllegalArgumentException if the seed is negative
   */
  public static SeedSequence of(BigInteger seed) {
    return of(List.of(seed));
  }

  /**
   * The sequence of a list of seeds; {@code [s]} is the same as {@code s}.
   *
   * @param seeds not negative, each of any size
   * @return {@code SeedSequence(seeds)}
   * @throws IllegalArgumentException if the list is empty or a seed is negative
   */
  public static SeedSequence of(List<BigInteger> seeds) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("seed: the list is empty; give at least one integer");
    }
    for (BigInteger seed : seeds) {
      if (seed.signum() < 0) {
        throw new IllegalArgumentException(
            "seed: found " + seed + "; NumPy takes integers that are not negative");
      }
    }
    return new SeedSequence(seeds, List.of());
  }

  /**
   * The next {@code count} children, whose streams are independent of each other's and of this
   * one's. Each call goes on where the one before stopped.
   *
   * @param count how many, not negative
   * @return {@code spawn(count)}
   */
  public List<SeedSequence> spawn(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("spawn: asked for " + count + " children");
    }
    List<SeedSequence> children = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      List<Integer> key = new ArrayList<>(spawnKey);
      key.add(childrenSpawned++);
      children.add(new SeedSequence(entropy, key));
    }
    return List.copyOf(children);
  }

  /**
   * The seeds that this sequence was made from.
   *
   * @return as given; of a child, its parent's
   */
  public List<BigInteger> entropy() {
    return entropy;
  }

  /**
   * The mixed entropy.
   *
   * @return the four words of the pool; each int holds an unsigned 32-bit number
   */
  public int[] pool() {
    return pool.clone();
  }

  /**
   * State of 32-bit words.
   *
   * @param words how many
   * @return {@code generate_state(words, uint32)}; each int holds an unsigned 32-bit number
   */
  public int[] generateInts(int words) {
    int hash = INIT_B;
    int[] state = new int[words];
    for (int i = 0; i < words; i++) {
      int value = pool[i % POOL_SIZE] ^ hash;
      hash *= MULT_B;
      value *= hash;
      state[i] = value ^ (value >>> XSHIFT);
    }
    return state;
  }

  /**
   * State of 64-bit words, each of two 32-bit words, the lower first.
   *
   * @param words how many
   * @return {@code generate_state(words, uint64)}; each long holds an unsigned 64-bit number
   */
  public long[] generateLongs(int words) {
    int[] halves = generateInts(2 * words);
    long[] state = new long[words];
    Arrays.setAll(
        state, i -> Integer.toUnsignedLong(halves[2 * i]) | (long) halves[2 * i + 1] << 32);
    return state;
  }

  private int[] assembledEntropy() {
    IntStream run = entropy.stream().flatMapToInt(SeedSequence::words);
    int[] words = run.toArray();
    if (spawnKey.isEmpty()) {
      return words;
    }
    // Zeros up to the size of the pool, or a spawn key could be taken for entropy.
    int[] padded = Arrays.copyOf(words, Math.max(words.length, POOL_SIZE));
    return IntStream.concat(
            Arrays.stream(padded),
            spawnKey.stream().flatMapToInt(key -> words(BigInteger.valueOf(key))))
        .toArray();
  }

  /** The 32-bit words of a number, lowest first; zero is one word. */
  private static IntStream words(BigInteger number) {
    Objects.requireNonNull(number);
    int count = Math.max(1, (number.bitLength() + 31) / 32);
    return IntStream.range(0, count).map(i -> number.shiftRight(32 * i).intValue());
  }

  private static int[] mix(int[] words) {
    int[] mixed = new int[POOL_SIZE];
    var hash = new Hash();
    for (int i = 0; i < POOL_SIZE; i++) {
      mixed[i] = hash.of(i < words.length ? words[i] : 0);
    }
    for (int from = 0; from < POOL_SIZE; from++) {
      for (int to = 0; to < POOL_SIZE; to++) {
        if (from != to) {
          mixed[to] = mix(mixed[to], hash.of(mixed[from]));
        }
      }
    }
    for (int from = POOL_SIZE; from < words.length; from++) {
      for (int to = 0; to < POOL_SIZE; to++) {
        mixed[to] = mix(mixed[to], hash.of(words[from]));
      }
    }
    return mixed;
  }

  private static int mix(int x, int y) {
    int mixed = MIX_MULT_L * x - MIX_MULT_R * y;
    return mixed ^ (mixed >>> XSHIFT);
  }

  /** A hash whose constant changes with each use. */
  private static final class Hash {
    private int constant = INIT_A;

    int of(int word) {
      int value = word ^ constant;
      constant *= MULT_A;
      value *= constant;
      return value ^ (value >>> XSHIFT);
    }
  }
}
