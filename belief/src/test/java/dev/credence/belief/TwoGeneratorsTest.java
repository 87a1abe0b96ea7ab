package dev.credence.belief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoGeneratorsTest {

  @Property
  void logOddsPosteriorAndPredictionAgree(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pA,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pB,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double prior,
      @ForAll @IntRange(max = 40) int nX,
      @ForAll @IntRange(max = 40) int nY) {
    var question = TwoGenerators.of(pA, pB, prior);
    Evidence evidence = Evidence.block(nX, nX + nY);
    double logOdds = question.logOddsNats(evidence);
    assertThat(question.posteriorB(evidence))
        .isCloseTo(TwoGenerators.sigmoid(logOdds), within(1e-12));
    assertThat(question.predictive(evidence))
        .isCloseTo(question.predictiveOf(logOdds), within(1e-12));
    assertThat(question.posterior(nX, nX + nY).logOddsNats(1, 0)).isCloseTo(logOdds, within(1e-10));
  }

  @Property
  void logOddsOfTwoPortionsAdd(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pA,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pB,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double prior,
      @ForAll @IntRange(max = 20) int x1,
      @ForAll @IntRange(max = 20) int x2) {
    var question = TwoGenerators.of(pA, pB, prior);
    Evidence first = Evidence.block(x1, 20);
    Evidence second = Evidence.block(x2, 20);
    assertThat(question.logOddsNats(first.then(second)))
        .isCloseTo(
            question.logOddsNats(first)
                + question.logOddsNats(second)
                - question.priorLogOddsNats(),
            within(1e-11));
  }

  @Property
  void relabellingTurnsThePredictionRound(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pA,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pB,
      @ForAll @IntRange(max = 30) int nX,
      @ForAll @IntRange(max = 30) int nY) {
    var question = TwoGenerators.of(pA, pB);
    Evidence evidence = Evidence.block(nX, nX + nY);
    assertThat(question.relabelled().predictive(evidence.relabelled()))
        .isCloseTo(1 - question.predictive(evidence), within(1e-12));
    assertThat(question.relabelled().posteriorB(evidence.relabelled()))
        .isCloseTo(question.posteriorB(evidence), within(1e-12));
  }

  @Property
  void exchangingTheGeneratorsExchangesThePosteriorsAndKeepsThePrediction(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pA,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pB,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double prior,
      @ForAll @IntRange(max = 30) int nX) {
    Evidence evidence = Evidence.block(nX, 30);
    var there = TwoGenerators.of(pA, pB, prior);
    var back = TwoGenerators.of(pB, pA, 1 - prior);
    assertThat(back.posteriorB(evidence)).isCloseTo(1 - there.posteriorB(evidence), within(1e-12));
    assertThat(back.predictive(evidence)).isCloseTo(there.predictive(evidence), within(1e-12));
  }

  @Test
  void theSteeredPromptOfTheNotebooksIsNotAmbiguous() {
    assertThat(TwoGenerators.NOTEBOOK.logOddsNats(5, 10)).isCloseTo(-1.44, within(0.005));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, Double.NaN, -1, 2})
  void aPriorWithoutDoubtIsRefused(double prior) {
    assertThatThrownBy(() -> TwoGenerators.of(0.5, 0.75, prior))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("prior of generator B is " + prior);
  }

  @Test
  void impossibleCountsAreRefused() {
    assertThatThrownBy(() -> TwoGenerators.NOTEBOOK.predictive(11, 10))
        .hasMessage("counts: 11 X among 10 draws; expected between 0 and 10");
  }

  @Test
  void theSigmoidIsExactAtBothEnds() {
    assertThat(TwoGenerators.sigmoid(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(TwoGenerators.sigmoid(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(TwoGenerators.sigmoid(-700)).isPositive();
    assertThat(TwoGenerators.sigmoid(0)).isEqualTo(0.5);
  }
}
