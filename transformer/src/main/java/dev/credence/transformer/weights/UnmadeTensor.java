package dev.credence.transformer.weights;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A tensor to be written whose numbers are made, or read, only when their turn comes.
 *
 * @param name its name in the file
 * @param type a plain type
 * @param shape sizes, outermost axis first
 * @param numbers gives its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UnmadeTensor(String name, ElementType type, long[] shape, Numbers numbers) {
  /** Most bytes that are asked for at once; every part but a tensor's last has as many. */
  public static final int PART_BYTES = 1 << 24;

  /** Where a tensor's bytes come from. */
  @FunctionalInterface
  public interface Numbers {
    /**
     * Some of the bytes, in C order, little-endian.
     *
     * @param at the first byte, a multiple of {@link #PART_BYTES}
     * @param count how many
     * @return them; valid until the next call for any tensor
     */
    MemorySegment part(long at, long count);
  }

  /** Keeps a copy of the shape. */
  public UnmadeTensor {
    shape = shape.clone();
  }

  /** One that is there already. */
  static UnmadeTensor of(StoredTensor tensor) {
    return new UnmadeTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data()::asSlice);
  }

  /** {@return sizes, outermost first; a copy} */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** {@return what it takes in a file} */
  public long bytes() {
    return type.bytes(Sizes.product(shape));
  }

  @Override
  public String toString() {
    return name + " " + type + " " + Arrays.toString(shape);
  }
}
