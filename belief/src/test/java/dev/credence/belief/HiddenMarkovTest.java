package dev.credence.belief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HiddenMarkovTest {
  /** Golden rounds in another order of summation; ten steps gather a few units in 1e-16. */
  private static final double TOLERANCE = 1e-14;

  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor"})
  void beliefsAndPredictionsOfRealProcessesComeOut(String name) {
    JsonNode golden = Golden.json("hidden-markov/" + name + ".json");
    var source = new HiddenMarkov(transitions(golden), doubles(golden.get("prior")));
    for (int w = 0; w < golden.get("tokens").size(); w++) {
      int[] word = golden.get("tokens").get(w).valueStream().mapToInt(JsonNode::asInt).toArray();
      for (int p = 0; p < word.length; p++) {
        double[] belief = source.belief(Arrays.copyOf(word, p + 1));
        assertThat(belief)
            .containsExactly(doubles(golden.get("exact_belief").get(w).get(p)), within(TOLERANCE));
        assertThat(source.predictive(belief))
            .containsExactly(
                doubles(golden.get("exact_predictive").get(w).get(p)), within(TOLERANCE));
      }
      assertThat(Math.exp(source.logProbabilityNats(word)))
          .isCloseTo(golden.get("word_probability").get(w).asDouble(), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor"})
  void theStationaryDistributionIsThePriorOfBoth(String name) {
    JsonNode golden = Golden.json("hidden-markov/" + name + ".json");
    assertThat(HiddenMarkov.stationary(transitions(golden)).initial())
        .containsExactly(doubles(golden.get("prior")), within(1e-14));
  }

  @Test
  void probabilitiesOfAllWordsOfOneLengthSumToOne() {
    JsonNode golden = Golden.json("hidden-markov/mess3.json");
    var source = HiddenMarkov.stationary(transitions(golden));
    double total = 0;
    for (int code = 0; code < 243; code++) {
      int[] word = new int[5];
      for (int i = 0, left = code; i < 5; i++, left /= 3) {
        word[i] = left % 3;
      }
      total += Math.exp(source.logProbabilityNats(word));
    }
    assertThat(total).isCloseTo(1, within(1e-13));
  }

  @Test
  void twoStatesThatNeverChangeAreTwoGenerators() {
    double pA = 0.5;
    double pB = 0.75;
    double[][][] frozen = {{{pA, 0}, {0, pB}}, {{1 - pA, 0}, {0, 1 - pB}}};
    var source = new HiddenMarkov(frozen, new double[] {0.5, 0.5});
    double[] belief = source.belief(0, 0, 1, 0, 0);
    Evidence same = Evidence.of("XXYXX");
    assertThat(belief[1]).isCloseTo(TwoGenerators.NOTEBOOK.posteriorB(same), within(1e-15));
    assertThat(source.predictive(belief)[0])
        .isCloseTo(TwoGenerators.NOTEBOOK.predictive(same), within(1e-15));
    assertThatThrownBy(() -> HiddenMarkov.stationary(frozen))
        .hasMessageContaining("more than one stationary distribution");
  }

  @Test
  void anImpossibleWordIsToldByItsPosition() {
    double[][][] alternating = {{{0, 1}, {0, 0}}, {{0, 0}, {1, 0}}};
    var source = HiddenMarkov.stationary(alternating);
    assertThat(source.initial()).containsExactly(0.5, 0.5);
    assertThat(source.logProbabilityNats(0, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> source.belief(0, 0))
        .hasMessage("position 1: symbol 0 cannot follow: its probability is 0.0");
  }

  @Test
  void whatIsNoProcessIsRefused() {
    double[] even = {0.5, 0.5};
    assertThatThrownBy(() -> new HiddenMarkov(new double[][][] {{{0.5, 0}, {0, 1}}}, even))
        .hasMessage("transitions from state 0 sums to 0.5, not 1");
    assertThatThrownBy(() -> new HiddenMarkov(new double[][][] {{{2, -1}, {0, 1}}}, even))
        .hasMessageContaining("transitions[0][0] holds -1.0");
    assertThatThrownBy(() -> new HiddenMarkov(new double[][][] {{{1}}}, even))
        .hasMessageContaining("initial has 2 states, transitions have 1");
    assertThatThrownBy(() -> new HiddenMarkov(new double[0][][], even))
        .hasMessageContaining("no symbols");
    assertThatThrownBy(
            () ->
                new HiddenMarkov(new double[][][] {{{1, 0}, {0, 1}}}, new double[] {Double.NaN, 1}))
        .hasMessageContaining("initial holds NaN");
    var source = new HiddenMarkov(new double[][][] {{{0, 1}, {1, 0}}}, even);
    assertThatThrownBy(() -> source.belief(1))
        .hasMessage("position 0: symbol 1: this source has symbols 0 to 0");
  }

  private static double[][][] transitions(JsonNode golden) {
    return golden
        .get("T")
        .valueStream()
        .map(symbol -> symbol.valueStream().map(HiddenMarkovTest::doubles).toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  private static double[] doubles(JsonNode node) {
    return node.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
