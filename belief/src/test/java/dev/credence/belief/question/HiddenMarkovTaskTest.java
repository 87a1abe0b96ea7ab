package dev.credence.belief.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Golden;
import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.Task;
import dev.credence.belief.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The two real processes, against sums over all words. */
public class HiddenMarkovTaskTest {
  private static final double TOLERANCE = 1e-12;

  /** The task of one of the two processes whose numbers are among the resources. */
  public static BeliefTask task(String name, int longest) {
    return BeliefTask.of(
        new Task.NextSymbol(
            List.of(Task.Part.EVIDENCE),
            null,
            symbols(name),
            new HiddenMarkov(transitions(name), prior(name)),
            new Task.Lengths(1, longest)));
  }

  private static Map<String, Integer> symbols(String name) {
    Map<String, Integer> symbols = new LinkedHashMap<>();
    for (int i = 0; i < transitions(name).length; i++) {
      symbols.put("s" + i, i);
    }
    return symbols;
  }

  private static double[][][] transitions(String name) {
    return Golden.json("hidden-markov/" + name + ".json")
        .get("T")
        .valueStream()
        .map(x -> x.valueStream().map(HiddenMarkovTaskTest::doubles).toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  private static double[] prior(String name) {
    return doubles(Golden.json("hidden-markov/" + name + ".json").get("prior"));
  }

  private static double[] doubles(JsonNode values) {
    return values.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  /** {@code P(word, state)}, by matrix products. */
  private static double[] joint(String name, Word word) {
    double[][][] t = transitions(name);
    double[] p = prior(name);
    for (int symbol : word.symbols()) {
      double[] next = new double[p.length];
      for (int i = 0; i < p.length; i++) {
        for (int j = 0; j < p.length; j++) {
          next[j] += p[i] * t[symbol][i][j];
        }
      }
      p = next;
    }
    return p;
  }

  private static double[] normalised(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  private static List<Word> words(int n, int kinds) {
    List<Word> words = new ArrayList<>(List.of(Word.of()));
    for (int i = 0; i < n; i++) {
      words = words.stream().flatMap(w -> IntStream.range(0, kinds).mapToObj(w::then)).toList();
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor"})
  void everyVariablesCounterfactualIsASumOverWords(String name) {
    BeliefTask task = task(name, 9);
    Question question = task.questions().getFirst();
    int kinds = task.symbols().size();
    Map<List<Integer>, double[]> byCounts = new LinkedHashMap<>();
    Map<List<Integer>, double[]> nextByCounts = new LinkedHashMap<>();
    List<Word> words = words(5, kinds);
    for (Word word : words) {
      double[] joint = joint(name, word);
      double[] next =
          IntStream.range(0, kinds)
              .mapToDouble(s -> Arrays.stream(joint(name, word.then(s))).sum())
              .toArray();
      byCounts.merge(word.counts(kinds), joint, HiddenMarkovTaskTest::sum);
      nextByCounts.merge(word.counts(kinds), next, HiddenMarkovTaskTest::sum);
    }
    Word base = Word.of(0, 1);
    int possible = 0;
    for (Word word : words) {
      double[] joint = joint(name, word);
      double p = Arrays.stream(joint).sum();
      if (p == 0) {
        assertThat(question.logProbabilityNats(word)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(question.everyWordCanOccur()).isFalse();
        continue;
      }
      possible++;
      assertThat(Math.exp(question.logProbabilityNats(word))).isCloseTo(p, within(TOLERANCE));
      double[] next =
          normalised(
              IntStream.range(0, kinds)
                  .mapToDouble(s -> Arrays.stream(joint(name, word.then(s))).sum())
                  .toArray());
      assertThat(question.predictive(word)).containsExactly(next, within(TOLERANCE));
      check(task, base, word, "belief", next, normalised(joint));
      check(task, base, word, "answer", next, normalised(joint(name, base)));
      check(
          task,
          base,
          word,
          "counts",
          normalised(Objects.requireNonNull(nextByCounts.get(word.counts(kinds)))),
          normalised(Objects.requireNonNull(byCounts.get(word.counts(kinds)))));
    }
    assertThat(possible).isPositive().isLessThanOrEqualTo(words.size());
    assertThat(question.everyWordCanOccur()).isEqualTo(possible == words.size());
  }

  private static double[] sum(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
  }

  private static void check(
      BeliefTask task, Word base, Word donor, String name, double[] next, double[] state) {
    Question question = task.questions().getFirst();
    Variable variable = task.variable(name);
    double[] value = question.value(variable, donor);
    assertThat(value).hasSize(variable.dimension());
    assertThat(question.predictiveWith(base, variable, value))
        .as("%s of %s: next", name, donor)
        .containsExactly(next, within(TOLERANCE));
    assertThat(question.posteriorWith(base, variable, value))
        .as("%s of %s: state", name, donor)
        .containsExactly(state, within(TOLERANCE));
  }

  @Test
  void nuisancesOfOneExample() {
    BeliefTask task = task("mess3", 9);
    Question question = task.questions().getFirst();
    var word = Word.of(0, 2, 2, 2);
    assertThat(question.value(task.variable("last"), word)).containsExactly(-1, -1);
    assertThat(question.value(task.variable("last"), Word.of(1))).containsExactly(0, 1);
    assertThat(question.value(task.variable("output"), word)).containsExactly(-1, -1);
    assertThat(question.value(task.variable("output"), Word.of())).containsExactly(0, 0);
    assertThat(question.value(task.variable("frequency"), word)).containsExactly(0.25, 0);
    assertThat(question.value(task.variable("length"), word)).containsExactly(4);
  }

  @Test
  void whatThisSourceCannotSayIsRefused() {
    BeliefTask task = task("rrxor", 9);
    Question question = task.questions().getFirst();
    Variable counts = task.variable("counts");
    assertThatThrownBy(() -> question.predictiveWith(Word.of(), counts, new double[] {0, 5}))
        .hasMessageContaining("no word of this source has them");
    assertThatThrownBy(() -> question.predictiveWith(Word.of(), counts, new double[] {1.5, 0}))
        .hasMessageContaining("expected whole numbers");
    assertThatThrownBy(() -> question.value(TwoGeneratorsTask.LOG_ODDS, Word.of(0)))
        .hasMessageContaining("this source has [belief, counts, answer");
    assertThatThrownBy(
            () ->
                new HiddenMarkovTask(
                    new HiddenMarkov(new double[][][] {{{1}}}, new double[] {1}),
                    List.of("only"),
                    new Task.Lengths(1, 2)))
        .hasMessageContaining("at least two");
  }
}
