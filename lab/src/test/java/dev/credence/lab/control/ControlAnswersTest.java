package dev.credence.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.observer.LastToken;
import dev.credence.belief.observer.MarkovObserver;
import dev.credence.belief.observer.Observer;
import dev.credence.belief.observer.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
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

  private static final Map<String, LongFunction<Rule>> ANSWERS =
      Map.ofEntries(
          rule("exact-bayes-in-context", ControlAnswersTest::bayes, 1e-6),
          rule("dead-copy-of-belief", ControlAnswersTest::bayes, 2e-6),
          rule("split-belief", ControlAnswersTest::bayes, 1e-6),
          rule("redundant-bayes", ControlAnswersTest::bayes, 1e-5),
          rule("attention-posterior", ControlAnswersTest::bayes, 1e-5),
          rule("oriented-belief", ControlAnswersTest::bayes, 2e-5),
          rule("decorative-belief", ControlAnswersTest::bayes, 2e-5),
          rule("belief-at-readout", ControlAnswersTest::bayes, 2e-5),
          rule("belief-for-some-pairs", ControlAnswersTest::bayes, 2e-5),
          rule("clamped-answer", ControlAnswersTest::bayes, 3e-5),
          rule("count-table-all", ControlAnswersTest::bayes, 2e-4),
          rule("table-beside-belief", ControlAnswersTest::bayes, 2e-4),
          rule("output-logit", ControlAnswersTest::bayes, 2e-4),
          rule("mixed-0", ControlAnswersTest::bayes, 2e-4),
          rule("mixed-0.5", ControlAnswersTest::bayes, 2e-4),
          rule("mixed-1", ControlAnswersTest::bayes, 2e-4),
          rule("count-table-in-context", ControlAnswersTest::tableForTen, 1e-4),
          rule("template-bound", ControlAnswersTest::templateBound, 2e-5),
          rule("bigram-in-context", asked -> leaky(asked, 0), 1e-6),
          rule("markov", asked -> says(new MarkovObserver(1, 1, 0.5), asked), 1e-5),
          Map.entry(
              "tempered-bayes",
              seed -> new Rule(asked -> tempered(asked, TemperedBayesModel.lambda(seed)), 1e-6)),
          Map.entry(
              "leaky-bayes",
              seed -> new Rule(asked -> leaky(asked, LeakyBayesModel.keeps(seed)), 2e-6)),
          Map.entry("last-token", seed -> new Rule(asked -> says(lastToken(seed), asked), 1e-5)));

  private static final Map<String, LongFunction<Rule>> WHICH =
      Map.ofEntries(
          rule("exact-bayes-in-context", ControlAnswersTest::posterior, 5e-6),
          rule("dead-copy-of-belief", ControlAnswersTest::posterior, 5e-6),
          rule("split-belief", ControlAnswersTest::posterior, 5e-6),
          rule("attention-posterior", ControlAnswersTest::posterior, 5e-6),
          rule("template-bound", ControlAnswersTest::posterior, 5e-6),
          rule("redundant-bayes", ControlAnswersTest::posterior, 2e-5),
          rule("oriented-belief", ControlAnswersTest::posterior, 2e-4),
          rule("decorative-belief", ControlAnswersTest::posterior, 5e-5),
          rule("belief-at-readout", ControlAnswersTest::posterior, 5e-5),
          rule("belief-for-some-pairs", ControlAnswersTest::posterior, 5e-5),
          rule("clamped-answer", ControlAnswersTest::posterior, 5e-5),
          rule("mixed-0.5", ControlAnswersTest::posterior, 5e-5),
          rule("output-logit", ControlAnswersTest::posterior, 2e-4),
          Map.entry(
              "tempered-bayes",
              seed ->
                  new Rule(
                      asked ->
                          TwoGenerators.sigmoid(
                              TemperedBayesModel.lambda(seed)
                                  * asked.question().logOddsNats(asked.shown())),
                      5e-6)),
          Map.entry(
              "leaky-bayes",
              seed ->
                  new Rule(
                      asked -> TwoGenerators.sigmoid(leakyNats(asked, LeakyBayesModel.keeps(seed))),
                      1e-5)));

  private static Map.Entry<String, LongFunction<Rule>> rule(
      String name, ToDoubleFunction<Asked> answer, double bound) {
    return Map.entry(name, seed -> new Rule(answer, bound));
  }

  private static Observer lastToken(long seed) {
    return new LastToken(LastTokenModel.afterX(seed), LastTokenModel.afterY(seed));
  }

  private static double says(Observer observer, Asked asked) {
    return observer.predictive(new Trial(asked.question(), asked.shown()));
  }

  private static double tempered(Asked asked, double lambda) {
    return asked.question().predictiveOf(lambda * asked.question().logOddsNats(asked.shown()));
  }

  private static double leaky(Asked asked, double keep) {
    return asked.question().predictiveOf(leakyNats(asked, keep));
  }

  private static double leakyNats(Asked asked, double keep) {
    double nats = 0;
    for (Symbol symbol : asked.shown().symbols()) {
      nats = keep * nats + asked.question().logLikelihoodRatioNats(symbol);
    }
    return nats;
  }

  private static double templateBound(Asked asked) {
    if (!asked.secondSymbols()) {
      return bayes(asked);
    }
    double pA = asked.question().a().pX();
    double pB = asked.question().b().pX();
    double frequency = (double) asked.shown().countX() / asked.shown().length();
    return Math.clamp(frequency, Math.min(pA, pB), Math.max(pA, pB));
  }

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
        .flatMap(name -> Stream.of(0L, 1L).map(seed -> Arguments.of(name, seed)));
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
        control, Objects.requireNonNull(ANSWERS.get(name)).apply(seed), Asked.broad(control, seed));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void saysWhichGeneratorByItsRule(String name, long seed) {
    Control control = Controls.named(name + "@" + seed);
    List<Asked> asked = new ArrayList<>();
    for (Asked one : Asked.broad(control, seed)) {
      asked.add(one.which(true));
    }
    assertLargestError(control, Objects.requireNonNull(WHICH.get(name)).apply(seed), asked);
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
