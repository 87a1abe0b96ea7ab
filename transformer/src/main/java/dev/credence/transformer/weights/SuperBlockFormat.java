package dev.credence.transformer.weights;

import static dev.credence.transformer.weights.BlockFormat.half;

/** The blocks of 256 weights ("K" types), whose parts have scales that are quantised themselves. */
final class SuperBlockFormat {
  private SuperBlockFormat() {}

  /** 16 bytes s and t, 64 bytes of quarters, d, m. */
  static void q2(byte[] in, int at, float[] out, int to) {
    float d = half(in, at + 80);
    float m = half(in, at + 82);
    int part = at;
    for (int half = 0; half < 2; half++) {
      int q = at + 16 + 32 * half;
      for (int shift = 0; shift < 8; shift += 2) {
        for (int run = 0; run < 32; run += 16) {
          int scales = in[part++];
          float s = d * (scales & 15);
          float t = m * (scales >> 4 & 15);
          for (int i = 0; i < 16; i++) {
            out[to++] = s * (in[q + run + i] >> shift & 3) - t;
          }
        }
      }
    }
  }

  /** 32 bytes of third bits (a set bit means no subtraction of 4), 64 of quarters, scales, d. */
  static void q3(byte[] in, int at, float[] out, int to) {
    float d = half(in, at + 108);
    int part = 0;
    for (int half = 0; half < 2; half++) {
      int q = at + 32 + 32 * half;
      for (int step = 0; step < 4; step++) {
        int third = 4 * half + step;
        for (int run = 0; run < 32; run += 16) {
          float s = d * (sixBits(in, at + 96, part++) - 32);
          for (int i = run; i < run + 16; i++) {
            int low = in[q + i] >> (2 * step) & 3;
            out[to++] = s * (low - ((in[at + i] >> third & 1) == 0 ? 4 : 0));
          }
        }
      }
    }
  }

  /** The scale of a part of Q3_K: low nibbles in 8 bytes, then four pairs of high bits a byte. */
  private static int sixBits(byte[] in, int at, int part) {
    int low = in[at + (part & 7)] >> (part < 8 ? 0 : 4) & 15;
    int high = in[at + 8 + (part & 3)] >> (2 * (part >> 2)) & 3;
    return low | high << 4;
  }

  /** d, m, 12 bytes of s and t, 128 bytes: each 32 hold one part low and the next one high. */
  static void q4(byte[] in, int at, float[] out, int to) {
    float d = half(in, at);
    float m = half(in, at + 2);
    int q = at + 16;
    for (int part = 0; part < 8; part += 2, q += 32, to += 64) {
      float s0 = d * scale(in, at + 4, part);
      float t0 = m * minimum(in, at + 4, part);
      float s1 = d * scale(in, at + 4, part + 1);
      float t1 = m * minimum(in, at + 4, part + 1);
      for (int i = 0; i < 32; i++) {
        int pair = in[q + i];
        out[to + i] = s0 * (pair & 15) - t0;
        out[to + 32 + i] = s1 * (pair >> 4 & 15) - t1;
      }
    }
  }

  /** As Q4_K, with 32 bytes of fifth bits (bit p of byte i for weight i of part p) in between. */
  static void q5(byte[] in, int at, float[] out, int to) {
    float d = half(in, at);
    float m = half(in, at + 2);
    int fifth = at + 16;
    int q = at + 48;
    for (int part = 0; part < 8; part += 2, q += 32, to += 64) {
      float s0 = d * scale(in, at + 4, part);
      float t0 = m * minimum(in, at + 4, part);
      float s1 = d * scale(in, at + 4, part + 1);
      float t1 = m * minimum(in, at + 4, part + 1);
      for (int i = 0; i < 32; i++) {
        int pair = in[q + i];
        int high = in[fifth + i] >> part;
        out[to + i] = s0 * ((pair & 15) | (high & 1) << 4) - t0;
        out[to + 32 + i] = s1 * ((pair >> 4 & 15) | (high >> 1 & 1) << 4) - t1;
      }
    }
  }

  /** The 6-bit scale of a part: whole in the first four, split over two bytes in the others. */
  private static int scale(byte[] in, int at, int part) {
    return part < 4
        ? in[at + part] & 63
        : (in[at + part + 4] & 15) | (in[at + part - 4] >> 6 & 3) << 4;
  }

  /** The 6-bit minimum of a part. */
  private static int minimum(byte[] in, int at, int part) {
    return part < 4
        ? in[at + part + 4] & 63
        : (in[at + part + 4] >> 4 & 15) | (in[at + part] >> 6 & 3) << 4;
  }

  /** 128 bytes of low nibbles, 64 bytes of high pairs, 16 signed scales, d. */
  static void q6(byte[] in, int at, float[] out, int to) {
    float d = half(in, at + 208);
    for (int half = 0; half < 2; half++, to += 128) {
      int low = at + 64 * half;
      int high = at + 128 + 32 * half;
      for (int run = 0; run < 2; run++) {
        int s = at + 192 + 8 * half + run;
        float s0 = d * in[s];
        float s1 = d * in[s + 2];
        float s2 = d * in[s + 4];
        float s3 = d * in[s + 6];
        for (int i = 16 * run; i < 16 * run + 16; i++) {
          int first = in[low + i];
          int second = in[low + 32 + i];
          int pairs = in[high + i];
          out[to + i] = s0 * (((first & 15) | (pairs & 3) << 4) - 32);
          out[to + 32 + i] = s1 * (((second & 15) | (pairs >> 2 & 3) << 4) - 32);
          out[to + 64 + i] = s2 * (((first >> 4 & 15) | (pairs >> 4 & 3) << 4) - 32);
          out[to + 96 + i] = s3 * (((second >> 4 & 15) | (pairs >> 6 & 3) << 4) - 32);
        }
      }
    }
  }
}
