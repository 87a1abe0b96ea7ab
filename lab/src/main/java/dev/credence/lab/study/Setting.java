package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPairs;
import dev.credence.belief.design.Splits;
import dev.credence.belief.question.BeliefTask;
import dev.credence.lab.ask.Interview;
import java.util.List;
import java.util.Objects;

/**
 * What all criteria of a study have in common.
 *
 * @param task what is asked about
 * @param interview how the model is asked
 * @param behaviour what it says unedited
 * @param splits of the design
 * @param tempering the observer whose answers are foretold
 * @param same donors asked the same question, of the confirm split
 * @param other donors of other pairs, of the confirm split
 * @param options how much is asked
 * @param thresholds where lines are drawn
 */
record Setting(
    BeliefTask task,
    Interview interview,
    Behaviour behaviour,
    Splits splits,
    Tempering tempering,
    Exchanges same,
    Exchanges other,
    StudyOptions options,
    Thresholds thresholds) {

  static Setting of(
      BeliefTask task,
      Interview interview,
      Behaviour behaviour,
      Splits splits,
      Tempering tempering,
      StudyOptions options,
      Thresholds thresholds) {
    List<DesignCell> confirm =
        splits.cells(Splits.Split.CONFIRM).stream().map(c -> tempering.see(task, c)).toList();
    return new Setting(
        task,
        interview,
        behaviour,
        splits,
        tempering,
        exchanges(task, confirm, DonorPairs.Kind.SAME_QUESTION, options, interview),
        exchanges(task, confirm, DonorPairs.Kind.OTHER_PAIR, options, interview),
        options,
        thresholds);
  }

  private static Exchanges exchanges(
      BeliefTask task,
      List<DesignCell> cells,
      DonorPairs.Kind kind,
      StudyOptions options,
      Interview interview) {
    return Exchanges.of(
        task, cells, kind, options.confirmPairs(), options.seed() + 31 + kind.ordinal(), interview);
  }

  /** Cells of a split on which nothing was fitted or chosen. */
  List<DesignCell> confirm() {
    return splits.cells(Splits.Split.CONFIRM);
  }

  List<DesignCell> fit() {
    return splits.cells(Splits.Split.FIT);
  }

  List<DesignCell> select() {
    return splits.cells(Splits.Split.SELECT);
  }

  /** The first variable of the task: its belief, as the fitted observer holds it. */
  double[] belief(DesignCell cell) {
    DesignCell seen = tempering.see(task, cell);
    return Objects.requireNonNull(
        seen.question().value(task.variables().getFirst(), seen.evidence()));
  }

  /** What the fitted observer would answer, on the scale on which answers are compared. */
  double[] foretold(DesignCell cell) {
    DesignCell seen = tempering.see(task, cell);
    return task.scale(seen.question().predictive(seen.evidence()));
  }
}
