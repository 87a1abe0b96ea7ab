package dev.credence.transformer.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * Turns stored numbers into single precision, on several threads where there are many.
 *
 * <p>The blocks are those of ggml (llama.cpp). {@code d} and {@code m} are half-precision scale and
 * minimum, {@code q} the small integers; the arithmetic is single precision in the order written,
 * so that results equal those of llama.cpp and of Python's {@code gguf} bit for bit.
 *
 * <pre>
 * 32 weights   bytes in order                                       weight
 * Q4_0   18    d, 16 bytes: low nibbles are 0..15, high 16..31      d (q - 8)
 * Q4_1   20    d, m, 16 bytes likewise                              d q + m
 * Q5_0   22    d, 4 bytes with the fifth bits, 16 bytes             d (q - 16)
 * Q5_1   24    d, m, 4 bytes with the fifth bits, 16 bytes          d q + m
 * Q8_0   34    d, 32 signed bytes                                   d q
 *
 * 256 weights
 * Q2_K   84    16 bytes (scale low, minimum high), 64 bytes, d, m   (d s) q - (m t)
 * Q3_K  110    32 high bits, 64 bytes, 12 bytes of 6-bit scales, d  (d (s - 32)) (q - 4)
 * Q4_K  144    d, m, 12 bytes of 6-bit s and t, 128 bytes           (d s) q - (m t)
 * Q5_K  176    d, m, 12 bytes of 6-bit s and t, 32 high bits, 128   (d s) q - (m t)
 * Q6_K  210    128 bytes, 64 with two high bits, 16 signed s, d     (d s) (q - 32)
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h">ggml's
 *     block definitions</a>
 */
public final class Dequantiser {
  /** Elements that one thread takes at a time; below this a second thread does not pay. */
  private static final int TASK_ELEMENTS = 1 << 19;

  /** Elements between copies in and out, so that both scratch arrays stay in the first cache. */
  private static final int SCRATCH_ELEMENTS = 1 << 12;

  private static final ValueLayout.OfFloat TARGET = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Dequantiser() {}

  /**
   * Converts all of {@code source}.
   *
   * @param type a real type, plain or quantised
   * @param source {@code type.bytes(elements)} bytes
   * @param elements how many numbers, whole blocks
   * @param float32Target {@code 4 * elements} bytes, written in the machine's byte order
   * @throws IllegalArgumentException if sizes do not fit, or the type holds integers
   */
  public static void dequantise(
      ElementType type, MemorySegment source, long elements, MemorySegment float32Target) {
    if (!type.isReal()) {
      throw new IllegalArgumentException(type + " does not hold real numbers");
    }
    if (source.byteSize() != type.bytes(elements)
        || float32Target.byteSize() != Math.multiplyExact(elements, 4L)) {
      throw new IllegalArgumentException(
          "%d elements of %s: source has %d bytes, target %d"
              .formatted(elements, type, source.byteSize(), float32Target.byteSize()));
    }
    int tasks = Math.toIntExact(Math.ceilDiv(elements, TASK_ELEMENTS));
    if (tasks <= 1) {
      convert(type, source, 0, elements, float32Target);
      return;
    }
    IntStream.range(0, tasks)
        .parallel()
        .forEach(
            task -> {
              long from = (long) task * TASK_ELEMENTS;
              long to = Math.min(elements, from + TASK_ELEMENTS);
              convert(type, source, from, to, float32Target);
            });
  }

  private static void convert(
      ElementType type, MemorySegment source, long from, long to, MemorySegment target) {
    if (type == ElementType.F32) {
      MemorySegment.copy(source, FLOAT, from * 4, target, TARGET, from * 4, to - from);
      return;
    }
    int scratch = (int) Math.min(SCRATCH_ELEMENTS, to - from);
    var floats = new float[scratch];
    Chunk chunk =
        switch (type) {
          case F16 -> halves(source, new short[scratch]);
          case BF16 -> brainHalves(source, new short[scratch]);
          case F64 -> doubles(source, new double[scratch]);
          default -> blocks(type, source, new byte[Math.toIntExact(type.bytes(scratch))]);
        };
    for (long at = from; at < to; at += scratch) {
      int count = (int) Math.min(scratch, to - at);
      chunk.read(at, count, floats);
      MemorySegment.copy(floats, 0, target, TARGET, at * 4, count);
    }
  }

  /** Brings {@code count} elements from element {@code at} on into the front of an array. */
  private interface Chunk {
    void read(long at, int count, float[] floats);
  }

  private static Chunk halves(MemorySegment source, short[] raw) {
    return (at, count, floats) -> {
      MemorySegment.copy(source, SHORT, at * 2, raw, 0, count);
      for (int i = 0; i < count; i++) {
        floats[i] = Float.float16ToFloat(raw[i]);
      }
    };
  }

  private static Chunk brainHalves(MemorySegment source, short[] raw) {
    return (at, count, floats) -> {
      MemorySegment.copy(source, SHORT, at * 2, raw, 0, count);
      for (int i = 0; i < count; i++) {
        floats[i] = Float.intBitsToFloat(raw[i] << 16);
      }
    };
  }

  private static Chunk doubles(MemorySegment source, double[] raw) {
    return (at, count, floats) -> {
      MemorySegment.copy(source, DOUBLE, at * 8, raw, 0, count);
      for (int i = 0; i < count; i++) {
        floats[i] = (float) raw[i];
      }
    };
  }

  private static Chunk blocks(ElementType type, MemorySegment source, byte[] raw) {
    BlockFormat format = BlockFormat.of(type);
    int size = type.blockSize();
    int bytes = type.blockBytes();
    return (at, count, floats) -> {
      int blocks = count / size;
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, type.bytes(at), raw, 0, blocks * bytes);
      for (int block = 0; block < blocks; block++) {
        format.unpack(raw, block * bytes, floats, block * size);
      }
    };
  }
}
