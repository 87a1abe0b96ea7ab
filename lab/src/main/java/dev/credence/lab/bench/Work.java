package dev.credence.lab.bench;

import dev.credence.transformer.Model;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Workload;
import java.util.List;

/**
 * What a job computed, from its plans.
 *
 * @param cells all of them, equal ones too
 * @param distinctCells those that differ in prompt or interventions
 * @param naiveRows rows of one plain forward pass a cell, over all layers; donors that are no cells
 *     are not counted
 * @param livingRows rows that leave layers when what cells share is computed once
 * @param naiveFlop operations of the matrix products of those plain passes, logits at every
 *     position
 * @param livingFlop operations of the living rows' matrix products
 * @param waves forward passes that were made of it; more than one where memory asks for it
 */
public record Work(
    int cells,
    int distinctCells,
    long naiveRows,
    long livingRows,
    double naiveFlop,
    double livingFlop,
    int waves) {

  /**
   * Adds up the plans of a job's sets.
   *
   * @param model that ran them
   * @param sets one after the other
   * @return the whole
   */
  static Work of(Model model, List<CellSet> sets) {
    int layers = model.config().layers();
    Work sum = new Work(0, 0, 0, 0, 0, 0, 0);
    for (CellSet set : sets) {
      Workload plan = model.plan(set).work();
      sum =
          new Work(
              sum.cells + plan.cells(),
              sum.distinctCells + plan.distinctCells(),
              sum.naiveRows + layers * plan.naiveRows(),
              sum.livingRows + plan.livingRows(),
              sum.naiveFlop + plan.naiveFlops(),
              sum.livingFlop + plan.flops(),
              sum.waves + plan.waves());
    }
    return sum;
  }
}
