package dev.credence.transformer.weights;

import java.util.Arrays;

/** Arithmetic on shapes that does not overflow in silence. */
final class Sizes {
  private Sizes() {}

  /**
   * The number of elements; 0 if any size is, however large the others.
   *
   * @throws IllegalArgumentException if a size is negative
   * @throws ArithmeticException if the product does not fit a long
   */
  static long product(long[] shape) {
    boolean empty = false;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("negative size in " + Arrays.toString(shape));
      }
      empty |= size == 0;
    }
    if (empty) {
      return 0;
    }
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }
}
