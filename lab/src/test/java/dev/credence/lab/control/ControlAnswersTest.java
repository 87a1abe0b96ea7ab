package dev.credence.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every control answers, against the rule its Javadoc states, through the real forward pass:
 * all pairs, lengths and counts, both pairs of symbols, several seeds.
 */
class ControlAnswersTest {
  /** What a control should answer, and how far it may be off. */
  record Rule(ToDoubleFunction<Asked> answer, double bound) {}

  private static final Map<String, Rule> ANSWERS =
      Map.ofEntries(
          Map.entry("exact-bayes-in-context", new Rule(ControlAnswersTest::bayes, 1e-6)),
          Map.entry("decorative-belief", new Rule(ControlAnswersTest::bayes, 2e-5)),
          Map.entry("belief-at-readout", new Rule(ControlAnswersTest::bayes, 2e-5)),
          Map.entry("count-table-all", new Rule(ControlAnswersTest::bayes, 2e-4)),
          Map.entry("table-beside-belief", new Rule(ControlAnswersTest::bayes, 2e-4)),
          Map.entry("output-logit", new Rule(ControlAnswersTest::bayes, 2e-4)),
          Map.entry("count-table-in-context", new Rule(ControlAnswersTest::tableForTen, 1e-4)));

  private static final Map<String, Rule> WHICH =
      Map.ofEntries(
          Map.entry("exact-bayes-in-context", new Rule(ControlAnswersTest::posterior, 5e-6)),
          Map.entry("decorative-belief", new Rule(ControlAnswersTest::posterior, 5e-5)),
          Map.entry("belief-at-readout", new Rule(ControlAnswersTest::posterior, 5e-5)),
          Map.entry("output-logit", new Rule(ControlAnswersTest::posterior, 2e-4)));

  private static double bayes(Asked asked) {
    return asked.question().predictive(asked.shown());
  }

  private static double posterior(Asked asked) {
    return asked.question().posteriorB(asked.shown());
  }

  private static double tableForTen(Asked asked) {
    return asked.question().predictive(Math.min(asked.shown().countX(), 10), 10);
  }

  static Stream<Arguments> answered() {
    return ANSWERS.keySet().stream()
        .sorted()
        .flatMap(name -> Stream.of(0L, 1L, 6L).map(seed -> Arguments.of(name, seed)));
  }

  static Stream<Arguments> asked() {
    return WHICH.keySet().stream()
        .sorted()
        .flatMap(name -> Stream.of(0L, 3L).map(seed -> Arguments.of(name, seed)));
  }

  @ParameterizedTest
  @MethodSource("answered")
  void answersByItsRule(String name, long seed) {
    Control control = Controls.named(name + "@" + seed);
    assertLargestError(
        control, Objects.requireNonNull(ANSWERS.get(name)), Asked.broad(control, seed));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void saysWhichGeneratorByItsRule(String name, long seed) {
    Control control = Controls.named(name + "@" + seed);
    List<Asked> asked = new ArrayList<>();
    for (Asked one : Asked.broad(control, seed)) {
      asked.add(one.which(true));
    }
    assertLargestError(control, Objects.requireNonNull(WHICH.get(name)), asked);
  }

  private static void assertLargestError(Control control, Rule rule, List<Asked> asked) {
    double[] answers = Asked.answers(control, asked, List.of());
    double largest = -1;
    String where = "";
    for (int i = 0; i < answers.length; i++) {
      double error = Math.abs(answers[i] - rule.answer().applyAsDouble(asked.get(i)));
      if (!(error <= largest)) {
        largest = error;
        where = asked.get(i).id();
      }
    }
    System.getLogger(ControlAnswersTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0}: largest error {1} at {2}, {3} layers, d_model {4}, d_mlp {5}",
            control.name(),
            Double.toString(largest),
            where,
            control.config().layers(),
            control.config().dModel(),
            control.config().dMlp());
    assertThat(asked).hasSizeGreaterThan(1000);
    assertThat(largest).as("%s at %s", control.name(), where).isLessThan(rule.bound());
  }
}
