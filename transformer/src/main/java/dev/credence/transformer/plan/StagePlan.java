package dev.credence.transformer.plan;

import dev.credence.transformer.hook.Hook;
import java.util.List;
import java.util.Map;

/**
 * What happens to the rows of one stage.
 *
 * @param input for each row the row of the stage before from which it is made; -1 where an edit
 *     overwrites it whatever it was
 * @param positions for each row its token position
 * @param edits by hook, in the order in which they act
 * @param captures by hook
 */
public record StagePlan(
    int[] input,
    int[] positions,
    Map<Hook, List<RowEdit>> edits,
    Map<Hook, List<RowCapture>> captures) {

  /** How many rows. */
  public int rows() {
    return input.length;
  }

  /** Whether anything is edited or kept at {@code hook}. */
  public boolean names(Hook hook) {
    return edits.containsKey(hook) || captures.containsKey(hook);
  }

  StagePlan withoutCaptures() {
    return new StagePlan(input, positions, edits, Map.of());
  }
}
