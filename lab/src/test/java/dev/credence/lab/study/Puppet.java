package dev.credence.lab.study;

import dev.credence.belief.Task;
import dev.credence.belief.design.Design;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DesignOptions;
import dev.credence.belief.design.Splits;
import dev.credence.belief.prompt.TokenPresentation;
import dev.credence.belief.question.BeliefTask;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.Interview;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.plan.Reading;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A study whose answers follow a rule that the test knows; no model computes anything. */
final class Puppet {
  private static final StudyOptions OPTIONS = StudyOptions.QUICK;

  private Puppet() {}

  /** Answers to token prompts, always with the same mass. */
  static CellRunner saying(ToDoubleFunction<List<Integer>> pX, ToDoubleFunction<List<Integer>> of) {
    return (_, set) ->
        new Results(
            set.cells().stream()
                .map(
                    cell -> {
                      List<Integer> tokens =
                          Arrays.stream(set.prompts().get(cell.prompt())).boxed().toList();
                      double p = pX.applyAsDouble(tokens);
                      double mass = of.applyAsDouble(tokens);
                      return new Reading(
                          cell.id(),
                          cell.readouts().getFirst(),
                          tokens.size() - 1,
                          List.of("answer0", "answer1"),
                          new double[] {Math.log(p), Math.log(1 - p)},
                          new double[] {mass * p, mass * (1 - p)},
                          Double.NaN,
                          new int[0],
                          new double[0]);
                    })
                .toList(),
            Map.of());
  }

  /** What all criteria share, where every question is answered by a rule. */
  static Setting setting(Model model, Task task, ToDoubleFunction<DesignCell> rule, double mass) {
    BeliefTask about = BeliefTask.of(task);
    Design design =
        Design.of(
            about,
            new DesignOptions(
                OPTIONS.cells(),
                OPTIONS.orders(),
                DesignOptions.STANDARD_BELIEF_LIMIT,
                List.of(TokenPresentation.of(task)),
                OPTIONS.seed()));
    Splits splits = Splits.of(design, Splits.Shares.EQUAL, OPTIONS.seed());
    Interview interview = new Interview(model);
    Map<List<Integer>, DesignCell> shown = new HashMap<>();
    design.cells().forEach(c -> shown.put(interview.ask(c).tokens(), c));
    Behaviour behaviour =
        Behaviour.of(
            about,
            design.cells(),
            interview,
            List.of(),
            "behaviour",
            saying(tokens -> rule.applyAsDouble(shown.get(tokens)), _ -> mass));
    Tempering tempering = Tempering.of(behaviour, splits.cells(Splits.Split.FIT));
    return Setting.of(about, interview, behaviour, splits, tempering, OPTIONS, Thresholds.STANDARD);
  }
}
