package dev.credence.transformer.synthetic;

import dev.credence.transformer.weights.UnmadeTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Normal numbers in bfloat16, by the gigabyte: 65,536 are drawn and every 16 random bits choose one
 * of them. What a number is depends on the seed, the tensor's name and its place there, not on the
 * number of threads.
 */
final class NormalNumbers {
  private static final int DRAWN = 1 << 16;
  private static final long BLOCK_BYTES = 1 << 16;
  private static final short ONE = 0x3f80;
  private static final ValueLayout.OfShort BF16 =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final long seed;
  private final MemorySegment buffer;
  private final Map<Double, short[]> tables = new HashMap<>();

  /**
   * A source.
   *
   * @param arena owns the buffer in which numbers are handed out
   */
  NormalNumbers(long seed, Arena arena) {
    this.seed = seed;
    this.buffer = arena.allocate(UnmadeTensor.PART_BYTES, 64);
  }

  /** The numbers of a tensor, of mean 0 and the given standard deviation. */
  UnmadeTensor.Numbers of(String tensor, double deviation) {
    short[] table = tables.computeIfAbsent(deviation, this::draw);
    return (at, count) -> {
      LongStream.range(0, Math.ceilDiv(count, BLOCK_BYTES))
          .parallel()
          .forEach(
              block -> {
                long from = block * BLOCK_BYTES;
                MemorySegment part = buffer.asSlice(from, Math.min(BLOCK_BYTES, count - from));
                fill(part, table, random(tensor, (at + from) / BLOCK_BYTES));
              });
      return buffer.asSlice(0, count);
    };
  }

  /** Nothing but 1. */
  UnmadeTensor.Numbers ones() {
    return (at, count) -> {
      for (long i = 0; i < count; i += Short.BYTES) {
        buffer.set(BF16, i, ONE);
      }
      return buffer.asSlice(0, count);
    };
  }

  private SplittableRandom random(String tensor, long block) {
    return new SplittableRandom((seed * 31 + tensor.hashCode()) * 0x9e3779b97f4a7c15L + block);
  }

  private static void fill(MemorySegment part, short[] table, SplittableRandom random) {
    long bits = 0;
    for (long i = 0; i < part.byteSize(); i += Short.BYTES) {
      bits = i % Long.BYTES == 0 ? random.nextLong() : bits >>> 16;
      part.set(BF16, i, table[(int) bits & (DRAWN - 1)]);
    }
  }

  private short[] draw(double deviation) {
    SplittableRandom random = new SplittableRandom(seed);
    short[] table = new short[DRAWN];
    for (int i = 0; i < DRAWN; i++) {
      int bits = Float.floatToRawIntBits((float) (deviation * random.nextGaussian()));
      table[i] = (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16); // to nearest, ties to even
    }
    return table;
  }
}
