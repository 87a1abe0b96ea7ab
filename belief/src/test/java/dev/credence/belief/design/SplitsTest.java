package dev.credence.belief.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Task;
import dev.credence.belief.design.Splits.Shares;
import dev.credence.belief.design.Splits.Split;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.TwoGeneratorsTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitsTest {
  private static final Design DESIGN =
      Design.of(
          TwoGeneratorsTask.standard(),
          DesignOptions.standard(List.of(TextPresentation.NOTEBOOK), 1));

  /** (N, k, p_A, p_B), read off the cell itself. */
  private static List<Object> multiset(DesignCell cell) {
    var two = ((GeneratorQuestion) cell.question()).generators();
    return List.of(
        cell.evidence().length(), cell.evidence().evidence().countX(), two.a().pX(), two.b().pX());
  }

  @Property(tries = 50)
  void noMultisetIsInTwoSplitsAndNoCellIsLost(
      @ForAll @IntRange(max = 999) int seed,
      @ForAll @IntRange(min = 1, max = 3) int fit,
      @ForAll @IntRange(min = 1, max = 3) int confirm) {
    Splits splits = Splits.of(DESIGN, new Shares(fit, 1, confirm), seed);
    Map<List<Object>, Set<Split>> seen = new HashMap<>();
    List<DesignCell> all = new ArrayList<>();
    for (Split split : Split.values()) {
      for (DesignCell cell : splits.cells(split)) {
        seen.computeIfAbsent(multiset(cell), _ -> new HashSet<>()).add(split);
        assertThat(splits.of(cell.multiset())).isEqualTo(split);
      }
      all.addAll(splits.cells(split));
    }
    assertThat(seen.values()).allMatch(of -> of.size() == 1);
    assertThat(all).containsExactlyInAnyOrderElementsOf(DESIGN.cells());
  }

  @Property(tries = 50)
  void splitsAreEqualInSizeAndInBelief(@ForAll @IntRange(max = 999) int seed) {
    List<Splits.Summary> summaries = Splits.of(DESIGN, Shares.EQUAL, seed).summaries();
    int multisets = summaries.stream().mapToInt(Splits.Summary::multisets).sum();
    assertThat(summaries).hasSize(3);
    for (Splits.Summary summary : summaries) {
      assertThat(summary.multisets()).isBetween(multisets / 3, multisets / 3 + 1);
      // Random thirds of these multisets differ by .35 (one standard error) and by 40 cells.
      assertThat(Math.abs(summary.meanBelief() - summaries.getFirst().meanBelief()))
          .isLessThan(0.15);
      assertThat(summary.deviationBelief() / summaries.getFirst().deviationBelief())
          .isBetween(0.93, 1.07);
      assertThat(summary.cells()).isBetween(480, 520);
    }
  }

  @Test
  void sharesAreKept() {
    List<Splits.Summary> summaries = Splits.of(DESIGN, new Shares(2, 1, 3), 7).summaries();
    int multisets = summaries.stream().mapToInt(Splits.Summary::multisets).sum();
    assertThat(summaries.get(0).multisets()).isBetween(multisets / 3 - 1, multisets / 3 + 2);
    assertThat(summaries.get(1).multisets()).isBetween(multisets / 6 - 1, multisets / 6 + 1);
    assertThat(summaries.get(0).toString()).startsWith("fit: ").contains("multisets");
  }

  @Test
  void theSameSeedGivesTheSameSplitsAndAnotherOthers() {
    assertThat(Splits.of(DESIGN, Shares.EQUAL, 3).cells(Split.FIT))
        .isEqualTo(Splits.of(DESIGN, Shares.EQUAL, 3).cells(Split.FIT))
        .isNotEqualTo(Splits.of(DESIGN, Shares.EQUAL, 4).cells(Split.FIT));
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertThatThrownBy(() -> new Shares(1, 0, 1)).hasMessageContaining("shares 1, 0, 1");
    Splits splits = Splits.of(DESIGN, Shares.EQUAL, 3);
    var foreign = new DesignCell.Multiset("p_A 0.3, p_B 0.4", List.of(1, 1));
    assertThatThrownBy(() -> splits.of(foreign)).hasMessageContaining("is not in the design");
  }

  @Test
  void multisetsOfOnePairUnderOtherPriorsStayTogether() {
    var task =
        TwoGeneratorsTask.grid(List.of(0.25, 0.75), List.of(0.3, 0.7), new Task.Lengths(2, 5));
    Design design =
        Design.of(task, new DesignOptions(500, 4, 9, List.of(TextPresentation.NOTEBOOK), 1));
    Splits splits = Splits.of(design, Shares.EQUAL, 1);
    long units =
        design.cells().stream().map(c -> List.of(c.question(), c.multiset())).distinct().count();
    long multisets = design.cells().stream().map(DesignCell::multiset).distinct().count();
    assertThat(units).isEqualTo(2 * multisets);
    assertThat(splits.summaries().stream().mapToInt(Splits.Summary::multisets).sum())
        .isEqualTo((int) multisets);
  }
}
