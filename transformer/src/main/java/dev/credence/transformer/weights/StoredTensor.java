package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A tensor as its file has it: nothing is converted or copied until asked for.
 *
 * @param name the file's name for it
 * @param type how the numbers lie
 * @param shape sizes, outermost axis first (row-major); a GGUF file lists them the other way round,
 *     here they are turned
 * @param data the bytes, in C order, little-endian; of a mapped file it is a read-only view, valid
 *     until the {@link Checkpoint} is closed. Float data can be used where it lies if {@link
 *     #isAligned}
 * @param origin the file, for messages; empty for a tensor that is in none
 */
@SuppressWarnings("ArrayRecordComponent") // arrays are compared by value below
public record StoredTensor(
    String name, ElementType type, long[] shape, MemorySegment data, String origin) {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Checks that the bytes are those of the shape.
   *
   * @throws IllegalArgumentException if they are not
   */
  public StoredTensor {
    shape = shape.clone();
    long bytes = type.bytes(Sizes.product(shape));
    if (data.byteSize() != bytes) {
      throw new IllegalArgumentException(
          "%s %s %s takes %d bytes, not %d"
              .formatted(name, type, Arrays.toString(shape), bytes, data.byteSize()));
    }
  }

  /** A tensor that is in no file. */
  public StoredTensor(String name, ElementType type, long[] shape, MemorySegment data) {
    this(name, type, shape, data, "");
  }

  /**
   * Wraps an array, to be written to a file.
   *
   * @param name its name there
   * @param array the numbers
   * @return a tensor of type F32, F64 or I64
   */
  public static StoredTensor of(String name, NdArray array) {
    return switch (array) {
      case NdArray.Float32 a -> {
        var bytes = new byte[Math.multiplyExact(a.values().length, Float.BYTES)];
        var data = MemorySegment.ofArray(bytes);
        MemorySegment.copy(a.values(), 0, data, FLOAT, 0, a.values().length);
        yield new StoredTensor(name, ElementType.F32, a.shape(), data);
      }
      case NdArray.Float64 a -> {
        var bytes = new byte[Math.multiplyExact(a.values().length, Double.BYTES)];
        var data = MemorySegment.ofArray(bytes);
        MemorySegment.copy(a.values(), 0, data, DOUBLE, 0, a.values().length);
        yield new StoredTensor(name, ElementType.F64, a.shape(), data);
      }
      case NdArray.Int64 a -> {
        var bytes = new byte[Math.multiplyExact(a.values().length, Long.BYTES)];
        var data = MemorySegment.ofArray(bytes);
        MemorySegment.copy(a.values(), 0, data, LONG, 0, a.values().length);
        yield new StoredTensor(name, ElementType.I64, a.shape(), data);
      }
    };
  }

  /** {@return sizes, outermost first; a copy} */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** {@return the product of the shape; 1 for a scalar} */
  public long elements() {
    return Sizes.product(shape);
  }

  /**
   * Whether {@link #data} lies so that native code can use it in place.
   *
   * @return true if the address is a multiple of the element's size
   */
  public boolean isAligned() {
    return data.isNative() && (type.isQuantised() || data.address() % type.blockBytes() == 0);
  }

  /**
   * The values as single-precision numbers, in C order. Exact for all real types but F64, which is
   * rounded.
   *
   * @return {@link #elements} numbers
   * @throws InvalidInputException if this holds integers or truth values, or more than an array can
   *     ({@link #dequantise} has no such bound)
   */
  public float[] toFloats() {
    var floats = new float[arrayLength()];
    dequantise(MemorySegment.ofArray(floats));
    return floats;
  }

  /**
   * Writes the values as single-precision numbers in the machine's byte order, on several threads
   * if there are many.
   *
   * @param float32Target exactly {@code 4 * elements()} bytes, of any alignment
   * @throws InvalidInputException if this holds integers or truth values
   * @throws IllegalArgumentException if the target has another size
   */
  public void dequantise(MemorySegment float32Target) {
    if (!type.isReal()) {
      throw new InvalidInputException(
          "tensor \"%s\" holds %s; real numbers are needed here. From another model?", name, type);
    }
    Dequantiser.dequantise(type, data, elements(), float32Target);
  }

  /**
   * The values as an array that stands by itself.
   *
   * @return F64 as {@link NdArray.Float64}, integers and truth values as {@link NdArray.Int64}, all
   *     else as {@link NdArray.Float32}
   * @throws InvalidInputException if there are more than an array can hold, or a U64 too large for
   *     a long
   */
  public NdArray toArray() {
    if (type == ElementType.F64) {
      var values = new double[arrayLength()];
      MemorySegment.copy(data, DOUBLE, 0, values, 0, values.length);
      return new NdArray.Float64(shape, values);
    }
    if (type.isReal()) {
      return new NdArray.Float32(shape, toFloats());
    }
    var values = new long[arrayLength()];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole(i);
    }
    return new NdArray.Int64(shape, values);
  }

  private long whole(int i) {
    return switch (type) {
      case I64 -> data.get(LONG, 8L * i);
      case I32 -> data.get(INT, 4L * i);
      case I16 -> data.get(SHORT, 2L * i);
      case I8 -> data.get(ValueLayout.JAVA_BYTE, i);
      case U64 -> {
        long value = data.get(LONG, 8L * i);
        if (value < 0) {
          throw new InvalidInputException(
              "%s holds %s, more than a signed 64-bit integer can", place(), Limit.unsigned(value));
        }
        yield value;
      }
      case U32 -> Integer.toUnsignedLong(data.get(INT, 4L * i));
      case U16 -> Short.toUnsignedInt(data.get(SHORT, 2L * i));
      case U8, BOOL -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, i));
      default -> throw new IllegalStateException(type + " is not an integer type");
    };
  }

  private String place() {
    return (origin.isEmpty() ? "" : origin + ": ") + "tensor \"" + name + "\"";
  }

  private int arrayLength() {
    long elements = elements();
    if (elements > Integer.MAX_VALUE - 8) {
      throw new InvalidInputException(
          "%s %s has %,d elements, more than a Java array can hold",
          place(), Arrays.toString(shape), elements);
    }
    return (int) elements;
  }

  /** Equal name, type and shape, over the same memory: contents are not compared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StoredTensor that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && data.equals(that.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, Arrays.hashCode(shape));
  }

  @Override
  public String toString() {
    return name + " " + type + " " + Arrays.toString(shape);
  }
}
