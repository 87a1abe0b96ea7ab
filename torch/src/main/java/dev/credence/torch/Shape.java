package dev.credence.torch;

import java.util.Arrays;

/**
 * The sizes of a tensor, outermost first. Prints as {@code [55, 9, 64]}.
 *
 * @param sizes none of them negative; none at all for a single number
 */
@SuppressWarnings("ArrayRecordComponent") // equality, text and copies are written out below
public record Shape(long... sizes) {

  /** Checks and copies the sizes. */
  public Shape {
    sizes = sizes.clone();
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException("negative size in shape " + Arrays.toString(sizes));
      }
    }
  }

  /** The shape of those sizes. */
  public static Shape of(long... sizes) {
    return new Shape(sizes);
  }

  /** A copy of the sizes. */
  @Override
  public long[] sizes() {
    return sizes.clone();
  }

  /** The number of dimensions. */
  public int rank() {
    return sizes.length;
  }

  /**
   * The size along one dimension.
   *
   * @param dim from 0, or from -1 counting backwards from the last
   * @throws IllegalArgumentException if there is no such dimension
   */
  public long size(int dim) {
    int at = dim < 0 ? dim + sizes.length : dim;
    if (at < 0 || at >= sizes.length) {
      throw new IllegalArgumentException("dimension " + dim + " of shape " + this);
    }
    return sizes[at];
  }

  /** The product of the sizes: 1 for a single number, 0 if any size is. */
  public long elements() {
    long product = 1;
    for (long size : sizes) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape(long[] others) && Arrays.equals(sizes, others);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
