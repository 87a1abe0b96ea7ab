package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;

/** What a reader should know before believing a number of a run. */
final class Warnings {
  /** Below this, most of what the model says is neither X nor Y. */
  private static final double ENOUGH_MASS = .5;

  private Warnings() {}

  static List<String> of(RunTables run) {
    List<String> lines = new ArrayList<>();
    for (Ablation.Condition condition : Ablation.Condition.values()) {
      condition
          .sweep(run)
          .map(Sweep::medianMass)
          .filter(mass -> mass < ENOUGH_MASS)
          .ifPresent(
              mass ->
                  lines.add(
                      ("With %s the median mass P(X) + P(Y) is %s:"
                              + " the model mostly says something else.")
                          .formatted(condition.words(), Numbers.share(mass))));
    }
    long empty = Math.round(run.facts().total("empty_answers"));
    if (empty > 0) {
      lines.add(Numbers.count(empty, "answer") + " with no mass at all were taken as one half.");
    }
    lines.addAll(run.facts().notes());
    return lines;
  }
}
