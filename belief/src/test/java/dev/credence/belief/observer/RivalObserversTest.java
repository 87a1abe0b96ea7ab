package dev.credence.belief.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.BetaBernoulli;
import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RivalObserversTest {
  private static final TwoGenerators QUESTION = TwoGenerators.of(0.3, 0.8, 0.4);
  private static final double L_X = Math.log(0.8 / 0.3);
  private static final double L_Y = Math.log(0.2 / 0.7);
  private static final double PRIOR = Math.log(0.4 / 0.6);

  @Property
  void atTheEndsThatRangesLeaveOutRivalsAreBayes(
      @ForAll @StringLength(max = 14) @CharRange(from = 'X', to = 'Y') String draws,
      @ForAll @DoubleRange(min = 0.1, max = 2) double lambda,
      @ForAll @DoubleRange(min = -1, max = 1) double start) {
    Evidence evidence = Evidence.of(draws);
    double tempered = new TemperedBayes(lambda, start).predictive(QUESTION, evidence);
    for (Observer same :
        List.of(
            new LeakyBayes(1, lambda, start),
            new SerialPosition(1, lambda, 0, start),
            new SerialPosition(1, lambda / 4, lambda * 3 / 4, start),
            new SignalDistortion(lambda, 1, start),
            new WeightedBaseRate(1, lambda, start))) {
      assertThat(same.predictive(QUESTION, evidence)).isCloseTo(tempered, within(1e-12));
    }
    double exact = QUESTION.predictive(evidence);
    assertThat(new ExactBayes().predictive(QUESTION, evidence)).isCloseTo(exact, within(1e-12));
    assertThat(new TemperedBayes(1).predictive(QUESTION, evidence)).isCloseTo(exact, within(1e-12));
    // Far beyond any fit's range, tempering makes up its mind.
    if (Math.abs(QUESTION.logOddsNats(evidence)) > 1e-6) {
      assertThat(new MaximumPosterior(0).predictive(QUESTION, evidence))
          .isCloseTo(QUESTION.predictiveOf(1e9 * QUESTION.logOddsNats(evidence)), within(1e-12));
    }
  }

  @Property
  void countingObserversAreBayesForAChanceThatMayBeAnything(
      @ForAll @StringLength(max = 14) @CharRange(from = 'X', to = 'Y') String draws,
      @ForAll @DoubleRange(min = 0.1, max = 20) double strength,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double mean) {
    Evidence evidence = Evidence.of(draws);
    double expected =
        new BetaBernoulli(strength * mean, strength * (1 - mean)).given(evidence).predictive();
    for (Observer same :
        List.of(
            new BetaObserver(strength, mean),
            new DiscountedBeta(1, strength, mean),
            new MarkovObserver(0, strength, mean))) {
      assertThat(same.predictive(QUESTION, evidence)).isCloseTo(expected, within(1e-12));
    }
    assertThat(BetaObserver.KRICHEVSKY_TROFIMOV.predictive(QUESTION, evidence))
        .isCloseTo(BetaBernoulli.JEFFREYS.given(evidence).predictive(), within(1e-15));
  }

  @Test
  void aLeakFadesOldDrawsAndThePrior() {
    // XYX, g = 1/2: prior / 8 + (l_X / 4 + l_Y / 2 + l_X) 0.9, and L0 does not fade
    double logOdds = PRIOR / 8 + 0.9 * (L_X / 4 + L_Y / 2 + L_X) + 0.1;
    assertThat(new LeakyBayes(0.5, 0.9, 0.1).predictive(QUESTION, Evidence.of("XYX")))
        .isCloseTo(QUESTION.predictiveOf(logOdds), within(1e-15));
    assertThat(new LeakyBayes(0, 1, 0).predictive(QUESTION, Evidence.of("YYYX")))
        .isCloseTo(QUESTION.predictiveOf(L_X), within(1e-15));
  }

  @Test
  void primacyWeighsTheFirstDrawsAndRecencyTheLast() {
    // XYY, g = 1/2: primacy 1, 1/2, 1/4; recency 1/4, 1/2, 1
    double logOdds = PRIOR + 2 * (L_X + L_Y / 2 + L_Y / 4) + 3 * (L_X / 4 + L_Y / 2 + L_Y) + 0.1;
    assertThat(new SerialPosition(0.5, 2, 3, 0.1).predictive(QUESTION, Evidence.of("XYY")))
        .isCloseTo(QUESTION.predictiveOf(logOdds), within(1e-15));
  }

  @Test
  void aCompressedSignalCountsDrawsNotTheirStrength() {
    assertThat(new SignalDistortion(0.7, 0, 0).predictive(QUESTION, Evidence.of("XXY")))
        .isCloseTo(QUESTION.predictiveOf(PRIOR + 0.7), within(1e-15));
    double logOdds = PRIOR + 0.7 * (2 * L_X * L_X - L_Y * L_Y);
    assertThat(new SignalDistortion(0.7, 2, 0).predictive(QUESTION, Evidence.of("XXY")))
        .isCloseTo(QUESTION.predictiveOf(logOdds), within(1e-15));
  }

  @Test
  void withoutBaseRatesThePriorPlaysNoPart() {
    Evidence evidence = Evidence.of("XXYX");
    var neglecting = new WeightedBaseRate(0, 1, 0);
    assertThat(neglecting.predictive(QUESTION, evidence))
        .isCloseTo(neglecting.predictive(TwoGenerators.of(0.3, 0.8), evidence), within(1e-15))
        .isCloseTo(TwoGenerators.of(0.3, 0.8).predictive(evidence), within(1e-15));
  }

  @Test
  void discountedCountsForget() {
    // XXY, gamma = 1/2, Beta(1, 1): a 1 -> 1.5 -> 1.75 -> .875;  b 1 -> .5 -> .25 -> 1.125
    assertThat(new DiscountedBeta(0.5, 2, 0.5).predictive(QUESTION, Evidence.of("XXY")))
        .isCloseTo(0.875 / 2, within(1e-15));
  }

  @Test
  void aMapObserverTakesTheLikelierForCertain() {
    var question = TwoGenerators.of(0.3, 0.7);
    assertThat(new MaximumPosterior(0.2).predictive(question, Evidence.of("XXY")))
        .isCloseTo(0.8 * 0.7 + 0.2 * 0.5, within(1e-15));
    assertThat(new MaximumPosterior(0.2).predictive(question, Evidence.of("YXY")))
        .isCloseTo(0.8 * 0.3 + 0.2 * 0.5, within(1e-15));
    assertThat(new MaximumPosterior(0).predictive(question, Evidence.of("XY"))).isEqualTo(0.5);
  }

  @Test
  void aClippedFrequencyIsNearBayesOnTheNotebooksOwnTrials() {
    // clip(k / 10, .5, .75) against exact Bayes: .0145 on average over k = 0 .. 10.
    var rule = new ClippedFrequency(1, 0);
    double error = 0;
    for (int k = 0; k <= 10; k++) {
      Evidence evidence = Evidence.block(k, 10);
      error +=
          Math.abs(
                  rule.predictive(TwoGenerators.NOTEBOOK, evidence)
                      - TwoGenerators.NOTEBOOK.predictive(evidence))
              / 11;
    }
    assertThat(error).isCloseTo(0.0145, within(0.0001));
  }

  @Test
  void anAnchoredObserverMovesPartOfTheWay() {
    double anchor = 0.3 + 0.5 * 0.4;
    assertThat(new Anchoring(0.25).predictive(QUESTION, Evidence.of("XXXY")))
        .isCloseTo(0.75 * anchor + 0.25 * 0.75, within(1e-15));
    assertThat(new Anchoring(0.25).predictive(QUESTION, Evidence.NONE))
        .isCloseTo(anchor, within(1e-15));
  }

  @Test
  void aChainCountsWhatFollowedTheLastDraws() {
    // After Y: X, X; after XY: X, X; after YX: Y
    Evidence evidence = Evidence.of("XYXYXY");
    assertThat(new MarkovObserver(1, 1, 0.5).predictive(QUESTION, evidence)).isEqualTo(2.5 / 3);
    assertThat(new MarkovObserver(2, 1, 0.5).predictive(QUESTION, evidence)).isEqualTo(2.5 / 3);
    assertThat(new MarkovObserver(2, 1, 0.5).predictive(QUESTION, Evidence.of("XYXYX")))
        .isEqualTo(0.25);
    assertThat(new MarkovObserver(3, 1, 0.4).predictive(QUESTION, Evidence.of("XY")))
        .isEqualTo(0.4);
  }

  @Test
  void aCopierTakesTheLatestPlace() {
    // After Y came X, then Y: the latest counts.
    Evidence evidence = Evidence.of("YXYYXXY");
    assertThat(new InductionObserver(1, 0.8, 0.5).predictive(QUESTION, evidence)).isEqualTo(0.8);
    assertThat(new InductionObserver(1, 0.8, 0.5).predictive(QUESTION, Evidence.of("YXYY")))
        .isCloseTo(0.2, within(1e-15));
    assertThat(new InductionObserver(2, 0.8, 0.45).predictive(QUESTION, Evidence.of("XXYY")))
        .isEqualTo(0.45);
    // XX last came up at the start, and Y followed.
    assertThat(new InductionObserver(2, 0.8, 0.45).predictive(QUESTION, Evidence.of("XXYXX")))
        .isCloseTo(0.2, within(1e-15));
  }

  @Test
  void bigramsLookAtTheLastDraw() {
    var observer = new LastToken(0.7, 0.2);
    assertThat(observer.predictive(QUESTION, Evidence.of("YYX"))).isEqualTo(0.7);
    assertThat(observer.predictive(QUESTION, Evidence.of("XXY"))).isEqualTo(0.2);
    assertThat(observer.predictive(QUESTION, Evidence.NONE)).isCloseTo(0.45, within(1e-15));
  }

  @Test
  void aTableAnswersFromTheNearestShareItKnows() {
    var table =
        new CountTable(
            Map.of(
                new CountTable.Counts(1, 2), 0.6,
                new CountTable.Counts(2, 4), 0.55,
                new CountTable.Counts(4, 4), 0.9));
    assertThat(table.predictive(QUESTION, Evidence.of("YX"))).isEqualTo(0.6);
    assertThat(table.predictive(QUESTION, Evidence.of("XXXXX"))).isEqualTo(0.9);
    assertThat(table.predictive(QUESTION, Evidence.of("XXXYYY"))).isEqualTo(0.55); // nearer N
    assertThatThrownBy(() -> new CountTable(Map.of())).hasMessageContaining("no entries");
  }

  @Test
  void aTableIsLearntAsMeans() {
    var learnt =
        CountTable.FAMILY
            .learner()
            .apply(
                List.of(
                    Observation.of(QUESTION, Evidence.of("XY"), 0.4),
                    Observation.of(TwoGenerators.NOTEBOOK, Evidence.of("YX"), 0.6),
                    Observation.of(QUESTION, Evidence.of("XX"), 0.9)));
    assertThat(learnt.freeNumbers()).isEqualTo(2);
    assertThat(learnt.predictor().next(new Trial(QUESTION, Evidence.of("XY"))))
        .containsExactly(0.5, 0.5);
  }

  @Test
  void aMixtureLiesBetween() {
    var mixture = new Mixture<>(new ConstantObserver(0.2), new FixedBelief(1), 0.25);
    assertThat(mixture.next(new Trial(QUESTION, Evidence.NONE)))
        .containsExactly(new double[] {0.25 * 0.2 + 0.75 * 0.8, 0.35}, within(1e-15));
  }

  static List<ParametricFamily<Trial>> parametricFamilies() {
    return ObserverFamilies.ALL.stream()
        .filter(ParametricFamily.class::isInstance)
        .map(family -> (ParametricFamily<Trial>) family)
        .toList();
  }

  /** A fit goes to every corner, and one step of a difference quotient is never outside. */
  @ParameterizedTest
  @MethodSource("parametricFamilies")
  void everyCornerOfARangeIsAnObserver(ParametricFamily<Trial> family) {
    int size = family.parameters().size();
    for (int corner = 0; corner < 1 << size; corner++) {
      double[] p = new double[size];
      for (int j = 0; j < size; j++) {
        Parameter parameter = family.parameters().get(j);
        p[j] = (corner >> j & 1) == 0 ? parameter.least() : parameter.greatest();
      }
      for (Evidence evidence :
          IntStream.rangeClosed(0, 5).mapToObj(k -> Evidence.block(k, 5)).toList()) {
        double[] next = family.observer().apply(p).next(new Trial(QUESTION, evidence));
        assertThat(next[0]).isBetween(0.0, 1.0);
        assertThat(next[0] + next[1]).isCloseTo(1, within(1e-14));
      }
    }
  }

  @Test
  void namesAreUniqueAndTheRegistryTellsThem() {
    assertThat(ObserverFamilies.ALL.stream().map(Family::name)).doesNotHaveDuplicates();
    assertThat(ObserverFamilies.named("leaky")).isSameAs(LeakyBayes.FAMILY);
    assertThatThrownBy(() -> ObserverFamilies.named("lazy"))
        .hasMessageStartingWith("no observer is named \"lazy\". There are: exact Bayes, tempered");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new LeakyBayes(1.1, 1, 0))
        .hasMessage("leaky Bayes: g is 1.1; expected from 0.0 to 1.0");
    assertThatThrownBy(() -> new DiscountedBeta(0.5, 0, 0.5))
        .hasMessageStartingWith("discounted Beta: s is 0.0");
    assertThatThrownBy(() -> new InductionObserver(0, 0.5, 0.5))
        .hasMessageStartingWith("induction observer: order is 0.0");
    assertThatThrownBy(
            () -> new Observation<>(new Trial(QUESTION, Evidence.NONE), new double[] {1}))
        .hasMessageContaining("1 probabilities that sum to 1.0; expected two or more");
    assertThatThrownBy(() -> Parameter.of("g", "1", 0, 1, 2))
        .hasMessage("parameter g: start 2.0 lies outside 0.0 to 1.0");
  }

  @Test
  void aTrialTellsWhatTheQuestionTells() {
    Evidence evidence = Evidence.of("XYX");
    Trial trial = new Trial(QUESTION, evidence);
    assertThat(trial.priorNats() + trial.evidenceNats())
        .isCloseTo(QUESTION.logOddsNats(evidence), within(1e-15));
    assertThat(trial.ratioNats(1)).isEqualTo(QUESTION.logLikelihoodRatioNats(Symbol.Y));
    assertThat(trial)
        .isEqualTo(new Trial(QUESTION, evidence))
        .hasSameHashCodeAs(new Trial(QUESTION, evidence));
    assertThat(trial.cluster()).isEqualTo("k 2, N 3, p_A 0.3, p_B 0.8");
    assertThat(trial.group()).isEqualTo("N 3, p_A 0.3, p_B 0.8");
  }
}
