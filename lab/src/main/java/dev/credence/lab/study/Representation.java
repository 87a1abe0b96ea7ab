package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.Subspace;
import dev.credence.transformer.hook.HookPoint;
import java.util.List;

/**
 * Z: a linear variable at one hook point, at the last position.
 *
 * @param point where
 * @param subspace what part of the activation
 * @param hypothesis what it is taken to carry
 */
public record Representation(HookPoint point, Subspace subspace, Variable hypothesis) {

  /** {@code [cell][coordinate]}: where the stream of cells lies inside Z. */
  double[][] inside(Setting setting, List<DesignCell> cells) {
    return subspace.project(Columns.doubles(setting.behaviour().activations(point, cells)));
  }

  /** As a place of exchanges on a sheet, which gets its basis. */
  Exchanges.Place on(CellSheet sheet) {
    String name = "z." + point.name() + "." + subspace.method() + "." + subspace.variable();
    return new Exchanges.Place(point, sheet.tensor(name, subspace.basisTensor()));
  }

  /**
   * One line for reports.
   *
   * @return where, how large, how found, what it is taken for
   */
  public String describe() {
    return "%s, last position, %d-dimensional, by %s for %s, taken for %s"
        .formatted(
            point.name(),
            subspace.dimension(),
            subspace.method(),
            subspace.variable(),
            hypothesis.name());
  }
}
