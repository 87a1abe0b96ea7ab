package dev.credence.belief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosteriorTest {

  @Test
  void theNotebooksPredictionsComeOutToTheLastDigits() {
    var expected = Golden.json("notebooks/behaviour.json").get("true_bayes");
    assertThat(expected.size()).isEqualTo(11);
    for (int nX = 0; nX <= 10; nX++) {
      assertThat(TwoGenerators.NOTEBOOK.predictive(nX, 10))
          .isCloseTo(expected.get(nX).asDouble(), within(1e-15));
    }
  }

  @Test
  void threeGeneratorsAgreeWithProductsOfProbabilities() {
    double[] p = {0.2, 0.5, 0.9};
    double[] prior = {0.5, 0.3, 0.2};
    List<Generator> generators =
        IntStream.range(0, 3).mapToObj(k -> new Generator("G" + k, p[k])).toList();
    Posterior posterior = Posterior.prior(generators, prior).given(Evidence.of("XXYX"));
    double[] joint = new double[3];
    double marginal = 0;
    double predictive = 0;
    for (int k = 0; k < 3; k++) {
      joint[k] = prior[k] * p[k] * p[k] * (1 - p[k]) * p[k];
      marginal += joint[k];
      predictive += p[k] * joint[k];
    }
    for (int k = 0; k < 3; k++) {
      assertThat(posterior.probability(k)).isCloseTo(joint[k] / marginal, within(1e-15));
    }
    assertThat(posterior.predictive()).isCloseTo(predictive / marginal, within(1e-15));
    assertThat(posterior.logMarginalLikelihoodNats()).isCloseTo(Math.log(marginal), within(1e-14));
    assertThat(posterior.logOddsNats(2, 0)).isCloseTo(Math.log(joint[2] / joint[0]), within(1e-14));
  }

  @Test
  void probabilitiesOfAllSequencesOfOneLengthSumToOne() {
    Posterior uniform =
        Posterior.uniform(
            List.of(new Generator("A", 0.3), new Generator("B", 0.6), new Generator("C", 0.95)));
    double total = 0;
    for (int bits = 0; bits < 1 << 8; bits++) {
      int nX = Integer.bitCount(bits);
      total += Math.exp(uniform.given(nX, 8 - nX).logMarginalLikelihoodNats());
    }
    assertThat(total).isCloseTo(1, within(1e-13));
  }

  @Test
  void aMillionDrawsNeitherOverflowNorBecomeNaN() {
    assertThat(TwoGenerators.NOTEBOOK.predictive(1_000_000, 1_000_000)).isEqualTo(0.75);
    assertThat(TwoGenerators.NOTEBOOK.predictive(0, 1_000_000)).isEqualTo(0.5);
    Posterior far =
        Posterior.prior(
                List.of(new Generator("A", 0.5), new Generator("B", 0.75)),
                new double[] {1 - 1e-12, 1e-12})
            .given(1_000_000, 0);
    assertThat(far.probability(1)).isEqualTo(1);
    assertThat(far.logMarginalLikelihoodNats()).isFinite();
  }

  @Property
  void aPosteriorLiesInTheUnitIntervalAndAPredictionBetweenTheGenerators(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = 0.01, max = 0.99) Double> p,
      @ForAll @IntRange(max = 500) int nX,
      @ForAll @IntRange(max = 500) int nY) {
    List<Generator> generators = p.stream().map(x -> new Generator("G", x)).toList();
    Posterior posterior = Posterior.uniform(generators).given(nX, nY);
    double sum = 0;
    for (double probability : posterior.probabilities()) {
      assertThat(probability).isBetween(0.0, 1.0);
      sum += probability;
    }
    assertThat(sum).isCloseTo(1, within(1e-14));
    double least = p.stream().mapToDouble(x -> x).min().orElseThrow();
    double greatest = p.stream().mapToDouble(x -> x).max().orElseThrow();
    assertThat(posterior.predictive()).isBetween(least - 1e-15, greatest + 1e-15);
  }

  @Property
  void itDoesNotMatterInWhatPortionsEvidenceComes(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pA,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pB,
      @ForAll @IntRange(max = 50) int x1,
      @ForAll @IntRange(max = 50) int y1,
      @ForAll @IntRange(max = 50) int x2,
      @ForAll @IntRange(max = 50) int y2) {
    Posterior prior = Posterior.uniform(List.of(new Generator("A", pA), new Generator("B", pB)));
    assertThat(prior.given(x1, y1).given(x2, y2).logOddsNats(1, 0))
        .isCloseTo(prior.given(x1 + x2, y1 + y2).logOddsNats(1, 0), within(1e-11));
  }

  @Test
  void priorsMustFitAndSumToOne() {
    List<Generator> two = List.of(new Generator("A", 0.5), new Generator("B", 0.75));
    assertThatThrownBy(() -> Posterior.prior(two, new double[] {1}))
        .hasMessage("posterior: 1 priors for 2 generators");
    assertThatThrownBy(() -> Posterior.prior(two, new double[] {0.5, 0.6}))
        .hasMessageContaining("priors sum to 1.1");
    assertThatThrownBy(() -> Posterior.prior(two, new double[] {1, 0}))
        .hasMessage("prior of generator B is 0.0; expected above 0 and at most 1");
    assertThatThrownBy(() -> Posterior.prior(two, new double[] {Double.NaN, 0.5}))
        .hasMessageContaining("prior of generator A is NaN");
    assertThatThrownBy(() -> Posterior.uniform(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aGeneratorWithoutDoubtIsRefused(double p) {
    assertThatThrownBy(() -> new Generator("A", p))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "generator A: P(X) is " + p + "; expected a probability strictly between 0 and 1");
  }

  @Test
  void negativeCountsAreRefused() {
    assertThatThrownBy(() -> new Generator("A", 0.5).logLikelihood(-1, 2))
        .hasMessage("generator A: counts are -1 X and 2 Y; none may be negative");
  }
}
