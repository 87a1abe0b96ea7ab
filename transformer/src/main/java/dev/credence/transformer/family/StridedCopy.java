package dev.credence.transformer.family;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies a strided view of memory into one piece. */
final class StridedCopy {
  /** Rows and columns of a tile in a transposition, so that both sides stay in the cache. */
  private static final long TILE = 32;

  private final MemorySegment from;
  private final MemorySegment to;
  private final long[] sizes;
  private final long[] strides;
  private final int width;

  private StridedCopy(
      MemorySegment from, MemorySegment to, long[] sizes, long[] strides, int width) {
    this.from = from;
    this.to = to;
    this.sizes = sizes;
    this.strides = strides;
    this.width = width;
  }

  /**
   * Copies.
   *
   * @param offset the first number's place in {@code from}
   * @param sizes of each axis, outermost first
   * @param strides of each axis, in numbers
   * @param width bytes of a number: 2 or 4
   */
  static void copy(
      MemorySegment from, long offset, long[] sizes, long[] strides, MemorySegment to, int width) {
    int axes = Math.max(2, sizes.length);
    long[] allSizes = new long[axes];
    long[] allStrides = new long[axes];
    for (int i = 0; i < axes; i++) {
      int axis = i - (axes - sizes.length);
      allSizes[i] = axis < 0 ? 1 : sizes[axis];
      allStrides[i] = axis < 0 ? 0 : strides[axis];
    }
    new StridedCopy(from, to, allSizes, allStrides, width).axis(0, offset, 0);
  }

  /** Copies from the given axis inwards; returns the place behind the last number written. */
  private long axis(int axis, long source, long target) {
    if (axis == sizes.length - 2) {
      matrix(source, target);
      return target + sizes[axis] * sizes[axis + 1];
    }
    long next = target;
    for (long i = 0; i < sizes[axis]; i++) {
      next = axis(axis + 1, source + i * strides[axis], next);
    }
    return next;
  }

  private void matrix(long source, long target) {
    long rows = sizes[sizes.length - 2];
    long columns = sizes[sizes.length - 1];
    long down = strides[sizes.length - 2];
    long right = strides[sizes.length - 1];
    if (right == 1) {
      for (long i = 0; i < rows; i++) {
        MemorySegment.copy(
            from, (source + i * down) * width, to, (target + i * columns) * width, columns * width);
      }
      return;
    }
    for (long i = 0; i < rows; i += TILE) {
      for (long j = 0; j < columns; j += TILE) {
        tile(
            source + i * down + j * right,
            target + i * columns + j,
            Math.min(TILE, rows - i),
            Math.min(TILE, columns - j));
      }
    }
  }

  private void tile(long source, long target, long rows, long columns) {
    long down = strides[sizes.length - 2];
    long right = strides[sizes.length - 1];
    long across = sizes[sizes.length - 1];
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        long read = (source + i * down + j * right) * width;
        long written = (target + i * across + j) * width;
        if (width == Integer.BYTES) {
          to.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              written,
              from.get(ValueLayout.JAVA_INT_UNALIGNED, read));
        } else {
          to.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              written,
              from.get(ValueLayout.JAVA_SHORT_UNALIGNED, read));
        }
      }
    }
  }
}
