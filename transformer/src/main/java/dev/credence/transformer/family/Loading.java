package dev.credence.transformer.family;

import dev.credence.transformer.weights.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings stored tensors into the memory that the forward pass reads: where they lie if type and
 * order are right already, else converted, reordered or both, one stored tensor at a time and
 * several at once.
 */
final class Loading {
  /** Vector units and libraries like their numbers on such addresses. */
  private static final long ALIGNMENT = 64;

  private final Precision precision;
  private final SegmentAllocator kept;
  private final Map<Layout.Place, MemorySegment> memory = new ConcurrentHashMap<>();

  private Loading(Precision precision, SegmentAllocator kept) {
    this.precision = precision;
    this.kept = kept;
  }

  /**
   * Loads everything.
   *
   * @param kept gives room, to several threads at once, for what has to be converted or reordered;
   *     the rest lies in the checkpoint
   * @return for each place its numbers in C order
   */
  static Map<Layout.Place, MemorySegment> load(
      Fit fit, Precision precision, SegmentAllocator kept) {
    Loading loading = new Loading(precision, kept);
    fit.uses().parallelStream().forEach(use -> loading.load(use.tensor(), use.views()));
    return loading.memory;
  }

  private void load(StoredTensor tensor, Map<Layout.Place, Source> views) {
    if (tensor.type() == precision.stored()
        && tensor.isAligned()
        && views.values().stream().noneMatch(Source::isPlusOne)) {
      views.forEach((place, view) -> memory.put(place, inPlace(tensor.data(), view)));
    } else if (precision == Precision.SINGLE
        && views.values().stream().allMatch(view -> view.isOnePiece() && !view.isPlusOne())) {
      MemorySegment floats = allocate(kept, tensor.elements(), Float.BYTES);
      tensor.dequantise(floats);
      views.forEach((place, view) -> memory.put(place, inPlace(floats, view)));
    } else {
      try (Arena passing = Arena.ofShared()) {
        MemorySegment floats = allocate(passing, tensor.elements(), Float.BYTES);
        tensor.dequantise(floats);
        views.forEach((place, view) -> memory.put(place, converted(floats, view, passing)));
      }
    }
  }

  /** A view of numbers that have the right precision: a slice, or a reordered copy. */
  private MemorySegment inPlace(MemorySegment numbers, Source view) {
    int width = precision.width();
    if (view.isOnePiece()) {
      return numbers.asSlice(view.offset() * width, view.elements() * width);
    }
    MemorySegment copy = allocate(kept, view.elements(), width);
    view.copy(numbers, copy, width);
    return copy;
  }

  /** A view of single-precision numbers that will not stay. */
  private MemorySegment converted(MemorySegment floats, Source view, Arena passing) {
    MemorySegment target = allocate(kept, view.elements(), precision.width());
    MemorySegment ordered =
        precision == Precision.SINGLE ? target : allocate(passing, view.elements(), Float.BYTES);
    view.copy(floats, ordered, Float.BYTES);
    if (view.isPlusOne()) {
      for (long i = 0; i < view.elements(); i++) {
        ordered.setAtIndex(
            ValueLayout.JAVA_FLOAT, i, 1 + ordered.getAtIndex(ValueLayout.JAVA_FLOAT, i));
      }
    }
    if (precision != Precision.SINGLE) {
      precision.round(ordered, target);
    }
    return target;
  }

  private static MemorySegment allocate(SegmentAllocator room, long elements, int width) {
    return room.allocate(Math.multiplyExact(elements, (long) width), ALIGNMENT);
  }
}
