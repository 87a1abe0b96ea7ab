package dev.credence.belief.numpy;

import java.math.BigInteger;

/**
 * The bit generator behind {@code default_rng}: PCG with 128 bits of state and the XSL-RR output
 * function, and NumPy's rule for 32-bit draws (the lower half of a word first; the upper half is
 * kept for the next 32-bit draw, whatever 64-bit draws come between).
 *
 * <pre>
 * state := state * 0x2360ED051FC65DA44385DF649FCCF645 + inc   (mod 2^128)
 * word   = rotate_right(high(state) xor low(state), state >> 122)
 * </pre>
 *
 * @see <a href="https://www.pcg-random.org/paper.html">O'Neill, PCG: A Family of Simple Fast
 *     Space-Efficient Statistically Good Algorithms for Random Number Generation</a>
 */
public final class Pcg64 {
  private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
  private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

  private final long incHigh;
  private final long incLow;
  private long high;
  private long low;
  private boolean hasHalf;
  private int half;

  /**
   * The generator that NumPy makes from a seed sequence.
   *
   * @param seed four 64-bit words of it become the initial state and the stream
   */
  public Pcg64(SeedSequence seed) {
    long[] words = seed.generateLongs(4);
    incHigh = words[2] << 1 | words[3] >>> 63;
    incLow = words[3] << 1 | 1;
    step();
    low += words[1];
    high += words[0] + carry(low, words[1]);
    step();
  }

  /**
   * The next word.
   *
   * @return an unsigned 64-bit number
   */
  public long nextLong() {
    step();
    return Long.rotateRight(high ^ low, (int) (high >>> 58));
  }

  /**
   * The next half word: the one kept from an earlier draw, or else the lower half of a new word.
   *
   * @return an unsigned 32-bit number
   */
  public int nextInt() {
    if (hasHalf) {
      hasHalf = false;
      return half;
    }
    long word = nextLong();
    hasHalf = true;
    half = (int) (word >>> 32);
    return (int) word;
  }

  /**
   * Where this generator stands, in NumPy's terms ({@code bit_generator.state}).
   *
   * @return a copy
   */
  public State state() {
    return new State(
        unsigned(high, low), unsigned(incHigh, incLow), hasHalf, Integer.toUnsignedLong(half));
  }

  /**
   * The state of a generator as NumPy prints it.
   *
   * @param state 128 bits
   * @param inc 128 bits, odd; selects the stream
   * @param hasUint32 whether a half word is kept
   * @param uinteger the half word last kept, used or not
   */
  public record State(BigInteger state, BigInteger inc, boolean hasUint32, long uinteger) {}

  private void step() {
    long productHigh =
        Math.unsignedMultiplyHigh(low, MULTIPLIER_LOW)
            + high * MULTIPLIER_LOW
            + low * MULTIPLIER_HIGH;
    low = low * MULTIPLIER_LOW + incLow;
    high = productHigh + incHigh + carry(low, incLow);
  }

  /** 1 if the sum overflowed when {@code addend} was added to it, else 0. */
  private static long carry(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  private static BigInteger unsigned(long high, long low) {
    return unsigned(high).multiply(WORD).add(unsigned(low));
  }

  private static BigInteger unsigned(long word) {
    return new BigInteger(Long.toUnsignedString(word));
  }
}
