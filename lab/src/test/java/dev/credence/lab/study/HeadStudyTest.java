package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Task;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.study.MeasuredCurve.Kind;
import dev.credence.lab.study.MeasuredCurve.Point;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads of models in which it is known which of them matter. */
class HeadStudyTest {
  private static HeadResult of(Control control, long seed) {
    try (Model model = control.open(ModelOptions.standard())) {
      return HeadFixture.result(model, control.task(), seed);
    }
  }

  private static Head head(Control control, String block, String head) {
    return new Head(control.landmarks().block(block), control.landmarks().head(head));
  }

  private static HeadResult.Single single(HeadResult result) {
    return result.single().orElseThrow();
  }

  private static double of(HeadResult result, double[] values, Head head) {
    return values[result.heads().indexOf(head)];
  }

  @Test
  void theHeadThatSumsTheEvidenceDoesItAll() {
    Control control = Controls.named("exact-bayes-in-context@1");
    Head sums = head(control, "gather", "belief");
    HeadResult result = of(control, 1);
    HeadResult.Single single = single(result);
    double[] atAnswer = single.atAnswer().totals();
    for (Head head : result.heads()) {
      assertThat(of(result, atAnswer, head))
          .as(head.toString())
          .isCloseTo(head.equals(sums) ? 1 : 0, within(1e-3));
    }
    assertThat(of(result, single.alone().totals(), sums)).isCloseTo(1, within(1e-3));
    assertThat(of(result, single.tests().q(), sums)).isLessThan(.05);
    assertThat(of(result, single.tests().family(), sums)).isLessThan(.01);
    MeasuredCurve denoising = result.answerCurves().getFirst();
    MeasuredCurve ablation = result.answerCurves().getLast();
    assertThat(denoising.at(1).effect()).isCloseTo(1, within(1e-3));
    assertThat(denoising.at(1).beatsChance()).isTrue();
    assertThat(denoising.at(1).random(.95)).isLessThan(1e-3);
    assertThat(ablation.at(1).effect()).isCloseTo(1, within(1e-3));
    assertThat(ablation.at(1).beatsChance()).isTrue();
    assertThat(result.backups().orElseThrow().away()).isEqualTo(sums);
    assertThat(result.backups().orElseThrow().backups()).isEmpty();
  }

  @Test
  void ofThreeHeadsThatVoteNoneMattersAloneAndEachStandsInForTheOthers() {
    Control control = Controls.named("redundant-bayes@2");
    Set<Head> three =
        Set.of(
            head(control, "gather", "belief 1"),
            head(control, "gather", "belief 2"),
            head(control, "gather", "belief 3"));
    HeadResult result = of(control, 2);
    double[] atAnswer = single(result).atAnswer().totals();
    for (Head head : result.heads()) {
      assertThat(of(result, atAnswer, head)).as(head.toString()).isCloseTo(0, within(1e-2));
    }
    MeasuredCurve denoising = result.answerCurves().getFirst();
    assertThat(denoising.at(1).effect()).isCloseTo(0, within(1e-2));
    assertThat(denoising.at(2).effect()).isCloseTo(1, within(1e-2));
    MeasuredCurve ablation = result.answerCurves().getLast();
    assertThat(ablation.at(1).effect()).isCloseTo(0, within(1e-2));
    assertThat(ablation.at(2).effect()).isCloseTo(1, within(1e-2));
    HeadBackups backups = result.backups().orElseThrow();
    assertThat(three).contains(backups.away());
    assertThat(Set.copyOf(backups.backups()))
        .isEqualTo(
            three.stream().filter(h -> !h.equals(backups.away())).collect(Collectors.toSet()));
    assertThat(result.finding()).contains("backup heads");
  }

  @Test
  void allHeadsTogetherRestoreAllAndLoseAll(@TempDir Path folder) {
    Task task = Controls.named("exact-bayes-in-context").task();
    try (Model model = HeadFixture.llama(folder, 64, 3)) {
      HeadResult result = HeadFixture.result(model, task, 3);
      assertThat(result.curves()).extracting(MeasuredCurve::kind).containsExactly(Kind.values());
      for (List<MeasuredCurve> curves : List.of(result.curves(), result.answerCurves())) {
        for (MeasuredCurve curve : curves) {
          Point all = curve.points().getLast();
          assertThat(all.k()).isEqualTo(12);
          assertThat(all.effect()).isCloseTo(1, within(1e-4));
          assertThat(all.random()).isEmpty();
        }
      }
    }
  }

  @Test
  void aModelThatKnowsNothingHasNoSignificantHeadMoreOftenThanTheLevelAllows() {
    int found = 0;
    int any = 0;
    for (int seed = 0; seed < 20; seed++) {
      Control control = Controls.named("random-weights@" + seed);
      try (Model model = control.open(ModelOptions.standard())) {
        HeadTests.Adjusted tests = HeadFixture.single(model, control.task(), seed).tests();
        found += Arrays.stream(tests.q()).anyMatch(each -> each <= .05) ? 1 : 0;
        any += Arrays.stream(tests.family()).anyMatch(each -> each <= .05) ? 1 : 0;
      }
    }
    // Of 20 at level .05, more than 3 come up in 1.6 % of cases.
    assertThat(found).isLessThanOrEqualTo(3);
    assertThat(any).isLessThanOrEqualTo(3);
  }

  @Test
  void theSameSeedGivesTheSameTables() {
    Control control = Controls.named("count-table-in-context@3");
    HeadResult one = of(control, 4);
    assertThat(one.tables()).isEqualTo(of(control, 4).tables());
    assertThat(one.tables())
        .extracting(Table::name)
        .containsExactly(
            "heads", "heads_topk", "heads_topk_answer", "heads_backup", "heads_summary");
    assertThat(one.tables().getFirst().size()).isEqualTo(one.heads().size());
  }
}
