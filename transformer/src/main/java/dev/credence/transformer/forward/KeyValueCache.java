package dev.credence.transformer.forward;

import static dev.credence.torch.Ops.cat;
import static dev.credence.torch.Ops.copyRowsInPlace;
import static dev.credence.torch.Ops.indexSelect;
import static dev.credence.torch.Ops.narrow;
import static dev.credence.torch.Ops.to;

import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of the rows that a run has left behind, layer by layer, in the order of
 * positions; what later rows look back at.
 *
 * <p>A layer's rows lie in memory that is made larger than they are. When it is full, twice as much
 * is taken and the rows are copied, so that n rows cost at most 2n copies of one row in all. The
 * memory lies outside the heap and belongs to no scope: close the cache.
 */
public final class KeyValueCache implements AutoCloseable {
  /** Rows for which a layer takes memory at first. */
  private static final long FIRST = 64;

  private final List<Rows> layers = new ArrayList<>();
  private int length;

  /** An empty cache. */
  public KeyValueCache() {}

  /**
   * Keys and values of some rows.
   *
   * @param keys {@code [row, kv_head, d_head]}, as queries meet them: normed and turned
   * @param values {@code [row, kv_head, d_head]}
   */
  record Rows(Tensor keys, Tensor values) {}

  /** For how many positions it holds keys and values. */
  public int length() {
    return length;
  }

  /** Bytes taken for all layers. */
  public long bytes() {
    return layers.stream()
        .mapToLong(rows -> 2 * rows.keys().elements() * rows.keys().dtype().bytes())
        .sum();
  }

  /**
   * Adds rows of a layer behind those that are there. They count once the run is done and {@link
   * #advanceTo} says so; a run that fails leaves the cache as it was.
   *
   * @param kept which rows to add, in the order of their positions; all of them, in order, unless
   *     the cache is empty
   * @return what the run's queries look at: the rows before, then all rows of {@code k} and {@code
   *     v}
   */
  Rows extend(int layer, Tensor k, Tensor v, int[] kept) {
    if (length > 0 && kept.length != k.size(0)) {
      throw new IllegalStateException(
          "layer %d: %d of %d rows are kept behind a past of %d; only a prompt's run may leave rows"
                  .formatted(layer, kept.length, k.size(0), length)
              + " out");
    }
    int end = length + kept.length;
    Rows room = room(layer, end, k);
    if (length > 0) {
      copyRowsInPlace(room.keys(), length, k);
      copyRowsInPlace(room.values(), length, v);
      return new Rows(narrow(room.keys(), 0, 0, end), narrow(room.values(), 0, 0, end));
    }
    Tensor which = to(Tensor.of(kept), k.device());
    copyRowsInPlace(room.keys(), 0, indexSelect(k, 0, which));
    copyRowsInPlace(room.values(), 0, indexSelect(v, 0, which));
    return new Rows(k, v);
  }

  /**
   * What rows look back at that are not to be added: the first rows of a layer, then those of
   * {@code k} and {@code v}. A copy, through which gradients go back to both.
   */
  Rows beside(int layer, int count, Tensor k, Tensor v) {
    Rows kept = layers.get(layer);
    return count == 0
        ? new Rows(k, v)
        : new Rows(
            cat(List.of(narrow(kept.keys(), 0, 0, count), k), 0),
            cat(List.of(narrow(kept.values(), 0, 0, count), v), 0));
  }

  /** A layer's memory, with room for {@code rows} at least. */
  private Rows room(int layer, long rows, Tensor like) {
    if (layer == layers.size()) {
      long first = Math.max(FIRST, rows);
      layers.add(new Rows(empty(first, like), empty(first, like)));
    }
    Rows room = layers.get(layer);
    if (room.keys().size(0) < rows) {
      long larger = Math.max(2 * room.keys().size(0), rows);
      layers.set(layer, new Rows(moved(room.keys(), larger), moved(room.values(), larger)));
    }
    return layers.get(layer);
  }

  private Tensor moved(Tensor old, long rows) {
    Tensor larger = empty(rows, old);
    copyRowsInPlace(larger, 0, narrow(old, 0, 0, length));
    old.close();
    return larger;
  }

  private static Tensor empty(long rows, Tensor like) {
    return Scope.release(
        Tensor.empty(like.dtype(), like.device(), rows, like.size(1), like.size(2)));
  }

  /** Lets rows count that a run has added to every layer. */
  void advanceTo(int positions) {
    length = positions;
  }

  /** Frees the memory. Closing again does nothing. */
  @Override
  public void close() {
    for (Rows rows : layers) {
      rows.keys().close();
      rows.values().close();
    }
    layers.clear();
    length = 0;
  }
}
