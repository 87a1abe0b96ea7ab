package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.BoundCell.BoundCapture;
import dev.credence.transformer.plan.BoundCell.BoundEdit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Refuses edits that never fire: an edit in a stage that nothing asks its cell to reach would
 * silently do nothing. A cell that is a donor may be asked for more in another wave than in its
 * own, so that all waves are heard before anything is said.
 */
final class FiringCheck {
  /** Asked of no cell. */
  private static final int NOWHERE = -1;

  /** The last stage to which donors are run for cells of waves that are not their own. */
  private final Map<String, Integer> reached = new HashMap<>();

  private final Map<String, Silent> silent = new LinkedHashMap<>();

  /**
   * What does not fire in a cell's own wave.
   *
   * @param edit the last one in the forward pass
   * @param reach the last stage to which the cell is run there
   */
  private record Silent(BoundEdit edit, int reach) {}

  /**
   * Hears the cells of one wave.
   *
   * @param wanted how many of them, from the first on, were asked for; the others are donors
   */
  void add(List<BoundCell> cells, int wanted) {
    int[] reach = new int[cells.size()];
    Arrays.fill(reach, NOWHERE);
    int[] takersFirst =
        IntStream.range(0, cells.size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer cell) -> cells.get(cell).depth()).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    for (int index : takersFirst) {
      BoundCell cell = cells.get(index);
      if (cell.reads().length > 0) {
        reach[index] = Integer.MAX_VALUE;
      }
      for (BoundCapture capture : cell.captures()) {
        reach[index] = Math.max(reach[index], RowPlanner.stageIndex(capture.point()));
      }
      for (BoundEdit edit : cell.edits()) {
        int stage = RowPlanner.stageIndex(edit.point());
        if (reach[index] < stage && index < wanted) {
          silent.put(cell.id(), new Silent(edit, reach[index]));
        }
        for (int donor : edit.donors()) {
          reach[donor] = Math.max(reach[donor], stage);
        }
      }
      if (!cell.edits().isEmpty() && index >= wanted) {
        reached.merge(cell.id(), reach[index], Math::max);
      }
    }
  }

  /**
   * Says what was found.
   *
   * @throws InvalidInputException if an edit fires in no wave
   */
  void finish() {
    silent.forEach(
        (cell, found) -> {
          int reach = Math.max(found.reach(), reached.getOrDefault(cell, NOWHERE));
          if (reach < RowPlanner.stageIndex(found.edit().point())) {
            throw new InvalidInputException(
                "cell %s: the edit at %s never fires: %s. Read the logits, capture something above"
                    + " it, or drop the edit",
                cell,
                found.edit().point(),
                reach == NOWHERE ? "nothing is read of this cell" : "the run stops before it");
          }
        });
  }
}
