package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * The numbers of a {@code .npy} file: widened, brought to this machine's byte order and C order.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NpyData(Path file, String descr, long[] shape) {

  /** Reads them. */
  NdArray read(MemorySegment data, boolean fortran) {
    char order = descr.charAt(0);
    var kind = descr.substring(1);
    int width =
        switch (kind) {
          case "i1" -> 1;
          case "f2", "i2" -> 2;
          case "f4", "i4" -> 4;
          case "f8", "i8" -> 8;
          default -> 0;
        };
    if (width == 0 || "<>|=".indexOf(order) < 0) {
      throw new InvalidInputException(
          "%s: holds '%s'; float16, float32, float64 and signed integers are read. "
              + "Save it with .astype(numpy.float32)",
          file, descr);
    }
    int count = count(data.byteSize(), width);
    var endian = order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    IntToLongFunction place = fortran ? fortranPlaces() : i -> i;
    return switch (kind) {
      case "f8" -> {
        var layout = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(endian);
        var values = new double[count];
        for (int i = 0; i < count; i++) {
          values[i] = data.get(layout, 8 * place.applyAsLong(i));
        }
        yield new NdArray.Float64(shape, values);
      }
      case "f4" -> {
        var layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(endian);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = data.get(layout, 4 * place.applyAsLong(i));
        }
        yield new NdArray.Float32(shape, values);
      }
      case "f2" -> {
        var layout = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(endian);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = Float.float16ToFloat(data.get(layout, 2 * place.applyAsLong(i)));
        }
        yield new NdArray.Float32(shape, values);
      }
      default -> {
        var values = new long[count];
        for (int i = 0; i < count; i++) {
          values[i] = whole(data, width, endian, place.applyAsLong(i));
        }
        yield new NdArray.Int64(shape, values);
      }
    };
  }

  private static long whole(MemorySegment data, int width, ByteOrder endian, long place) {
    return switch (width) {
      case 1 -> data.get(ValueLayout.JAVA_BYTE, place);
      case 2 -> data.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(endian), 2 * place);
      case 4 -> data.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(endian), 4 * place);
      default -> data.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(endian), 8 * place);
    };
  }

  private int count(long bytes, int width) {
    try {
      long count = Sizes.product(shape);
      if (Math.multiplyExact(count, (long) width) == bytes) {
        return Math.toIntExact(count);
      }
    } catch (ArithmeticException e) {
      throw new InvalidInputException(
              "%s: shape %s holds more than a Java array can. Damaged, or save a part of it",
              file, Arrays.toString(shape))
          .withCause(e);
    }
    throw new InvalidInputException(
        "%s: shape %s of '%s' does not take the %,d bytes that follow the header. Cut short?",
        file, Arrays.toString(shape), descr, bytes);
  }

  /** Where the i-th element in C order lies when the first axis runs fastest. */
  private IntToLongFunction fortranPlaces() {
    var strides = new long[shape.length];
    long stride = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return i -> {
      long place = 0;
      int rest = i;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        place += rest % shape[axis] * strides[axis];
        rest = (int) (rest / shape[axis]);
      }
      return place;
    };
  }
}
