package dev.credence.transformer.weights;

import java.util.Optional;

/**
 * How numbers lie in a file: plain ones by themselves, quantised ones in blocks that share a scale.
 * All are little-endian. {@link Dequantiser} has the layouts of the blocks.
 */
public enum ElementType {
  /** IEEE 754 double precision. */
  F64(Kind.REAL, 1, 8, 28),
  /** IEEE 754 single precision. */
  F32(Kind.REAL, 1, 4, 0),
  /** IEEE 754 half precision. */
  F16(Kind.REAL, 1, 2, 1),
  /** The upper half of a single-precision number. */
  BF16(Kind.REAL, 1, 2, 30),
  /** Signed, 64 bits. */
  I64(Kind.WHOLE, 1, 8, 27),
  /** Signed, 32 bits. */
  I32(Kind.WHOLE, 1, 4, 26),
  /** Signed, 16 bits. */
  I16(Kind.WHOLE, 1, 2, 25),
  /** Signed, 8 bits. */
  I8(Kind.WHOLE, 1, 1, 24),
  /** Unsigned, 64 bits. */
  U64(Kind.WHOLE, 1, 8, Kind.NOT_IN_GGML),
  /** Unsigned, 32 bits. */
  U32(Kind.WHOLE, 1, 4, Kind.NOT_IN_GGML),
  /** Unsigned, 16 bits. */
  U16(Kind.WHOLE, 1, 2, Kind.NOT_IN_GGML),
  /** Unsigned, 8 bits. */
  U8(Kind.WHOLE, 1, 1, Kind.NOT_IN_GGML),
  /** A byte, 0 or 1. */
  BOOL(Kind.WHOLE, 1, 1, Kind.NOT_IN_GGML),
  /** 4 bits, blocks of 32 with a scale. */
  Q4_0(Kind.QUANTISED, 32, 18, 2),
  /** 4 bits, blocks of 32 with a scale and a minimum. */
  Q4_1(Kind.QUANTISED, 32, 20, 3),
  /** 5 bits, blocks of 32 with a scale. */
  Q5_0(Kind.QUANTISED, 32, 22, 6),
  /** 5 bits, blocks of 32 with a scale and a minimum. */
  Q5_1(Kind.QUANTISED, 32, 24, 7),
  /** 8 bits, blocks of 32 with a scale. */
  Q8_0(Kind.QUANTISED, 32, 34, 8),
  /** 2 bits, blocks of 256: 16 parts with scale and minimum of 4 bits each. */
  Q2_K(Kind.QUANTISED, 256, 84, 10),
  /** 3 bits, blocks of 256: 16 parts with a scale of 6 bits. */
  Q3_K(Kind.QUANTISED, 256, 110, 11),
  /** 4 bits, blocks of 256: 8 parts with scale and minimum of 6 bits each. */
  Q4_K(Kind.QUANTISED, 256, 144, 12),
  /** 5 bits, blocks of 256: 8 parts with scale and minimum of 6 bits each. */
  Q5_K(Kind.QUANTISED, 256, 176, 13),
  /** 6 bits, blocks of 256: 16 parts with a scale of 8 bits. */
  Q6_K(Kind.QUANTISED, 256, 210, 14);

  private enum Kind {
    REAL,
    WHOLE,
    QUANTISED;

    static final int NOT_IN_GGML = -1;
  }

  private final Kind kind;
  private final int blockSize;
  private final int blockBytes;
  private final int ggmlId;

  ElementType(Kind kind, int blockSize, int blockBytes, int ggmlId) {
    this.kind = kind;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
    this.ggmlId = ggmlId;
  }

  /**
   * Elements that lie together in one block.
   *
   * @return 1 for plain numbers
   */
  public int blockSize() {
    return blockSize;
  }

  /**
   * Bytes of one block.
   *
   * @return for plain numbers, the bytes of one
   */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Bytes that so many elements take.
   *
   * @param elements a multiple of {@link #blockSize}, not negative
   * @return bytes
   * @throws IllegalArgumentException if {@code elements} is negative or not whole blocks
   * @throws ArithmeticException if the bytes do not fit a long
   */
  public long bytes(long elements) {
    if (elements < 0 || elements % blockSize != 0) {
      throw new IllegalArgumentException(
          elements + " elements are not whole blocks of " + blockSize + " (" + this + ")");
    }
    return Math.multiplyExact(elements / blockSize, (long) blockBytes);
  }

  /**
   * Whether values are real numbers (quantised ones are) rather than integers or truth values.
   *
   * @return true where {@link StoredTensor#toFloats} makes sense
   */
  public boolean isReal() {
    return kind != Kind.WHOLE;
  }

  /**
   * Whether elements lie in blocks that {@link Dequantiser} takes apart.
   *
   * @return true for the {@code Q} types
   */
  public boolean isQuantised() {
    return kind == Kind.QUANTISED;
  }

  /** The number of this type in GGUF, or a negative one. */
  int ggmlId() {
    return ggmlId;
  }

  /** The type of a safetensors {@code dtype}; that format has the plain ones only. */
  static Optional<ElementType> ofSafetensors(String dtype) {
    for (var type : values()) {
      if (!type.isQuantised() && type.name().equals(dtype)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type of a GGUF tensor's type number. */
  static Optional<ElementType> ofGgml(int id) {
    for (var type : values()) {
      if (type.ggmlId == id && id != Kind.NOT_IN_GGML) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
