package dev.credence.lab.control;

import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.Results;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.util.List;

/** What becomes of a control's answers when the directions that its landmarks name are edited. */
final class Surgery {
  private Surgery() {}

  /**
   * The answers of bases at whose last position some variables have been replaced by those of
   * donors.
   *
   * @return P(X), or P(B) where it is asked which generator, one a base
   */
  static double[] exchange(
      Control control,
      HookPoint point,
      List<String> variables,
      List<Asked> bases,
      List<Asked> donors) {
    CellSet.Builder cells = Asked.cells(control).tensor("basis", basis(control, variables));
    for (int i = 0; i < bases.size(); i++) {
      Asked base = bases.get(i);
      cells.prompt("base " + i, base.tokens(control.task()));
      cells.prompt("donor " + i, donors.get(i).tokens(control.task()));
      Intervention edit =
          new Interchange(Site.at(point, Positions.LAST), "donor " + i, "basis", Positions.LAST);
      cells.cell(new Cell("" + i, "base " + i, List.of(edit), List.of(base.readout())));
    }
    return run(control, cells.build(), bases);
  }

  /** The answers after something has been added along a variable at the last position. */
  static double[] steer(
      Control control, HookPoint point, String variable, double alpha, List<Asked> bases) {
    CellSet.Builder cells =
        Asked.cells(control).tensor("vector", vector(control.landmarks().direction(variable)));
    for (int i = 0; i < bases.size(); i++) {
      Asked base = bases.get(i);
      cells.prompt("base " + i, base.tokens(control.task()));
      Intervention edit = new Steer(Site.at(point, Positions.LAST), "vector", alpha);
      cells.cell(new Cell("" + i, "base " + i, List.of(edit), List.of(base.readout())));
    }
    return run(control, cells.build(), bases);
  }

  /** A point of the block that does something. */
  static HookPoint at(Control control, Hook hook, String work) {
    return HookPoint.of(hook, control.landmarks().block(work));
  }

  private static double[] run(Control control, CellSet cells, List<Asked> bases) {
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells);
      double[] answers = new double[bases.size()];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = results.reading("" + i, bases.get(i).readout()).among(0);
      }
      return answers;
    }
  }

  private static NdArray vector(double[] direction) {
    float[] floats = new float[direction.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) direction[i];
    }
    return NdArray.of(floats, floats.length);
  }

  private static NdArray basis(Control control, List<String> variables) {
    int d = control.config().dModel();
    int r = variables.size();
    float[] columns = new float[d * r];
    for (int j = 0; j < r; j++) {
      double[] direction = control.landmarks().direction(variables.get(j));
      for (int i = 0; i < d; i++) {
        columns[i * r + j] = (float) direction[i];
      }
    }
    return NdArray.of(columns, d, r);
  }
}
