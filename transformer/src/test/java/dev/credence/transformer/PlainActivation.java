package dev.credence.transformer;

import java.util.Arrays;

/**
 * What one hook point holds in one run, in double precision.
 *
 * @param heads 1 where there is no head axis
 * @param width entries of a head; of attention's hooks keys
 * @param rows {@code [pos][head width]}; of attention's hooks {@code [query][head key]}
 */
record PlainActivation(int heads, int width, double[][] rows) {
  static PlainActivation of(double[][] rows) {
    return new PlainActivation(1, rows[0].length, rows);
  }

  static PlainActivation of(int heads, double[][] rows) {
    return new PlainActivation(heads, rows[0].length / heads, rows);
  }

  int length() {
    return rows.length;
  }

  double get(int position, int head, int entry) {
    return rows[position][head * width + entry];
  }

  void set(int position, int head, int entry, double value) {
    rows[position][head * width + entry] = value;
  }

  PlainActivation copy() {
    return new PlainActivation(
        heads, width, Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new));
  }

  /**
   * As a run of the engine hands it out: {@code [pos, ...]}, or {@code [head, query, key]}.
   *
   * @param positions those that are kept
   */
  double[] laidOut(boolean attention, int[] positions) {
    double[] flat = new double[positions.length * heads * width];
    for (int i = 0; i < positions.length; i++) {
      for (int h = 0; h < heads; h++) {
        int to = attention ? (h * positions.length + i) * width : (i * heads + h) * width;
        System.arraycopy(rows[positions[i]], h * width, flat, to, width);
      }
    }
    return flat;
  }
}
