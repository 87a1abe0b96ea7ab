package dev.credence.belief.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Evidence;
import dev.credence.belief.Golden;
import dev.credence.belief.TwoGenerators;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ObserverTest {

  @Test
  void theNotebooksFitsComeOutFromTheMeansOfTheLastControl() {
    JsonNode golden = Golden.json("notebooks/behaviour.json");
    List<Observation<Trial>> observations =
        observations(golden.get("means").get("order_irrelevant"));

    var tempered = NotebookFits.temperedBayes(observations);
    JsonNode expected = golden.get("tempered_bayes");
    assertThat(tempered.observer().lambda()).isEqualTo(expected.get("lam").asDouble());
    assertThat(tempered.meanSquaredError())
        .isCloseTo(expected.get("mse").asDouble(), within(1e-16));

    var frequency = NotebookFits.frequency(observations);
    expected = golden.get("frequency");
    assertThat(frequency.observer().a()).isEqualTo(expected.get("a").asDouble());
    assertThat(frequency.observer().b()).isEqualTo(expected.get("b").asDouble());
    assertThat(frequency.meanSquaredError())
        .isCloseTo(expected.get("mse").asDouble(), within(1e-16));
  }

  @Property
  void withAllTheWeightTemperedBayesIsBayes(
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pA,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double pB,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double prior,
      @ForAll @IntRange(max = 25) int nX) {
    var question = TwoGenerators.of(pA, pB, prior);
    Evidence evidence = Evidence.block(nX, 25);
    assertThat(new TemperedBayes(1).predictive(question, evidence))
        .isCloseTo(question.predictive(evidence), within(1e-12));
    assertThat(new TemperedBayes(0).predictive(question, evidence))
        .isCloseTo(question.predictive(Evidence.NONE), within(1e-12));
  }

  @Test
  void aModelOfTheFamilyIsFoundAgain() {
    var question = TwoGenerators.of(0.3, 0.8);
    var truth = new TemperedBayes(2);
    List<Observation<Trial>> observations =
        IntStream.rangeClosed(0, 12)
            .mapToObj(k -> Evidence.block(k, 12))
            .map(e -> Observation.of(question, e, truth.predictive(question, e)))
            .toList();
    var fit = NotebookFits.temperedBayes(observations);
    assertThat(fit.observer()).isEqualTo(truth);
    assertThat(fit.meanSquaredError()).isZero();
  }

  @Test
  void ofTwoEquallyGoodObserversTheFirstWins() {
    var steep = new FrequencyObserver(2, 0);
    var flat = new FrequencyObserver(0, 1);
    List<Observation<Trial>> same =
        List.of(Observation.of(TwoGenerators.NOTEBOOK, Evidence.of("X"), 1));
    assertThat(Fit.best(Stream.of(steep, flat), same).observer()).isEqualTo(steep);
    assertThat(Fit.best(Stream.of(flat, steep), same).observer()).isEqualTo(flat);
  }

  @Test
  void theFrequencyObserverStaysInTheUnitInterval() {
    var observer = new FrequencyObserver(1.5, -0.25);
    assertThat(observer.predictive(TwoGenerators.NOTEBOOK, Evidence.of("XXXX"))).isEqualTo(1);
    assertThat(observer.predictive(TwoGenerators.NOTEBOOK, Evidence.of("YYYY"))).isZero();
    assertThat(observer.predictive(TwoGenerators.NOTEBOOK, Evidence.of("XY"))).isEqualTo(0.5);
    assertThat(observer.predictive(TwoGenerators.NOTEBOOK, Evidence.NONE)).isEqualTo(0.5);
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new FrequencyObserver(Double.NaN, 0))
        .hasMessage("frequency observer: a is NaN; expected a finite number");
    assertThatThrownBy(() -> new TemperedBayes(Double.NaN)).hasMessageContaining("lambda is NaN");
    assertThatThrownBy(() -> Observation.of(TwoGenerators.NOTEBOOK, Evidence.of("X"), Double.NaN))
        .hasMessage(
            "observation after p_A 0.5, p_B 0.75, prior 0.5: \"X\": a probability is NaN;"
                + " expected 0 to 1");
    assertThatThrownBy(() -> NotebookFits.frequency(List.of()))
        .hasMessage("fit: no observations; give at least one");
  }

  private static List<Observation<Trial>> observations(JsonNode means) {
    return IntStream.range(0, means.size())
        .mapToObj(
            nX ->
                Observation.of(
                    TwoGenerators.NOTEBOOK, Evidence.block(nX, 10), means.get(nX).asDouble()))
        .toList();
  }
}
