package dev.credence.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.Evidence;
import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.Orders;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Prompt;
import dev.credence.belief.prompt.TaskPrompts;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.Results;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One question put to a control: a pair of generators, a sequence, a pair of symbols, and which of
 * the two readouts is meant.
 */
record Asked(TwoGenerators question, Evidence shown, boolean secondSymbols, boolean which) {

  Asked(TwoGenerators question, Evidence shown) {
    this(question, shown, false, false);
  }

  String id() {
    return question.a().pX()
        + " "
        + question.b().pX()
        + " "
        + shown.draws()
        + (secondSymbols ? " second" : "")
        + (which ? " which" : "");
  }

  int[] tokens(Task.WhichGenerator task) {
    Task.TokenPair symbols = symbols(task);
    Prompt.Tokens prompt = TaskPrompts.of(task, symbols, question, shown);
    if (which) {
      prompt = TaskPrompts.ask(prompt, Objects.requireNonNull(task.secondReadout()));
    }
    return prompt.ids().stream().mapToInt(Integer::intValue).toArray();
  }

  private Task.TokenPair symbols(Task.WhichGenerator task) {
    return secondSymbols ? Objects.requireNonNull(task.secondSymbols()) : task.symbols();
  }

  /** X against Y, or B against A. */
  String readout() {
    return which ? "which" : secondSymbols ? "second" : "first";
  }

  static CellSet.Builder cells(Control control) {
    CellSet.Builder cells = CellSet.builder();
    Task.WhichGenerator task = control.task();
    cells.readout("first", readout(task.symbols().x(), task.symbols().y()));
    Task.TokenPair second = task.secondSymbols();
    if (second != null) {
      cells.readout("second", readout(second.x(), second.y()));
    }
    Task.SecondReadout which = task.secondReadout();
    if (which != null) {
      cells.readout("which", readout(which.among().y(), which.among().x()));
    }
    return cells;
  }

  private static Readout readout(int one, int other) {
    Map<String, Integer> answers = new LinkedHashMap<>();
    answers.put("1", one);
    answers.put("2", other);
    return Readout.among(answers);
  }

  /** P(X), or P(B) where it is asked which generator, without edits and with. */
  static double[] answers(Control control, List<Asked> all, List<Intervention> edits) {
    return answers(control, all, edits, Map.of());
  }

  static double[] answers(
      Control control, List<Asked> all, List<Intervention> edits, Map<String, NdArray> tensors) {
    CellSet.Builder cells = cells(control);
    tensors.forEach(cells::tensor);
    for (Asked asked : all) {
      cells.prompt(asked.id(), asked.tokens(control.task()));
      cells.cell(new Cell(asked.id(), asked.id(), edits, List.of(asked.readout())));
    }
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells.build());
      double[] answers = new double[all.size()];
      for (int i = 0; i < answers.length; i++) {
        Asked asked = all.get(i);
        Reading reading = results.reading(asked.id(), asked.readout());
        if (edits.isEmpty()) {
          assertThat(reading.mass()).as(asked.id()).isGreaterThan(.99);
        }
        answers[i] = reading.among(0);
      }
      return answers;
    }
  }

  /** The pairs of different generators that a control knows. */
  static List<TwoGenerators> pairs(Control control) {
    return control.task().questions().stream()
        .filter(question -> question.a().pX() != question.b().pX())
        .toList();
  }

  /**
   * Every pair with every sequence of up to four draws, and with every count of every length in an
   * order drawn at random; every second of these in the second symbols where there are any.
   */
  static List<Asked> broad(Control control, long seed) {
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    List<Evidence> shown = new ArrayList<>();
    for (int n = 1; n <= control.task().evidence().max(); n++) {
      for (int k = 0; k <= n; k++) {
        List<Evidence> orders = n <= 4 ? new Orders(k, n).all() : List.of(order(k, n, random));
        shown.addAll(orders);
      }
    }
    List<Asked> all = new ArrayList<>();
    boolean second = control.task().secondSymbols() != null;
    for (TwoGenerators question : pairs(control)) {
      for (Evidence evidence : shown) {
        all.add(new Asked(question, evidence, second && all.size() % 2 == 1, false));
      }
    }
    return all;
  }

  static Evidence order(int k, int n, NumpyRandom random) {
    StringBuilder draws = new StringBuilder();
    for (int place : random.permutation(n)) {
      draws.append(place < k ? 'X' : 'Y');
    }
    return Evidence.of(draws.toString());
  }

  /** Random pairs of generators and sequences of random length and count. */
  static List<Asked> some(Control control, int size, NumpyRandom random, boolean which) {
    List<TwoGenerators> pairs = pairs(control);
    Map<String, Asked> some = new LinkedHashMap<>();
    while (some.size() < size) {
      int n = 1 + random.integers(control.task().evidence().max());
      int k = random.integers(n + 1);
      TwoGenerators question = pairs.get(random.integers(pairs.size()));
      Asked asked = new Asked(question, order(k, n, random), false, which);
      some.put(asked.id(), asked);
    }
    return List.copyOf(some.values());
  }

  /** L of what is shown, in nats. */
  double nats() {
    return question.logOddsNats(shown);
  }

  /** The same, asked which generator. */
  Asked which(boolean asks) {
    return new Asked(question, shown, secondSymbols, asks);
  }
}
