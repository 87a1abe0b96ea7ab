package dev.credence.belief.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.Word;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.HiddenMarkovTaskTest;
import dev.credence.belief.question.Question;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WeightedOrdersTest {
  private static final Question COINS = new GeneratorQuestion(TwoGenerators.NOTEBOOK);

  /** All distinct orders by exchanging neighbours until nothing new comes. */
  private static Set<Word> reachable(Word start) {
    Set<Word> found = new HashSet<>(Set.of(start));
    List<Word> edge = List.of(start);
    while (!edge.isEmpty()) {
      Set<Word> next = new HashSet<>();
      for (Word word : edge) {
        for (int i = 1; i < word.length(); i++) {
          int[] swapped = word.toArray();
          int left = swapped[i - 1];
          swapped[i - 1] = swapped[i];
          swapped[i] = left;
          if (found.add(Word.of(swapped))) {
            next.add(Word.of(swapped));
          }
        }
      }
      edge = List.copyOf(next);
    }
    return found;
  }

  private static Word block(int a, int b, int c) {
    return Word.of(IntStream.range(0, a + b + c).map(i -> i < a ? 0 : i < a + b ? 1 : 2).toArray());
  }

  @Property(tries = 60)
  void everyDistinctOrderOfThreeSymbolsIsListedOnce(
      @ForAll @IntRange(max = 3) int a,
      @ForAll @IntRange(max = 3) int b,
      @ForAll @IntRange(max = 3) int c) {
    List<Word> all = new Arrangements(List.of(a, b, c)).all();
    assertThat(all).doesNotHaveDuplicates();
    assertThat(new HashSet<>(all)).isEqualTo(reachable(block(a, b, c)));
    assertThat(all).map(Word::toString).isSorted();
  }

  @Property(tries = 100)
  void ofTwoSymbolsTheyAreTheOrdersOfEvidence(
      @ForAll @IntRange(max = 7) int x, @ForAll @IntRange(max = 7) int y) {
    assertThat(new Arrangements(List.of(x, y)).all())
        .isEqualTo(new Orders(x, x + y).all().stream().map(Word::of).toList());
  }

  @Property(tries = 200)
  void weightsOfEachLastSymbolAddUpToTheOrdersThereAre(
      @ForAll @IntRange(max = 8) int x,
      @ForAll @IntRange(max = 8) int y,
      @ForAll @IntRange(min = 2, max = 9) int atMost,
      @ForAll @IntRange(max = 1000) int seed) {
    var shown = WeightedOrders.of(COINS, List.of(x, y), atMost, NumpyRandom.ofSeed(seed));
    assertThat(shown.orders()).hasSize((int) Math.min(atMost, shown.total()));
    assertThat(shown.orders()).map(WeightedOrders.Weighted::word).doesNotHaveDuplicates();
    assertThat(shown.orders()).allMatch(o -> o.word().counts(2).equals(List.of(x, y)));
    assertThat(shown.orders()).allMatch(o -> o.weight() >= 1);
    assertThat(shown.total()).isEqualTo(new Orders(x, x + y).count());
    for (int last = 0; last < 2; last++) {
      int symbol = last;
      long expected =
          new Arrangements(List.of(x, y)).all().stream().filter(w -> w.last() == symbol).count();
      double sum =
          shown.orders().stream()
              .filter(o -> o.word().last() == symbol)
              .mapToDouble(WeightedOrders.Weighted::weight)
              .sum();
      assertThat(sum).isCloseTo(expected, within(1e-9));
    }
  }

  /** The share of orders that begin with X is 2/6 over all; shown evenly by last draw it is not. */
  @Test
  void aWeightedMeanIsUnbiased() {
    var random = NumpyRandom.ofSeed(3);
    double weighted = 0;
    double plain = 0;
    int rounds = 4000;
    var times = new TreeMap<String, Integer>();
    for (int i = 0; i < rounds; i++) {
      var shown = WeightedOrders.of(COINS, List.of(2, 4), 4, random);
      for (WeightedOrders.Weighted order : shown.orders()) {
        double first = order.word().symbols().getFirst() == 0 ? 1 : 0;
        weighted += order.weight() * first / shown.total() / rounds;
        plain += first / 4 / rounds;
        times.merge(order.word().toString(), 1, Integer::sum);
      }
    }
    // Standard error at most .5 / sqrt(4000) = .008.
    assertThat(weighted).isCloseTo(1.0 / 3, within(0.02));
    assertThat(plain).isCloseTo(0.5 * (1.0 / 5 + 2.0 / 5), within(0.02));
    assertThat(times).hasSize(15);
  }

  @Test
  void whatCannotOccurIsNotShownAndNotCounted() {
    Question rrxor = HiddenMarkovTaskTest.task("rrxor", 9).questions().getFirst();
    for (int zeros = 0; zeros <= 6; zeros++) {
      List<Integer> counts = List.of(zeros, 6 - zeros);
      List<Word> possible =
          new Arrangements(counts)
              .all().stream()
                  .filter(w -> rrxor.logProbabilityNats(w) > Double.NEGATIVE_INFINITY)
                  .toList();
      var shown = WeightedOrders.of(rrxor, counts, 1000, NumpyRandom.ofSeed(1));
      assertThat(shown.total()).isEqualTo(possible.size());
      assertThat(shown.orders())
          .map(WeightedOrders.Weighted::word)
          .containsExactlyInAnyOrderElementsOf(possible);
      assertThat(shown.orders()).allMatch(o -> o.weight() == 1);
    }
  }

  @Test
  void nothingDrawnIsOneOrder() {
    assertThat(WeightedOrders.of(COINS, List.of(0, 0), 4, NumpyRandom.ofSeed(1)))
        .isEqualTo(new WeightedOrders(List.of(new WeightedOrders.Weighted(Word.of(), 1)), 1));
  }

  @Test
  void manyOrdersAreSampledAndTooManyRefused() {
    var shown = WeightedOrders.of(COINS, List.of(30, 30), 4, NumpyRandom.ofSeed(1));
    assertThat(shown.orders()).hasSize(4);
    assertThat(shown.orders().stream().mapToDouble(WeightedOrders.Weighted::weight).sum())
        .isEqualTo(shown.total());
    assertThatThrownBy(() -> WeightedOrders.of(COINS, List.of(40, 40), 4, NumpyRandom.ofSeed(1)))
        .hasMessageContaining("show shorter evidence");
    Question rrxor = HiddenMarkovTaskTest.task("rrxor", 30).questions().getFirst();
    assertThatThrownBy(() -> WeightedOrders.of(rrxor, List.of(15, 15), 4, NumpyRandom.ofSeed(1)))
        .hasMessageContaining("the limit is 1048576");
  }
}
