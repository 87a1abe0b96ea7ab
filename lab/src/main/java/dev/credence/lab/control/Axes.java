package dev.credence.lab.control;

import dev.credence.belief.numpy.NumpyRandom;

/**
 * Directions of a residual stream that are orthogonal to the last bit.
 *
 * <p>A mechanism written along the coordinates would be found by looking at coordinates, so a
 * closed-form model lies along random directions. Gaussian ones will not do: in single precision
 * their dot products are 1e-8 instead of 0, and a head that multiplies a sum by e^16 (see {@link
 * ClosedForm#sum}) makes .1 of that. The columns of a Hadamard matrix, with rows, columns and signs
 * shuffled, have entries &plusmn;1/4: sums of their products are exact, in any order.
 *
 * <p>The stream is cut into blocks of 16 coordinates, drawn at random. Axes of one block never
 * touch those of another, so a flag of exactly 1 in one is read as exactly 1 whatever real numbers
 * lie in the other.
 */
final class Axes {
  /** Coordinates, and axes, of a block. */
  static final int BLOCK = 16;

  private final int blocks;
  private final double[][] axes;

  /**
   * Draws directions.
   *
   * @param blocks of {@value #BLOCK} coordinates each
   * @param random advanced
   */
  Axes(int blocks, NumpyRandom random) {
    this.blocks = blocks;
    int width = blocks * BLOCK;
    axes = new double[width][width];
    int[] coordinates = random.permutation(width);
    for (int block = 0; block < blocks; block++) {
      int[] rows = random.permutation(BLOCK);
      double[] signs = new double[BLOCK];
      for (int j = 0; j < BLOCK; j++) {
        signs[j] = random.integers(2) == 0 ? 1 : -1;
      }
      for (int i = 0; i < BLOCK; i++) {
        for (int j = 0; j < BLOCK; j++) {
          double hadamard = Integer.bitCount(rows[i] & j) % 2 == 0 ? 0.25 : -0.25;
          axes[block * BLOCK + i][coordinates[block * BLOCK + j]] = signs[j] * hadamard;
        }
      }
    }
  }

  /** Width of the stream. */
  int width() {
    return blocks * BLOCK;
  }

  /**
   * One axis of a block.
   *
   * @return {@code [d_model]}, of length 1; a copy
   */
  double[] axis(int block, int i) {
    return axes[block * BLOCK + i].clone();
  }
}
