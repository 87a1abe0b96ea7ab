package dev.credence.lab.bench;

import dev.credence.transformer.Model;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.RowPlan;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a job computed, from its plans.
 *
 * @param cells all of them, equal ones too
 * @param distinctCells those that differ in prompt or interventions
 * @param naiveRows rows of one plain forward pass a cell, over all layers; donors count as cells
 * @param livingRows rows that leave layers when what cells share is computed once
 * @param naiveFlop operations of the matrix products of those plain passes, logits at every
 *     position
 * @param livingFlop operations of the living rows' matrix products
 * @param cut whether a set is too large to run at once and is cut into waves: cells of different
 *     waves share nothing, so that more is computed than {@code livingRows} and {@code livingFlop}
 *     say
 */
public record Work(
    int cells,
    int distinctCells,
    long naiveRows,
    long livingRows,
    double naiveFlop,
    double livingFlop,
    boolean cut) {

  /**
   * Adds up the plans of a job's sets.
   *
   * @param model that ran them
   * @param sets one after the other
   * @return the whole
   */
  static Work of(Model model, List<CellSet> sets) {
    int layers = model.config().layers();
    Work sum = new Work(0, 0, 0, 0, 0, 0, false);
    for (CellSet set : sets) {
      RowPlan plan = model.plan(set);
      sum =
          new Work(
              sum.cells + set.cells().size(),
              sum.distinctCells + distinct(set),
              sum.naiveRows + layers * plan.naiveRows(),
              sum.livingRows + plan.livingRows(),
              sum.naiveFlop + plan.naiveFlops(),
              sum.livingFlop + plan.flops(),
              sum.cut || plan.peakBytes() > model.options().activationBytes());
    }
    return sum;
  }

  /** Cells of one set that differ; its prompts have a name each. */
  private static int distinct(CellSet set) {
    Set<List<Object>> seen = new HashSet<>();
    for (Cell cell : set.cells()) {
      int[] tokens = set.prompts().getOrDefault(cell.prompt(), new int[0]);
      seen.add(List.of(Arrays.stream(tokens).boxed().toList(), cell.interventions()));
    }
    return seen.size();
  }
}
