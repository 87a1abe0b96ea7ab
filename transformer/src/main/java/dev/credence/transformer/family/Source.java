package dev.credence.transformer.family;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Where a slot's numbers lie: a view of one stored tensor, by offset, sizes and strides. Splitting
 * an axis, taking a part of it and reordering axes change only the view; loading copies once, and
 * not at all where the view is one piece of memory. Axes need not be joined again: the slot's shape
 * is given to the same numbers in the same order.
 */
final class Source {
  private final String tensor;
  private final long[] stored;
  private final long offset;
  private final long[] sizes;
  private final long[] strides;
  private final boolean plusOne;

  private Source(
      String tensor, long[] stored, long offset, long[] sizes, long[] strides, boolean plusOne) {
    this.tensor = tensor;
    this.stored = stored;
    this.offset = offset;
    this.sizes = sizes;
    this.strides = strides;
    this.plusOne = plusOne;
  }

  /** All of a stored tensor, which must have this shape, outermost axis first. */
  static Source of(String tensor, long... shape) {
    return new Source(tensor, shape.clone(), 0, shape.clone(), rowMajor(shape), false);
  }

  /** The stored tensor's name. */
  String tensor() {
    return tensor;
  }

  /** The shape that the stored tensor must have. */
  long[] stored() {
    return stored.clone();
  }

  /** Whether 1 is to be added: the file holds a norm's weight less 1. */
  boolean isPlusOne() {
    return plusOne;
  }

  /** One axis seen as several; their product is its size. */
  Source split(int axis, long... parts) {
    int more = parts.length - 1;
    long[] newSizes = new long[sizes.length + more];
    long[] newStrides = new long[sizes.length + more];
    long[] within = rowMajor(parts);
    for (int i = 0; i < newSizes.length; i++) {
      if (i < axis || i > axis + more) {
        newSizes[i] = sizes[i < axis ? i : i - more];
        newStrides[i] = strides[i < axis ? i : i - more];
      } else {
        newSizes[i] = parts[i - axis];
        newStrides[i] = within[i - axis] * strides[axis];
      }
    }
    if (product(newSizes) != product(sizes)) {
      throw new IllegalArgumentException(
          tensor + ": an axis of " + sizes[axis] + " is not " + Arrays.toString(parts));
    }
    return new Source(tensor, stored, offset, newSizes, newStrides, plusOne);
  }

  /** The indices {@code from} to {@code to - 1} of an axis. */
  Source slice(int axis, long from, long to) {
    long[] newSizes = sizes.clone();
    newSizes[axis] = to - from;
    long start = offset + from * strides[axis];
    return new Source(tensor, stored, start, newSizes, strides, plusOne);
  }

  /** The axes in another order. */
  Source order(int... axes) {
    long[] newSizes = new long[axes.length];
    long[] newStrides = new long[axes.length];
    for (int i = 0; i < axes.length; i++) {
      newSizes[i] = sizes[axes[i]];
      newStrides[i] = strides[axes[i]];
    }
    return new Source(tensor, stored, offset, newSizes, newStrides, plusOne);
  }

  /** The two axes of a matrix exchanged. */
  Source transposed() {
    return order(1, 0);
  }

  /** The same, with 1 to be added to every number. */
  Source plusOne() {
    return new Source(tensor, stored, offset, sizes, strides, true);
  }

  /**
   * The axes of the stored tensor in the order of the view, where it is all of that in another
   * order.
   *
   * @throws IllegalStateException where it is a part, or an axis was split
   */
  int[] axes() {
    long[] whole = rowMajor(stored);
    int[] axes = new int[sizes.length];
    boolean[] taken = new boolean[stored.length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = -1;
      for (int j = 0; j < stored.length && axes[i] < 0; j++) {
        if (!taken[j] && strides[i] == whole[j] && sizes[i] == stored[j]) {
          axes[i] = j;
          taken[j] = true;
        }
      }
      if (axes[i] < 0 || offset != 0 || stored.length != axes.length || plusOne) {
        throw new IllegalStateException(this + ": the view is not its axes in another order");
      }
    }
    return axes;
  }

  /** How many numbers the view has. */
  long elements() {
    return product(sizes);
  }

  /** The first number's place in the stored tensor. */
  long offset() {
    return offset;
  }

  /** Whether the view is one piece of memory, in order. */
  boolean isOnePiece() {
    long expected = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      if (sizes[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= sizes[i];
    }
    return true;
  }

  /**
   * Copies the view's numbers, in the order of its axes.
   *
   * @param from all of the stored tensor
   * @param to {@link #elements} numbers
   * @param width bytes of a number: 2 or 4
   */
  void copy(MemorySegment from, MemorySegment to, int width) {
    StridedCopy.copy(from, offset, sizes, strides, to, width);
  }

  private static long[] rowMajor(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride = Math.multiplyExact(stride, shape[i]);
    }
    return strides;
  }

  private static long product(long[] sizes) {
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return tensor + " " + Arrays.toString(stored);
  }
}
