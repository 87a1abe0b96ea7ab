package dev.credence.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in models against the formulas they claim, over whole sets of sequences. */
class ClosedFormModelsTest {
  private static final TwoGenerators NOTEBOOK = TwoGenerators.NOTEBOOK;

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 5", "0, 10", "0, 14", "1, 10", "2, 10", "17, 10"})
  void theBayesianModelIsExactOnEverySequence(long seed, int draws) {
    double largest =
        largestError(
            Controls.named("exact-bayes@" + seed),
            everySequence(draws),
            shown -> NOTEBOOK.predictive(shown.countX(), draws));
    assertThat(largest).isLessThan(1e-6);
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "3, 8", "0, 1"})
  void theModelThatReadsItsQuestionFromThePromptIsExactForEveryPair(long seed, int draws) {
    Control control = Controls.named("exact-bayes-in-context@" + seed);
    assertThat(control.task().questions()).hasSize(25);
    for (TwoGenerators question : control.task().questions()) {
      double largest =
          largestError(
              control,
              question,
              everySequence(draws),
              shown -> question.predictive(shown.countX(), draws));
      assertThat(largest).as(question.toString()).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({".2, .8", ".65, .35", ".5, .65"})
  void itIsAsExactAfterFourteenDraws(double pA, double pB) {
    TwoGenerators question = TwoGenerators.of(pA, pB);
    double largest =
        largestError(
            Controls.named("exact-bayes-in-context"),
            question,
            everySequence(14),
            shown -> question.predictive(shown.countX(), 14));
    assertThat(largest).isLessThan(1e-6);
  }

  /** These logits come back from 60, where single precision goes in steps of 4e-6 nats. */
  @Test
  void askedWhichGeneratorItTellsThePosterior() {
    Control control = Controls.named("exact-bayes-in-context");
    Task.SecondReadout second = Objects.requireNonNull(control.task().secondReadout());
    Map<String, Integer> answers = new LinkedHashMap<>();
    answers.put("A", second.among().x());
    answers.put("B", second.among().y());
    CellSet.Builder cells = CellSet.builder().readout("ab", Readout.among(answers));
    Map<String, Double> posteriors = new LinkedHashMap<>();
    for (TwoGenerators question : control.task().questions()) {
      for (Evidence shown : everySequence(4)) {
        String id = question.a() + " " + question.b() + " " + shown;
        Prompt.Tokens prompt = TaskPrompts.of(control.task(), question, shown);
        cells.prompt(id, ids(TaskPrompts.ask(prompt, second)));
        cells.cell(Cell.unedited(id, id, "ab"));
        posteriors.put(id, question.posteriorB(shown));
      }
    }
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells.build());
      posteriors.forEach(
          (id, posterior) -> {
            Reading reading = results.reading(id, "ab");
            assertThat(reading.among(1)).as(id).isCloseTo(posterior, within(5e-6));
            assertThat(reading.mass()).as(id).isGreaterThan(.99);
          });
    }
  }

  @Test
  void anyOtherQuestionCanBeFixedInTheWeights() {
    TwoGenerators question = TwoGenerators.of(.8, .35, .3);
    double largest =
        largestError(
            ExactBayesModel.of(question, 5),
            question,
            everySequence(10),
            shown -> question.predictive(shown.countX(), 10));
    assertThat(largest).isLessThan(1e-6);
  }

  /** A seed turns the mechanism into other directions; what it computes stays. */
  @Test
  void anotherSeedIsAnotherModelWithTheSameAnswers() {
    for (String name : List.of("count-table", "bigram")) {
      Control first = Controls.named(name);
      Control other = Controls.named(name + "@9");
      assertThat(other.name()).isEqualTo(name + "@9");
      assertThat(other.weights()).isNotEqualTo(first.weights());
      assertThat(answers(other, everySequence(6)))
          .usingComparatorWithPrecision(1e-6)
          .containsExactly(answers(first, everySequence(6)));
    }
  }

  @Test
  void noDirectionLiesAlongACoordinateAndAllAreOrthogonalToTheLastBit() {
    Axes axes = new Axes(2, NumpyRandom.ofSeed(4));
    for (int i = 0; i < axes.width(); i++) {
      double[] one = axes.axis(i / Axes.BLOCK, i % Axes.BLOCK);
      assertThat(Arrays.stream(one).filter(x -> x != 0)).hasSize(Axes.BLOCK);
      for (int j = 0; j < axes.width(); j++) {
        double[] other = axes.axis(j / Axes.BLOCK, j % Axes.BLOCK);
        float product = 0;
        for (int k = 0; k < one.length; k++) {
          product += (float) one[k] * (float) other[k];
        }
        assertThat(product).isEqualTo(i == j ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyControlHasTheHooksThatAnAnalysisNeeds(String name) {
    try (Subject subject = Subject.open("builtin:" + name, ModelOptions.standard(), null)) {
      for (String hook :
          List.of("attn.hook_z", "attn.hook_pattern", "hook_resid_mid", "hook_resid_post")) {
        assertThat(subject.model().hooks().match("blocks.*." + hook))
            .as(hook)
            .hasSize(subject.model().config().layers());
      }
    }
  }

  static List<String> names() {
    return Controls.names();
  }

  @Test
  void theCountTableIsRightForTenDrawsAndWrongForOthers() {
    Control control = Controls.named("count-table");
    ToDoubleFunction<Evidence> table =
        shown -> NOTEBOOK.predictive(Math.min(shown.countX(), 10), 10);
    ToDoubleFunction<Evidence> bayes = shown -> NOTEBOOK.predictive(shown.countX(), shown.length());
    assertThat(largestError(control, everySequence(10), bayes)).isLessThan(1e-6);
    assertThat(largestError(control, everySequence(5), table)).isLessThan(1e-6);
    assertThat(largestError(control, everySequence(13), table)).isLessThan(1e-6);
    assertThat(largestError(control, everySequence(5), bayes)).isGreaterThan(0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10})
  void theBigramModelLooksAtTheLastDrawAlone(int draws) {
    double largest =
        largestError(
            Controls.named("bigram"),
            everySequence(draws),
            shown -> NOTEBOOK.predictive(shown.draws().endsWith("X") ? 1 : 0, 1));
    assertThat(largest).isLessThan(1e-6);
  }

  @Test
  void steeringTheBeliefStopsAtTheTwoGenerators() {
    Control control = Controls.named("exact-bayes");
    double[] direction = ExactBayesModel.beliefDirection(0);
    float[] vector = new float[direction.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) direction[i];
    }
    CellSet.Builder cells =
        CellSet.builder()
            .tensor("belief", NdArray.of(vector, vector.length))
            .readout("xy", readout(control.task()))
            .prompt("shown", tokens(control.task(), NOTEBOOK, Evidence.of("XXXXXYYYYY")));
    Site site = Site.at(HookPoint.of(Hook.RESID_POST, 1), Positions.LAST);
    for (int alpha : List.of(-30, -10, 0, 10, 30)) {
      cells.cell(
          new Cell("" + alpha, "shown", List.of(new Steer(site, "belief", alpha)), List.of("xy")));
    }
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells.build());
      assertThat(results.reading("-30", "xy").among(0)).isCloseTo(.5, within(1e-6));
      assertThat(results.reading("-10", "xy").among(0)).isCloseTo(.5, within(5e-3));
      assertThat(results.reading("0", "xy").among(0)).isCloseTo(.5479, within(1e-4));
      assertThat(results.reading("10", "xy").among(0)).isCloseTo(.75, within(5e-3));
      assertThat(results.reading("30", "xy").among(0)).isCloseTo(.75, within(1e-6));
      assertThat(results.readings()).allSatisfy(r -> assertThat(r.mass()).isGreaterThan(.99));
    }
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> Subject.open("builtin:oracle", ModelOptions.standard(), null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("builtin:oracle", "exact-bayes", "count-table", "bigram");
    assertThatThrownBy(() -> Controls.named("bigram@x"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("whole number");
  }

  @Test
  void aBuiltInComesWithItsTask() {
    try (Subject subject = Subject.open("builtin:exact-bayes", ModelOptions.standard(), null)) {
      assertThat(subject.task()).isInstanceOf(Task.WhichGenerator.class);
      assertThat(subject.model().name()).isEqualTo("builtin:exact-bayes");
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private static List<Evidence> everySequence(int draws) {
    List<Evidence> all = new ArrayList<>();
    for (int nX = 0; nX <= draws; nX++) {
      all.addAll(new Orders(nX, draws).all());
    }
    return all;
  }

  private static double largestError(
      Control control, List<Evidence> sequences, ToDoubleFunction<Evidence> expected) {
    return largestError(control, NOTEBOOK, sequences, expected);
  }

  private static double largestError(
      Control control,
      TwoGenerators question,
      List<Evidence> sequences,
      ToDoubleFunction<Evidence> expected) {
    double[] answers = answers(control, question, sequences);
    double largest = 0;
    for (int i = 0; i < answers.length; i++) {
      largest = Math.max(largest, Math.abs(answers[i] - expected.applyAsDouble(sequences.get(i))));
    }
    return largest;
  }

  private static double[] answers(Control control, List<Evidence> sequences) {
    return answers(control, NOTEBOOK, sequences);
  }

  private static double[] answers(
      Control control, TwoGenerators question, List<Evidence> sequences) {
    CellSet.Builder cells = CellSet.builder().readout("xy", readout(control.task()));
    for (Evidence shown : sequences) {
      cells.prompt(shown.draws(), tokens(control.task(), question, shown));
      cells.cell(Cell.unedited(shown.draws(), shown.draws(), "xy"));
    }
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells.build());
      assertThat(results.readings()).allMatch(reading -> reading.mass() > .99);
      return sequences.stream()
          .mapToDouble(shown -> results.reading(shown.draws(), "xy").among(0))
          .toArray();
    }
  }

  private static int[] tokens(Task.WhichGenerator task, TwoGenerators question, Evidence shown) {
    return ids(TaskPrompts.of(task, question, shown));
  }

  private static int[] ids(Prompt.Tokens prompt) {
    return prompt.ids().stream().mapToInt(Integer::intValue).toArray();
  }

  private static Readout readout(Task.WhichGenerator task) {
    Map<String, Integer> answers = new LinkedHashMap<>();
    answers.put("X", task.symbols().x());
    answers.put("Y", task.symbols().y());
    return Readout.among(answers);
  }
}
