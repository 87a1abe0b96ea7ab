package dev.credence.transformer.weights;

/** How one block of a quantised type is taken apart; {@link Dequantiser} shows the layouts. */
@FunctionalInterface
interface BlockFormat {

  /** Reads the block that starts at {@code in[at]} and writes its weights from {@code out[to]}. */
  void unpack(byte[] in, int at, float[] out, int to);

  /** The format of a quantised type. */
  static BlockFormat of(ElementType type) {
    return switch (type) {
      case Q4_0 -> BlockFormat::q4WithScale;
      case Q4_1 -> BlockFormat::q4WithMinimum;
      case Q5_0 -> BlockFormat::q5WithScale;
      case Q5_1 -> BlockFormat::q5WithMinimum;
      case Q8_0 -> BlockFormat::q8WithScale;
      case Q2_K -> SuperBlockFormat::q2;
      case Q3_K -> SuperBlockFormat::q3;
      case Q4_K -> SuperBlockFormat::q4;
      case Q5_K -> SuperBlockFormat::q5;
      case Q6_K -> SuperBlockFormat::q6;
      default -> throw new IllegalArgumentException(type + " is not quantised");
    };
  }

  private static void q4WithScale(byte[] in, int at, float[] out, int to) {
    float d = half(in, at);
    for (int i = 0; i < 16; i++) {
      int pair = in[at + 2 + i];
      out[to + i] = d * ((pair & 15) - 8);
      out[to + 16 + i] = d * ((pair >> 4 & 15) - 8);
    }
  }

  private static void q4WithMinimum(byte[] in, int at, float[] out, int to) {
    float d = half(in, at);
    float m = half(in, at + 2);
    for (int i = 0; i < 16; i++) {
      int pair = in[at + 4 + i];
      out[to + i] = d * (pair & 15) + m;
      out[to + 16 + i] = d * (pair >> 4 & 15) + m;
    }
  }

  private static void q5WithScale(byte[] in, int at, float[] out, int to) {
    float d = half(in, at);
    int fifth = bits32(in, at + 2);
    for (int i = 0; i < 16; i++) {
      int pair = in[at + 6 + i];
      out[to + i] = d * (((pair & 15) | (fifth >>> i & 1) << 4) - 16);
      out[to + 16 + i] = d * (((pair >> 4 & 15) | (fifth >>> (i + 16) & 1) << 4) - 16);
    }
  }

  private static void q5WithMinimum(byte[] in, int at, float[] out, int to) {
    float d = half(in, at);
    float m = half(in, at + 2);
    int fifth = bits32(in, at + 4);
    for (int i = 0; i < 16; i++) {
      int pair = in[at + 8 + i];
      out[to + i] = d * ((pair & 15) | (fifth >>> i & 1) << 4) + m;
      out[to + 16 + i] = d * ((pair >> 4 & 15) | (fifth >>> (i + 16) & 1) << 4) + m;
    }
  }

  private static void q8WithScale(byte[] in, int at, float[] out, int to) {
    float d = half(in, at);
    for (int i = 0; i < 32; i++) {
      out[to + i] = d * in[at + 2 + i];
    }
  }

  /** The half-precision number at {@code in[at]}. */
  static float half(byte[] in, int at) {
    return Float.float16ToFloat((short) ((in[at] & 0xff) | in[at + 1] << 8));
  }

  private static int bits32(byte[] in, int at) {
    return (in[at] & 0xff)
        | (in[at + 1] & 0xff) << 8
        | (in[at + 2] & 0xff) << 16
        | in[at + 3] << 24;
  }
}
