package dev.credence.belief.observer.tournament;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Golden;
import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Parameter;
import dev.credence.belief.observer.ParametricFamily;
import dev.credence.belief.observer.Predictor;
import dev.credence.belief.observer.Shown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A task of another kind: three symbols, a hidden state, and not a word of it in the tournament.
 */
class HiddenMarkovTournamentTest {
  private static final HiddenMarkov MESS3 =
      HiddenMarkov.stationary(transitions(Golden.json("hidden-markov/mess3.json")));

  /** Symbols of one source, from 0. */
  private record Word(List<Integer> symbols) implements Shown {
    int[] array() {
      return symbols.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String group() {
      return "length " + symbols.size();
    }

    @Override
    public String cluster() {
      return symbols.toString();
    }

    @Override
    public String question() {
      return "mess3";
    }
  }

  private static final ParametricFamily<Word> FILTER =
      new ParametricFamily<>(
          "exact filter",
          Family.Kind.BAYES_LIKE,
          _ -> word -> MESS3.predictive(MESS3.belief(word.array())));

  private static final ParametricFamily<Word> REPEAT =
      new ParametricFamily<>(
          "repeats the last symbol",
          Family.Kind.RIVAL,
          p ->
              word -> {
                double[] next = new double[3];
                Arrays.fill(next, (1 - p[0]) / 2);
                next[word.symbols().getLast()] = p[0];
                return next;
              },
          Parameter.of("r", "1", 0.01, 0.99, 0.3, 0.6));

  private static final ParametricFamily<Word> UNIFORM =
      new ParametricFamily<>(
          "uniform", Family.Kind.RIVAL, _ -> _ -> new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3});

  @Test
  void anExactFilterIsToldFromBigramsAndBack() {
    var tournament = new Tournament<>(List.of(FILTER, REPEAT, UNIFORM), 4, 0, Rule.STARTING);
    var filtering = tournament.judge(answers(FILTER.observer().apply(new double[0]), 0.1));
    assertThat(filtering.decision().outcome()).isEqualTo(Decision.Outcome.BAYES_LIKE);
    assertThat(filtering.calibration().slope()).isCloseTo(1, within(0.05));
    assertThat(filtering.best().klBits()).isLessThan(0.01);

    var repeating = tournament.judge(answers(REPEAT.observer().apply(new double[] {0.5}), 0.1));
    assertThat(repeating.decision().outcome()).isEqualTo(Decision.Outcome.NOT_BAYESIAN);
    assertThat(repeating.best().fitted().parameters().get("r")).isCloseTo(0.5, within(0.01));
  }

  @Test
  void lapseAndBiasWrapObserversOfAnyTask() {
    var lapsing = REPEAT.lapsing().observer().apply(new double[] {0.7, 0.3});
    Word word = new Word(List.of(1, 2));
    assertThat(lapsing.next(word))
        .containsExactly(new double[] {0.205, 0.205, 0.59}, within(1e-15));
    // Odds of symbol 0 against the rest, .15 : .85, times e; the rest keep their proportions.
    double[] biased = REPEAT.biased().observer().apply(new double[] {0.7, 1}).next(word);
    assertThat(biased[0] / (1 - biased[0])).isCloseTo(0.15 / 0.85 * Math.E, within(1e-14));
    assertThat(biased[2] / biased[1]).isCloseTo(0.7 / 0.15, within(1e-13));
    assertThat(Arrays.stream(biased).sum()).isCloseTo(1, within(1e-15));
  }

  private static List<Observation<Word>> answers(Predictor<Word> observer, double noiseNats) {
    var random = NumpyRandom.ofSeed(0);
    List<Observation<Word>> answers = new ArrayList<>();
    for (int length = 1; length <= 8; length++) {
      for (int i = 0; i < 25; i++) {
        List<Integer> symbols = new ArrayList<>();
        for (int s = 0; s < length; s++) {
          symbols.add((int) random.integers(0, 3));
        }
        Word word = new Word(symbols);
        double[] p = observer.next(word);
        for (int s = 0; s < 3; s++) {
          p[s] *= Math.exp(noiseNats * random.standardNormal());
        }
        double sum = Arrays.stream(p).sum();
        answers.add(new Observation<>(word, Arrays.stream(p).map(x -> x / sum).toArray()));
      }
    }
    return answers;
  }

  private static double[][][] transitions(JsonNode golden) {
    return golden
        .get("T")
        .valueStream()
        .map(
            symbol ->
                symbol
                    .valueStream()
                    .map(row -> row.valueStream().mapToDouble(JsonNode::asDouble).toArray())
                    .toArray(double[][]::new))
        .toArray(double[][][]::new);
  }
}
