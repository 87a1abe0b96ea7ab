package dev.credence.belief.numpy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Normal and exponential variates by the ziggurat method (Marsaglia and Tsang 2000, in Doornik's
 * form), over 256 strips.
 *
 * <p>The tables are NumPy's constants (its file {@code ziggurat_constants.h}, BSD-3-Clause) as
 * numbers: the recursion that makes them depends on the last bits of the logarithm used, so
 * computing them again gives neighbours of some of them, not all of them to the bit. They lie in
 * {@code ziggurat.bin}: six tables of 256 big-endian 64-bit words, in the order of the fields here.
 */
final class Ziggurat {
  private static final int STRIPS = 256;
  private static final long MANTISSA_52 = 0xFFFFFFFFFFFFFL;

  /** Where the normal's last strip ends and its tail begins. */
  private static final double NORMAL_R = 3.654152885361009;

  private static final double NORMAL_INV_R = 0.2736612373297583;
  private static final double EXPONENTIAL_R = 7.69711747013105;

  private static final long[] NORMAL_K = new long[STRIPS];
  private static final double[] NORMAL_W = new double[STRIPS];
  private static final double[] NORMAL_F = new double[STRIPS];
  private static final long[] EXPONENTIAL_K = new long[STRIPS];
  private static final double[] EXPONENTIAL_W = new double[STRIPS];
  private static final double[] EXPONENTIAL_F = new double[STRIPS];

  static {
    try (var file = Ziggurat.class.getResourceAsStream("ziggurat.bin")) {
      if (file == null) {
        throw new IllegalStateException("ziggurat.bin is not beside " + Ziggurat.class.getName());
      }
      var in = new DataInputStream(file);
      read(in, NORMAL_K);
      read(in, NORMAL_W);
      read(in, NORMAL_F);
      read(in, EXPONENTIAL_K);
      read(in, EXPONENTIAL_W);
      read(in, EXPONENTIAL_F);
    } catch (IOException e) {
      throw new UncheckedIOException("ziggurat.bin cannot be read", e);
    }
  }

  private Ziggurat() {}

  static double normal(NumpyRandom random) {
    while (true) {
      long word = random.nextUint64();
      int strip = (int) word & 0xff;
      boolean negative = (word >>> 8 & 1) == 1;
      long magnitude = word >>> 9 & MANTISSA_52;
      double x = magnitude * NORMAL_W[strip];
      if (negative) {
        x = -x;
      }
      if (magnitude < NORMAL_K[strip]) {
        return x;
      }
      if (strip == 0) {
        double beyond = normalTail(random);
        // NumPy takes the sign of the tail from another bit than the sign of the body.
        return (magnitude >>> 8 & 1) == 1 ? -(NORMAL_R + beyond) : NORMAL_R + beyond;
      }
      double top = NORMAL_F[strip - 1];
      double bottom = NORMAL_F[strip];
      if ((top - bottom) * random.random() + bottom < StrictMath.exp(-0.5 * x * x)) {
        return x;
      }
    }
  }

  private static double normalTail(NumpyRandom random) {
    while (true) {
      double x = -NORMAL_INV_R * StrictMath.log1p(-random.random());
      double y = -StrictMath.log1p(-random.random());
      if (y + y > x * x) {
        return x;
      }
    }
  }

  static double exponential(NumpyRandom random) {
    while (true) {
      long word = random.nextUint64() >>> 3;
      int strip = (int) word & 0xff;
      long magnitude = word >>> 8;
      double x = magnitude * EXPONENTIAL_W[strip];
      if (magnitude < EXPONENTIAL_K[strip]) {
        return x;
      }
      if (strip == 0) {
        return EXPONENTIAL_R - StrictMath.log1p(-random.random());
      }
      double top = EXPONENTIAL_F[strip - 1];
      double bottom = EXPONENTIAL_F[strip];
      if ((top - bottom) * random.random() + bottom < StrictMath.exp(-x)) {
        return x;
      }
    }
  }

  private static void read(DataInputStream in, long[] table) throws IOException {
    for (int i = 0; i < STRIPS; i++) {
      table[i] = in.readLong();
    }
  }

  private static void read(DataInputStream in, double[] table) throws IOException {
    long[] bits = new long[STRIPS];
    read(in, bits);
    Arrays.setAll(table, i -> Double.longBitsToDouble(bits[i]));
  }
}
