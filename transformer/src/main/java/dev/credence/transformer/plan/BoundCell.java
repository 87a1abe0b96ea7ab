package dev.credence.transformer.plan;

import dev.credence.transformer.hook.HookPoint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A cell with every name resolved against one model.
 *
 * @param id for messages
 * @param tokens of its prompt
 * @param edits in the order in which the forward pass meets them
 * @param reads positions whose logits are read, in order
 * @param captures what to keep
 * @param depth 0 without donors, else one more than the deepest donor's
 * @param baseline the unedited run with whose prediction this one's is compared, or -1
 */
record BoundCell(
    String id,
    int[] tokens,
    List<BoundEdit> edits,
    int[] reads,
    List<BoundCapture> captures,
    int depth,
    int baseline) {

  /** The same cell, read at these positions as well. */
  BoundCell readAlsoAt(int[] positions) {
    int[] all =
        IntStream.concat(Arrays.stream(reads), Arrays.stream(positions))
            .sorted()
            .distinct()
            .toArray();
    return new BoundCell(id, tokens, edits, all, captures, depth, baseline);
  }

  /**
   * An edit with numbers for names.
   *
   * @param change what is done
   * @param spec the same number for equal changes
   * @param positions which rows of this cell
   * @param donor the donor's cell, or -1
   * @param donorPositions matched in order with {@code positions}
   * @param over donors whose rows are averaged; empty but for position means
   * @param wholeRun whether it reads all positions of this cell's own run
   * @param level edits at one hook point act in the order of their levels: after the edit before it
   *     in this cell, and after those of its donors
   */
  record BoundEdit(
      Change change,
      int spec,
      int[] positions,
      int donor,
      int[] donorPositions,
      int[] over,
      boolean wholeRun,
      int level) {
    HookPoint point() {
      return change.point();
    }

    /** All cells that it takes something from. */
    int[] donors() {
      return donor < 0 ? over : IntStream.concat(IntStream.of(donor), IntStream.of(over)).toArray();
    }

    /** Index into {@link #positions}, or -1. */
    int indexOf(int position) {
      for (int i = 0; i < positions.length; i++) {
        if (positions[i] == position) {
          return i;
        }
      }
      return -1;
    }
  }

  /**
   * A capture with numbers for names.
   *
   * @param point one hook point
   * @param positions which rows of this cell
   */
  record BoundCapture(HookPoint point, int[] positions) {}
}
