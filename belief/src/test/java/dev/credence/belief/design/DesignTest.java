package dev.credence.belief.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Task;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.HiddenMarkovTaskTest;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.belief.question.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DesignTest {
  private static final List<TextPresentation> PLAIN = List.of(TextPresentation.NOTEBOOK);
  private static final BeliefTask TOY =
      TwoGeneratorsTask.grid(List.of(0.2, 0.5, 0.8), List.of(0.5), new Task.Lengths(1, 10));

  private static DesignOptions options(int size, long seed) {
    return new DesignOptions(size, 4, 6, PLAIN, seed);
  }

  static double[] column(BeliefTask task, List<DesignCell> cells, Variable variable, int i) {
    assertThat(task.variables()).contains(variable);
    return cells.stream().mapToDouble(c -> c.question().value(variable, c.evidence())[i]).toArray();
  }

  @Property(tries = 12)
  void theReportedCorrelationsAreThoseOfTheCells(@ForAll @IntRange(max = 99) int seed) {
    Design design = Design.of(TOY, options(120, seed));
    for (Variable a : TOY.variables()) {
      for (Variable b : TOY.variables()) {
        double expected =
            CorrelationsTest.pearson(
                column(TOY, design.cells(), a, 0), column(TOY, design.cells(), b, 0));
        assertThat(design.correlations().of(a.coordinates().getFirst(), b.coordinates().getFirst()))
            .as("%s with %s", a, b)
            .isCloseTo(expected, within(1e-10));
      }
    }
  }

  @Property(tries = 12)
  void theSameSeedGivesTheSameCells(@ForAll @IntRange(max = 99) int seed) {
    assertThat(Design.of(TOY, options(100, seed))).isEqualTo(Design.of(TOY, options(100, seed)));
    assertThat(Design.of(TOY, options(100, seed)).cells())
        .isNotEqualTo(Design.of(TOY, options(100, seed + 1L)).cells());
  }

  @Property(tries = 12)
  void cellsAreDistinctWithinTheSizeAndTheLimits(
      @ForAll @IntRange(max = 99) int seed, @ForAll @IntRange(min = 20, max = 200) int size) {
    Design design = Design.of(TOY, new DesignOptions(size, 4, 3, PLAIN, seed));
    assertThat(design.cells()).doesNotHaveDuplicates().hasSizeBetween(size - 3, size);
    assertThat(design.cells())
        .allMatch(c -> TOY.evidence().contains(c.evidence().length()))
        .allMatch(
            c -> Math.abs(c.question().value(TwoGeneratorsTask.LOG_ODDS, c.evidence())[0]) <= 3);
  }

  @Test
  void everyQuestionAndEveryPartOfTheLengthsHasItsShare() {
    Design design = Design.of(TwoGeneratorsTask.standard(), DesignOptions.standard(PLAIN, 1));
    Map<String, Set<DesignCell.Multiset>> byQuestion = new HashMap<>();
    design
        .cells()
        .forEach(
            c ->
                byQuestion
                    .computeIfAbsent(c.question().name(), _ -> new HashSet<>())
                    .add(c.multiset()));
    assertThat(byQuestion).hasSize(60);
    assertThat(byQuestion.values()).allMatch(of -> of.size() >= 3);
    Map<Boolean, Long> byLength =
        design.cells().stream()
            .collect(
                Collectors.partitioningBy(c -> c.evidence().length() > 8, Collectors.counting()));
    assertThat(byLength.values()).allMatch(n -> n > 400);
  }

  /** What a design is for: causes that are bound to each other in random evidence part here. */
  @Test
  void causesArePulledApart() {
    var task = TwoGeneratorsTask.standard();
    Design design = Design.of(task, DesignOptions.standard(PLAIN, 1));
    assertThat(design.cells()).hasSizeBetween(1497, 1500);
    Correlations causes = design.causes();
    // One belief in two codes: with |L| below 6 nats they cannot be far apart.
    assertThat(causes.of("log_odds", "posterior")).isBetween(0.8, 0.95);
    for (String a : causes.names()) {
      for (String b : causes.names()) {
        if (!a.equals(b) && !List.of("log_odds", "posterior").containsAll(List.of(a, b))) {
          assertThat(Math.abs(causes.of(a, b))).as("%s with %s", a, b).isLessThan(0.25);
        }
      }
    }
  }

  @Test
  void presentationsAreSharedOutEvenlyAndOrdersOfOneMultisetShownAlike() {
    List<TextPresentation> crossed = TextPresentation.crossed();
    Design design = Design.of(TwoGeneratorsTask.standard(), DesignOptions.quick(crossed, 5));
    Map<Object, Set<Presentation>> byUnit = new HashMap<>();
    design
        .cells()
        .forEach(
            c ->
                byUnit
                    .computeIfAbsent(List.of(c.question(), c.multiset()), _ -> new HashSet<>())
                    .add(c.presentation()));
    assertThat(byUnit.values()).allMatch(p -> p.size() == 1);
    Map<Presentation, Integer> times = new HashMap<>();
    byUnit.values().forEach(p -> times.merge(p.iterator().next(), 1, Integer::sum));
    assertThat(times).hasSize(16);
    assertThat(new HashSet<>(times.values())).hasSizeLessThanOrEqualTo(2); // n or n + 1
  }

  @Test
  void aSmallSpaceIsShownWhole() {
    BeliefTask rrxor = HiddenMarkovTaskTest.task("rrxor", 6);
    Design design = Design.of(rrxor, options(10_000, 1));
    int possible = 0;
    for (int n = 1; n <= 6; n++) {
      for (int zeros = 0; zeros <= n; zeros++) {
        possible +=
            (int)
                new Arrangements(List.of(zeros, n - zeros))
                    .all().stream()
                        .filter(
                            w ->
                                rrxor.questions().getFirst().logProbabilityNats(w)
                                    > Double.NEGATIVE_INFINITY)
                        .count();
      }
    }
    assertThat(design.cells()).hasSize(possible).allMatch(c -> c.weight() == 1);
  }

  @Test
  void aSourceWithAStateNeedsNothingOfItsOwn() {
    BeliefTask mess3 = HiddenMarkovTaskTest.task("mess3", 9);
    Design design = Design.of(mess3, options(400, 2));
    assertThat(design.cells()).hasSizeBetween(397, 400);
    double expected =
        CorrelationsTest.pearson(
            column(mess3, design.cells(), mess3.variable("belief"), 2),
            column(mess3, design.cells(), mess3.variable("counts"), 1));
    assertThat(design.correlations().of("belief_2", "counts_s1"))
        .isCloseTo(expected, within(1e-10));
    assertThat(design.causes().names()).contains("belief_0").doesNotContain("answer_s0");
  }

  /** Against a design that is left as the dice fall. */
  @Test
  void anExchangeNeverMakesThingsWorse() {
    var random = NumpyRandom.ofSeed(4);
    List<Exchange.Unit> units = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double common = random.standardNormal();
      units.add(
          new Exchange.Unit(
              i % 3,
              List.of(
                  new double[] {
                    common + random.standardNormal(), common + random.standardNormal()
                  })));
    }
    List<Integer> chosen = new Exchange(units, new int[] {0, 1}).choose(60, NumpyRandom.ofSeed(1));
    assertThat(chosen).hasSize(60).isSorted().doesNotHaveDuplicates();
    for (int stratum = 0; stratum < 3; stratum++) {
      int of = stratum;
      assertThat(chosen.stream().filter(i -> i % 3 == of)).hasSize(20);
    }
    double r =
        Correlations.of(
                List.of("a", "b"),
                chosen.stream().map(i -> units.get(i).rows().getFirst()).toList())
            .of("a", "b");
    assertThat(Math.abs(r)).isLessThan(0.01); // .5 in the population
    List<Integer> tied = new Exchange(units, new int[] {0, 0}).choose(60, NumpyRandom.ofSeed(1));
    assertThat(
            Correlations.of(
                    List.of("a", "b"),
                    tied.stream().map(i -> units.get(i).rows().getFirst()).toList())
                .of("a", "b"))
        .isGreaterThan(0.2);
  }

  @Test
  void optionsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> options(0, 1)).hasMessageContaining("0 cells");
    assertThatThrownBy(() -> new DesignOptions(5, 4, 6, List.of(), 1))
        .hasMessageContaining("0 presentations");
    assertThatThrownBy(() -> new DesignOptions(5, 4, 0, PLAIN, 1))
        .hasMessageContaining("beliefs up to 0.0");
    BeliefTask strong =
        TwoGeneratorsTask.grid(List.of(0.2, 0.7), List.of(0.5), new Task.Lengths(1, 1));
    assertThatThrownBy(() -> Design.of(strong, new DesignOptions(5, 4, 0.01, PLAIN, 1)))
        .hasMessage(
            "design: no evidence of 1 to 1 draws can occur within the belief limit of 0.01");
  }
}
