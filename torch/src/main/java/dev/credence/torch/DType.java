package dev.credence.torch;

import java.util.Locale;

/** The type of a tensor's elements. */
public enum DType {
  /** IEEE 754 single precision. */
  FLOAT32(6, 4),
  /** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
  FLOAT16(5, 2),
  /** The upper half of a float32: 8 bits of exponent, 7 of fraction. */
  BFLOAT16(15, 2),
  /** IEEE 754 double precision. */
  FLOAT64(7, 8),
  /** Signed, 64 bits; the type of indices. */
  INT64(4, 8),
  /** Signed, 32 bits. */
  INT32(3, 4),
  /** Unsigned, 8 bits. */
  UINT8(0, 1),
  /** True or false, a byte each; the type of masks. */
  BOOL(11, 1);

  private static final DType[] BY_CODE = new DType[16];

  static {
    for (DType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final int bytes;

  DType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether this is one of the four floating-point types. */
  public boolean isFloatingPoint() {
    return switch (this) {
      case FLOAT32, FLOAT16, BFLOAT16, FLOAT64 -> true;
      case INT64, INT32, UINT8, BOOL -> false;
    };
  }

  /** libtorch's number for it. */
  int code() {
    return code;
  }

  static DType ofCode(int code) {
    DType type = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    if (type == null) {
      throw new TorchException(
          "a tensor with elements of libtorch's type " + code + ", which is none of ours");
    }
    return type;
  }

  /** In lower case, as PyTorch writes it: {@code float32}, {@code bool}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
