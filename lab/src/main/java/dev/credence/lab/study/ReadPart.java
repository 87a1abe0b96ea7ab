package dev.credence.lab.study;

import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.Probe;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.study.Exchanges.Cells;
import java.util.List;

/**
 * Whether the part of Z from which the belief is read is the part that moves the prediction. A
 * plane can hold a belief that nothing reads beside an answer that everything follows: read and
 * moved, it looks like a mechanism (a dormant path). So the one direction in Z that reads the
 * belief is exchanged alone. A Z of one dimension is that direction itself.
 *
 * @see <a href="https://arxiv.org/abs/2311.17030">Makelov and others, Is This the Subspace You Are
 *     Looking For?</a>
 */
final class ReadPart {
  private final Setting setting;
  private final Representation z;
  private final boolean whole;
  private Cells same = new Cells(List.of(), List.of());
  private Cells other = new Cells(List.of(), List.of());

  ReadPart(Setting setting, Representation z) {
    this.setting = setting;
    this.z = z;
    this.whole = z.subspace().dimension() == 1 || z.hypothesis().dimension() > 1;
  }

  void ask(CellSheet sheet) {
    if (whole) {
      return;
    }
    String basis = sheet.tensor("read part", Subspace.tensor(direction()));
    same = setting.same().exchange(sheet, z.point(), basis);
    other = setting.other().exchange(sheet, z.point(), basis);
  }

  /** {@code [d][1]}: U w, w the probe's coefficients for Z's coordinates. */
  private double[][] direction() {
    Probe probe =
        Probe.fit(
            Activations.of(z.inside(setting, setting.fit())),
            Columns.labels(setting, setting.fit(), z.hypothesis()));
    double[] w = probe.coefficients()[0];
    double[][] u = z.subspace().basis();
    double[][] direction = new double[u.length][1];
    double squares = 0;
    for (int i = 0; i < u.length; i++) {
      for (int k = 0; k < w.length; k++) {
        direction[i][0] += u[i][k] * w[k];
      }
      squares += direction[i][0] * direction[i][0];
    }
    double norm = Math.sqrt(squares);
    for (double[] row : direction) {
      row[0] = norm == 0 ? 0 : row[0] / norm;
    }
    return direction;
  }

  /** Whether it moves the prediction at least in part, in both sets. */
  boolean moves(Answers answers) {
    return whole
        || (moves(answers, setting.same(), same)
            && (setting.other().isEmpty() || moves(answers, setting.other(), other)));
  }

  private boolean moves(Answers answers, Exchanges exchanges, Cells cells) {
    return Agreement.of(exchanges.foretold(z.hypothesis()), exchanges.observed(answers, cells))
        .inPart(setting.thresholds());
  }
}
