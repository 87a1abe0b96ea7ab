package dev.credence.transformer.family;

import dev.credence.torch.DType;
import dev.credence.transformer.weights.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/** The precisions in which weights can be held. */
enum Precision {
  SINGLE(DType.FLOAT32, ElementType.F32),
  HALF(DType.FLOAT16, ElementType.F16),
  BRAIN(DType.BFLOAT16, ElementType.BF16);

  private final DType dtype;
  private final ElementType stored;

  Precision(DType dtype, ElementType stored) {
    this.dtype = dtype;
    this.stored = stored;
  }

  /**
   * The precision of a type of tensor.
   *
   * @throws IllegalArgumentException for a type that weights are not held in
   */
  static Precision of(DType dtype) {
    for (Precision precision : values()) {
      if (precision.dtype == dtype) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "weights are held in float32, float16 or bfloat16, not in " + dtype);
  }

  /** The precision in which numbers of a stored type need no conversion, if there is one. */
  static Optional<Precision> ofStored(ElementType type) {
    return Arrays.stream(values()).filter(precision -> precision.stored == type).findFirst();
  }

  /** The tensors' type. */
  DType dtype() {
    return dtype;
  }

  /** The stored type that needs no conversion. */
  ElementType stored() {
    return stored;
  }

  /** Bytes of a number. */
  int width() {
    return dtype.bytes();
  }

  /** Rounds single-precision numbers to this precision, to the nearest, ties to even. */
  void round(MemorySegment floats, MemorySegment to) {
    long count = floats.byteSize() / Float.BYTES;
    switch (this) {
      case SINGLE -> to.copyFrom(floats);
      case HALF -> {
        for (long i = 0; i < count; i++) {
          float value = floats.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          to.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(value));
        }
      }
      case BRAIN -> {
        for (long i = 0; i < count; i++) {
          float value = floats.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          to.setAtIndex(ValueLayout.JAVA_SHORT, i, brain(value));
        }
      }
    }
  }

  private static short brain(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40); // a quiet one, whatever was cut off
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
