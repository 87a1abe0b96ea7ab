package dev.credence.belief.numpy;

/** Uniform integers below a bound, by the two methods between which NumPy's calls choose. */
final class Bounded {
  private static final long UINT32_MAX = 0xFFFFFFFFL;

  private Bounded() {}

  /**
   * Uniform on [0, max] by Lemire's multiplication with rejection, on half words where they
   * suffice: what {@code integers} and {@code choice} use.
   *
   * @param max unsigned
   * @see <a href="https://arxiv.org/abs/1805.10941">Lemire, Fast Random Integer Generation in an
   *     Interval</a>
   */
  static long lemire(Pcg64 bits, long max) {
    if (max == 0) {
      return 0;
    }
    if (max == -1) {
      return bits.nextLong();
    }
    return Long.compareUnsigned(max, UINT32_MAX) <= 0 ? lemire32(bits, max) : lemire64(bits, max);
  }

  private static long lemire32(Pcg64 bits, long max) {
    long halfWord = Integer.toUnsignedLong(bits.nextInt());
    if (max == UINT32_MAX) {
      return halfWord;
    }
    long count = max + 1;
    long product = halfWord * count;
    if ((product & UINT32_MAX) < count) {
      long threshold = (UINT32_MAX - max) % count;
      while ((product & UINT32_MAX) < threshold) {
        product = Integer.toUnsignedLong(bits.nextInt()) * count;
      }
    }
    return product >>> 32;
  }

  private static long lemire64(Pcg64 bits, long max) {
    long count = max + 1;
    long word = bits.nextLong();
    long low = word * count;
    if (Long.compareUnsigned(low, count) < 0) {
      long threshold = Long.remainderUnsigned(-1 - max, count);
      while (Long.compareUnsigned(low, threshold) < 0) {
        word = bits.nextLong();
        low = word * count;
      }
    }
    return Math.unsignedMultiplyHigh(word, count);
  }

  /**
   * Uniform on [0, max] by masking with rejection: what {@code shuffle} and {@code permutation}
   * use.
   *
   * @param max above 0
   */
  static int masked(Pcg64 bits, int max) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value;
    do {
      value = bits.nextInt() & mask;
    } while (value > max);
    return value;
  }
}
