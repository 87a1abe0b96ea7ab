package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.question.Variable;
import dev.credence.lab.direction.BeyondNuisances;
import dev.credence.lab.direction.Labels;
import dev.credence.lab.direction.Probe;
import dev.credence.lab.statistics.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Numbers about cells, a row a cell. */
final class Columns {
  private Columns() {}

  static double[][] doubles(float[][] rows) {
    return Arrays.stream(rows)
        .map(
            row -> {
              double[] wide = new double[row.length];
              Arrays.setAll(wide, j -> row[j]);
              return wide;
            })
        .toArray(double[][]::new);
  }

  /** A variable as the fitted observer holds it. */
  static double[][] values(Setting setting, List<DesignCell> cells, Variable variable) {
    return cells.stream()
        .map(c -> setting.tempering().see(setting.task(), c))
        .map(c -> c.question().value(variable, c.evidence()))
        .toArray(double[][]::new);
  }

  static Clusters clusters(List<DesignCell> cells) {
    return Clusters.of(cells.stream().map(DesignCell::multiset).toList());
  }

  /** Cells that ask the same after the same counts: what a probe could learn by heart. */
  static List<?> types(List<DesignCell> cells) {
    return cells.stream().map(c -> List.of(c.question().name(), c.multiset().counts())).toList();
  }

  static Labels labels(Setting setting, List<DesignCell> cells, Variable variable) {
    return new Labels(variable.name(), values(setting, cells, variable), clusters(cells));
  }

  /** Whether it differs between cells at all. */
  static boolean varies(Setting setting, List<DesignCell> cells, Variable variable) {
    double[][] values = values(setting, cells, variable);
    return Arrays.stream(values).anyMatch(row -> !Arrays.equals(row, values[0]));
  }

  /**
   * What a probe must know more than: counts, length, frequency, last draw, the model's own answer,
   * and which question was asked (a column for each but one).
   */
  static double[][] nuisances(Setting setting, List<DesignCell> cells) {
    List<Variable> told =
        setting.task().variables().stream()
            .filter(v -> v.kind() != Variable.Kind.BELIEF && !v.name().equals("answer"))
            .toList();
    List<String> questions =
        new ArrayList<>(
            new TreeSet<>(
                setting.behaviour().cells().stream().map(c -> c.question().name()).toList()));
    return cells.stream()
        .map(
            cell -> {
              List<Double> row = new ArrayList<>();
              told.forEach(
                  v -> Arrays.stream(cell.question().value(v, cell.evidence())).forEach(row::add));
              Arrays.stream(setting.behaviour().scaled(setting.behaviour().index(cell)))
                  .forEach(row::add);
              questions.stream()
                  .skip(1)
                  .forEach(q -> row.add(cell.question().name().equals(q) ? 1.0 : 0.0));
              return row.stream().mapToDouble(Double::doubleValue).toArray();
            })
        .toArray(double[][]::new);
  }

  /** What a probe that was fitted on the fit split knows of other cells beyond nuisances. */
  static BeyondNuisances beyondNuisances(
      Setting setting,
      Probe probe,
      Labels labels,
      List<DesignCell> cells,
      double[][] heldOut,
      double[][] values) {
    return BeyondNuisances.of(
        probe,
        labels,
        nuisances(setting, setting.fit()),
        heldOut,
        values,
        nuisances(setting, cells));
  }
}
