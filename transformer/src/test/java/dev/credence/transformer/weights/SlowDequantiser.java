package dev.credence.transformer.weights;

/**
 * One weight at a time, straight from the definition of the blocks: which bits make the integer,
 * which make the scale. Slow, and written apart from what it checks.
 */
final class SlowDequantiser {
  private final byte[] block;

  private SlowDequantiser(byte[] block) {
    this.block = block;
  }

  /** Weight {@code i} of a block. */
  static float weight(ElementType type, byte[] block, int i) {
    var b = new SlowDequantiser(block);
    return switch (type) {
      case Q4_0 -> b.half(0) * (b.nibbleOfHalves(2, i) - 8);
      case Q4_1 -> b.half(0) * b.nibbleOfHalves(4, i) + b.half(2);
      case Q5_0 -> b.half(0) * (b.nibbleOfHalves(6, i) + 16 * b.bits(16 + i, 1) - 16);
      case Q5_1 -> b.half(0) * (b.nibbleOfHalves(8, i) + 16 * b.bits(32 + i, 1)) + b.half(2);
      case Q8_0 -> b.half(0) * block[2 + i];
      case Q2_K -> {
        int part = i / 16;
        float scale = b.half(80) * b.bits(8 * part, 4);
        yield scale * b.pair(16, i) - b.half(82) * b.bits(8 * part + 4, 4);
      }
      case Q3_K -> {
        int part = i / 16;
        int low = b.bits(8 * (96 + part % 8) + 4 * (part / 8), 4);
        int high = b.bits(8 * (104 + part % 4) + 2 * (part / 4), 2);
        int third = b.bits(8 * (i % 32) + i / 32, 1);
        yield b.half(108) * (low + 16 * high - 32) * (b.pair(32, i) + 4 * third - 4);
      }
      case Q4_K -> b.half(0) * b.scale(i / 32) * b.nibble(16, i) - b.half(2) * b.minimum(i / 32);
      case Q5_K -> {
        int q = b.nibble(48, i) + 16 * b.bits(8 * (16 + i % 32) + i / 32, 1);
        yield b.half(0) * b.scale(i / 32) * q - b.half(2) * b.minimum(i / 32);
      }
      case Q6_K -> {
        int half = i / 128;
        int quarter = i % 128 / 32;
        int at = 64 * half + 32 * (quarter % 2) + i % 32;
        int low = b.bits(8 * at + 4 * (quarter / 2), 4);
        int high = b.bits(8 * (128 + 32 * half + i % 32) + 2 * quarter, 2);
        yield b.half(208) * block[192 + i / 16] * (low + 16 * high - 32);
      }
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private float half(int at) {
    return Float.float16ToFloat((short) bits(8 * at, 16));
  }

  /** So many bits from bit {@code from} of the block on, lowest first. */
  private int bits(int from, int count) {
    int value = 0;
    for (int k = 0; k < count; k++) {
      int bit = from + k;
      value |= (block[bit / 8] >> bit % 8 & 1) << k;
    }
    return value;
  }

  /** Blocks of 32: low nibbles are the first half. */
  private int nibbleOfHalves(int at, int i) {
    return bits(8 * (at + i % 16) + 4 * (i / 16), 4);
  }

  /** Blocks of 256: of every 64 weights the first 32 are the low nibbles of 32 bytes. */
  private int nibble(int at, int i) {
    return bits(8 * (at + 32 * (i / 64) + i % 32) + 4 * (i % 64 / 32), 4);
  }

  /** Blocks of 256: of every 128 weights each 32 take two bits of the same 32 bytes. */
  private int pair(int at, int i) {
    return bits(8 * (at + 32 * (i / 128) + i % 32) + 2 * (i % 128 / 32), 2);
  }

  /** Q4_K and Q5_K: the first four have six bits of a byte, the others 4 + 2. */
  private int scale(int part) {
    return part < 4
        ? bits(8 * (4 + part), 6)
        : bits(8 * (8 + part), 4) + 16 * bits(8 * part + 6, 2);
  }

  private int minimum(int part) {
    return part < 4
        ? bits(8 * (8 + part), 6)
        : bits(8 * (8 + part) + 4, 4) + 16 * bits(8 * (4 + part) + 6, 2);
  }
}
