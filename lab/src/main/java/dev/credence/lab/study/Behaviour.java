package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.question.BeliefTask;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.ask.Interview;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the unedited model says to every cell of a design, and its stream where it says so. */
final class Behaviour {
  /** With less than this for all answers together a model has not answered. */
  static final double LEAST_MASS = 1e-3;

  private final BeliefTask task;
  private final List<DesignCell> cells;
  private final List<Asked> asked;
  private final Map<DesignCell, Integer> index = new IdentityHashMap<>();
  private final double[][] said;
  private final double[] mass;
  private final Map<HookPoint, float[][]> activations;

  private Behaviour(
      BeliefTask task,
      List<DesignCell> cells,
      List<Asked> asked,
      double[][] said,
      double[] mass,
      Map<HookPoint, float[][]> activations) {
    this.task = task;
    this.cells = List.copyOf(cells);
    this.asked = List.copyOf(asked);
    this.said = said;
    this.mass = mass;
    this.activations = activations;
    for (int i = 0; i < cells.size(); i++) {
      index.put(cells.get(i), i);
    }
  }

  /**
   * Asks.
   *
   * @param points where the stream is kept, at the last position
   */
  static Behaviour of(
      BeliefTask task,
      List<DesignCell> cells,
      Interview interview,
      List<HookPoint> points,
      String stage,
      CellRunner runner) {
    CellSheet sheet = new CellSheet();
    List<Asked> asked = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (DesignCell cell : cells) {
      Asked question = interview.ask(cell);
      asked.add(question);
      ids.add(sheet.ask(question));
    }
    points.forEach(point -> sheet.capture(Capture.of(point.name(), Positions.LAST)));
    Answers answers = sheet.run(stage, runner);
    Map<HookPoint, float[][]> activations = new LinkedHashMap<>();
    for (HookPoint point : points) {
      activations.put(
          point,
          ids.stream().map(id -> answers.activation(id, point.name())).toArray(float[][]::new));
    }
    return new Behaviour(
        task,
        cells,
        asked,
        ids.stream().map(answers::among).toArray(double[][]::new),
        ids.stream().mapToDouble(answers::mass).toArray(),
        activations);
  }

  List<DesignCell> cells() {
    return cells;
  }

  Asked asked(int i) {
    return asked.get(i);
  }

  /** {@code [symbol]}: the answer among the symbols. */
  double[] said(int i) {
    return said[i];
  }

  double mass(int i) {
    return mass[i];
  }

  double[] masses() {
    return mass.clone();
  }

  /** Whether there is an answer at all. */
  boolean answered(int i) {
    return mass[i] >= LEAST_MASS;
  }

  /** The answer on the scale on which answers are compared. */
  double[] scaled(int i) {
    return task.scale(said[i]);
  }

  /** Where a cell stands in the design. */
  int index(DesignCell cell) {
    Integer i = index.get(cell);
    if (i == null) {
      throw new IllegalStateException("behaviour: a cell that was not asked");
    }
    return i;
  }

  /** {@code [cell][d]}, of some of the cells. */
  float[][] activations(HookPoint point, List<DesignCell> of) {
    float[][] all = activations.get(point);
    if (all == null) {
      throw new IllegalStateException("behaviour: " + point.name() + " was not kept");
    }
    return of.stream().map(cell -> all[index(cell)]).toArray(float[][]::new);
  }

  List<HookPoint> points() {
    return List.copyOf(activations.keySet());
  }
}
