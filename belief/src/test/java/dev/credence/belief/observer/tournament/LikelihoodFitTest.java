package dev.credence.belief.observer.tournament;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Evidence;
import dev.credence.belief.Golden;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.observer.ConstantObserver;
import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.LeakyBayes;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.ObserverFamilies;
import dev.credence.belief.observer.Parameter;
import dev.credence.belief.observer.ParametricFamily;
import dev.credence.belief.observer.TemperedBayes;
import dev.credence.belief.observer.Trial;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LikelihoodFitTest {

  /** Logit noise of simulated answers. */
  private static final double NOISE_NATS = 0.1;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void temperedBayesIsFittedAsSciPyFitsIt(int index) {
    JsonNode golden = Golden.json("stats/tempered_bayes_fit.json").get("cases").get(index);
    var question = TwoGenerators.of(golden.get("p_a").asDouble(), golden.get("p_b").asDouble());
    List<Observation<Trial>> observations =
        IntStream.range(0, golden.get("sequences").size())
            .mapToObj(
                i ->
                    Observation.of(
                        question,
                        Evidence.of(golden.get("sequences").get(i).asString()),
                        golden.get("q").get(i).asDouble()))
            .toList();
    boolean startIsFree = golden.get("free").size() == 2;
    var family =
        startIsFree
            ? TemperedBayes.FAMILY
            : new ParametricFamily<Trial>(
                "tempered Bayes without L0",
                Family.Kind.BAYES_LIKE,
                p -> new TemperedBayes(p[0]),
                Parameter.of("lambda", "1", 0.1, 3, 1));

    var fit = LikelihoodFit.of(family, observations);

    JsonNode expected = golden.get("expected");
    assertThat(fit.parameters().get("lambda"))
        .isCloseTo(expected.get("lambda").asDouble(), within(1e-8));
    if (startIsFree) {
      assertThat(fit.parameters().get("L0")).isCloseTo(expected.get("L0").asDouble(), within(1e-8));
    }
    assertThat(fit.meanNats()).isCloseTo(expected.get("mean_nll_nats").asDouble(), within(1e-12));
    assertThat(fit.atLimit()).isEmpty();
  }

  static Stream<ParametricFamily<Trial>> parametricFamilies() {
    return ObserverFamilies.ALL.stream()
        .filter(ParametricFamily.class::isInstance)
        .map(family -> (ParametricFamily<Trial>) family);
  }

  @ParameterizedTest
  @MethodSource("parametricFamilies")
  void withoutNoiseEveryObserverIsFoundAgain(ParametricFamily<Trial> family) {
    var random = NumpyRandom.ofSeed(1);
    var observations =
        Simulation.answers(Simulation.observer(family), Simulation.trials(12, random), 0, random);
    assertRecovered(family, LikelihoodFit.of(family, observations), 1e-6);
  }

  /** Bounds are shares of a parameter's range; 360 answers with .1 nat of noise. */
  @ParameterizedTest
  @MethodSource("parametricFamilies")
  void withNoiseEveryObserverIsFoundAgainWithinATwentiethOfItsRange(
      ParametricFamily<Trial> family) {
    for (int seed = 0; seed < 5; seed++) {
      var random = NumpyRandom.ofSeed(seed);
      var observations =
          Simulation.answers(
              Simulation.observer(family), Simulation.trials(12, random), NOISE_NATS, random);
      assertRecovered(family, LikelihoodFit.of(family, observations), 0.05);
    }
  }

  private static void assertRecovered(
      ParametricFamily<Trial> family, Fitted<Trial> fit, double share) {
    double[] truth = Simulation.truth(family);
    for (int j = 0; j < truth.length; j++) {
      Parameter parameter = family.parameters().get(j);
      assertThat(fit.parameters().get(parameter.name()))
          .as("%s of %s", parameter.name(), family.name())
          .isCloseTo(truth[j], within(share * (parameter.greatest() - parameter.least())));
    }
  }

  /** Answers of another observer, so that the best point may lie anywhere, faces included. */
  @ParameterizedTest
  @MethodSource("parametricFamilies")
  void noOtherOptimiserFindsABetterPoint(ParametricFamily<Trial> family) {
    if (family.parameters().size() < 2) {
      return; // BOBYQA needs two
    }
    var random = NumpyRandom.ofSeed(3);
    var observations =
        Simulation.answers(
            new LeakyBayes(0.9, 0.8, 0.3), Simulation.trials(6, random), 0.2, random);
    double own = LikelihoodFit.of(family, observations).meanNats();
    FitCost<Trial> cost = new FitCost<>(family, observations);
    int size = family.parameters().size();
    double[] zeros = new double[size];
    double[] ones = IntStream.range(0, size).mapToDouble(_ -> 1).toArray();
    for (int start = 0; start < 4; start++) {
      double[] guess =
          IntStream.range(0, size).mapToDouble(_ -> 0.1 + 0.8 * random.random()).toArray();
      double other =
          new BOBYQAOptimizer(2 * size + 1)
              .optimize(
                  new ObjectiveFunction(cost::value),
                  GoalType.MINIMIZE,
                  new InitialGuess(guess),
                  new SimpleBounds(zeros, ones),
                  new MaxEval(5000))
              .getValue();
      assertThat(own).as(family.name()).isLessThanOrEqualTo(other + 1e-9);
    }
  }

  /** Algebra says what each rival's range leaves out; here it is tried. */
  @Test
  void noRivalsRangeContainsBayes() {
    var random = NumpyRandom.ofSeed(4);
    List<Trial> trials = Simulation.trials(12, random);
    for (var bayes : List.of(new TemperedBayes(1), new TemperedBayes(0.5, 0.3))) {
      var observations = Simulation.answers(bayes, trials, 0, random);
      double entropy =
          observations.stream().mapToDouble(Score::entropyNats).average().orElseThrow();
      parametricFamilies()
          .filter(family -> family.kind() == Family.Kind.RIVAL)
          .forEach(
              family ->
                  assertThat(
                          Score.bits(LikelihoodFit.of(family, observations).meanNats() - entropy))
                      .as("bits from %s to %s", bayes, family.name())
                      .isGreaterThan(5e-5));
    }
  }

  @Test
  void theBestConstantIsTheMean() {
    var random = NumpyRandom.ofSeed(5);
    var observations =
        Simulation.answers(new TemperedBayes(1), Simulation.trials(3, random), 0.3, random);
    double mean = observations.stream().mapToDouble(o -> o.said(0)).average().orElseThrow();
    var fit = LikelihoodFit.of(ConstantObserver.FAMILY, observations);
    assertThat(fit.parameters()).containsOnlyKeys("c");
    assertThat(fit.parameters().get("c")).isCloseTo(mean, within(1e-9));
  }

  @Test
  void lapseAndBiasAreFoundAroundAnotherObserver() {
    var random = NumpyRandom.ofSeed(6);
    var lapsing = TemperedBayes.FAMILY.lapsing();
    var biased = TemperedBayes.FAMILY.biased();
    List<Trial> trials = Simulation.trials(6, random);
    double[] careless = {0.8, 0.2, 0.15};
    var fit =
        LikelihoodFit.of(
            lapsing, Simulation.answers(lapsing.observer().apply(careless), trials, 0, random));
    assertThat(fit.parameters().values())
        .zipSatisfy(
            List.of(0.8, 0.2, 0.15),
            (found, sown) -> assertThat(found).isCloseTo(sown, within(1e-6)));
    double[] fond = {0.8, 0.2, -0.7};
    fit =
        LikelihoodFit.of(
            biased, Simulation.answers(biased.observer().apply(fond), trials, 0, random));
    assertThat(fit.parameters().values())
        .zipSatisfy(
            List.of(0.8, 0.2, -0.7),
            (found, sown) -> assertThat(found).isCloseTo(sown, within(1e-6)));
  }

  @Test
  void aBestPointBeyondTheRangeIsTold() {
    var random = NumpyRandom.ofSeed(7);
    var observations =
        Simulation.answers(new TemperedBayes(1), Simulation.trials(6, random), 0, random);
    var fit = LikelihoodFit.of(LeakyBayes.FAMILY, observations);
    assertThat(fit.atLimit()).containsExactly("g");
    assertThat(fit.parameters().get("g")).isEqualTo(0.95);
  }

  @Test
  void withoutObservationsThereIsNoFit() {
    assertThatThrownBy(() -> LikelihoodFit.of(TemperedBayes.FAMILY, List.of()))
        .hasMessage("fit of tempered Bayes: no observations; give at least one");
  }
}
