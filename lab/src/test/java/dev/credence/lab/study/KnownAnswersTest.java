package dev.credence.lab.study;

import static dev.credence.lab.control.Outcome.BEHAVIOURAL_MATCH_ONLY;
import static dev.credence.lab.control.Outcome.INCONCLUSIVE;
import static dev.credence.lab.control.Outcome.INTERNAL_BELIEF_MECHANISM;
import static dev.credence.lab.control.Outcome.NOT_BAYESIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The instrument on models of which it is known what they hold: some of the calibration, on fewer
 * prompts, at seeds that the shipped record does not have.
 */
class KnownAnswersTest {
  /** Smaller than a study, without learnt rotations; nulls enough for a 99th percentile. */
  private static final StudyOptions SIZE =
      new StudyOptions(420, 3, 30, 80, 100, 30, 3, 4, 0, 24, 5, 300, 0, false, false);

  private record Judged(Control control, StudyResult result) {
    String words() {
      return result.verdict().words();
    }

    Finding finding(String id) {
      return result.finding(id);
    }

    Table table(String name) {
      return result.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
  }

  private static Judged judge(String name, long seed) {
    Control control = Controls.named(name + "@" + seed);
    try (Model model = control.open(ModelOptions.standard())) {
      StudyResult result =
          StudyRun.of(model, control.task(), SIZE.withSeed(seed), Thresholds.STANDARD)
              .run((_, cells) -> model.run(cells));
      assertThat(Calibration.isRight(result.verdict(), control.rightVerdict()))
          .as("%s: %s", control.name(), result.verdict())
          .isTrue();
      return new Judged(control, result);
    }
  }

  @Test
  void exactBayesIsAMechanismAndMovesAsBayesSaysToTheDigit() {
    Judged judged = judge("exact-bayes-in-context", 101);
    assertThat(judged.words()).isEqualTo("internal belief mechanism");
    Table behaviour = judged.table("behaviour");
    double[] p = behaviour.doubles("answer");
    double[] q = behaviour.doubles("exact");
    for (int i = 0; i < p.length; i++) {
      assertThat(p[i]).isCloseTo(q[i], within(1e-6));
    }
    Finding c4 = judged.finding("C4");
    assertThat(c4.number("slope_same")).isCloseTo(1, within(.02));
    assertThat(c4.number("slope_other")).isCloseTo(1, within(.02));
    assertThat(c4.value()).isGreaterThan(.99).isGreaterThan(c4.nullHigh());
    assertThat(judged.finding("C5").value()).isGreaterThan(.99);
    Finding c6 = judged.finding("C6");
    assertThat(c6.value()).isLessThan(.005);
    assertThat(c6.number("output_logit_miss")).isGreaterThan(.1);
    assertThat(judged.result().z().point().hook()).isEqualTo(Hook.RESID_MID);
    assertThat(judged.result().findings())
        .extracting(Finding::status)
        .doesNotContain(Status.FAIL, Status.UNDECIDED);
    becomesTheDonor(judged.table("observers_after"));
    lastBlockHoldsTheAnswer(judged.table("where"));
  }

  /** With the donor's belief it is Bayes of the donor's draws, and of its own draws no more. */
  private static void becomesTheDonor(Table after) {
    assertThat(best(after, "none", "own draws")).isEqualTo("exact Bayes");
    assertThat(best(after, "donor's Z", "the donor's draws")).isEqualTo("exact Bayes");
    Table own = after.where("edit", "donor's Z").where("told_by", "own draws");
    assertThat(own.where("observer", "exact Bayes").doubles("kl_bits")[0]).isGreaterThan(.01);
  }

  private static String best(Table after, String edit, String draws) {
    return after.where("edit", edit).where("told_by", draws).strings("observer").getFirst();
  }

  /** Behind the last block only the last position reaches the answer, and gives it whole. */
  private static void lastBlockHoldsTheAnswer(Table where) {
    double layers = Arrays.stream(where.doubles("layer")).max().orElseThrow();
    int whole = 0;
    int nothing = 0;
    for (int i = 0; i < where.size(); i++) {
      // of one prompt alone no slope can be told
      if (where.doubles("layer")[i] == layers && where.doubles("n")[i] > 1) {
        boolean last = where.strings("role").get(i).equals("last");
        assertThat(where.doubles("slope")[i]).isCloseTo(last ? 1 : 0, within(1e-4));
        whole += last ? 1 : 0;
        nothing += last ? 0 : 1;
      }
    }
    assertThat(whole).isEqualTo(1);
    assertThat(nothing).isPositive();
  }

  @Test
  void whereNoAnswerFollowsTheEvidenceNothingCanBeLost() {
    Finding c5 = judge("shuffled-labels", 0).finding("C5");
    assertThat(c5.status()).isEqualTo(Status.NOT_APPLICABLE);
    assertThat(c5.reason()).contains("nothing to lose");
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102})
  void aStoredBeliefThatNothingReadsIsReadableAndUnused(long seed) {
    Judged judged = judge("decorative-belief", seed);
    assertThat(judged.words()).isEqualTo("behavioural match only: readable, unused");
    HookPoint stored = HookPoint.of(Hook.RESID_MID, judged.control().landmarks().block("gather"));
    Table site = judged.table("sites").where("hook", stored.name());
    assertThat(site.doubles("decodability_r2")[0]).isGreaterThan(.8);
    assertThat(site.doubles("partial_r2")[0]).isGreaterThan(.3);
    Table exchanged =
        judged
            .table("search")
            .where("hook", stored.name())
            .where("variable", "log_odds")
            .where("method", judged.table("search").strings("method").getFirst())
            .where("hypothesis", "log_odds");
    assertThat(exchanged.doubles("slope_same")[0]).isCloseTo(0, within(.1));
    assertThat(exchanged.doubles("slope_other")[0]).isCloseTo(0, within(.1));
    assertThat(judged.result().verdict().reason()).contains("changes nothing (TOST)");
  }

  @Test
  void pushingAnOutputLogitNeitherSaturatesNorTurnsWithTheGenerators() {
    Judged judged = judge("output-logit", 101);
    assertThat(judged.result().verdict().outcome()).isIn(BEHAVIOURAL_MATCH_ONLY, INCONCLUSIVE);
    assertThat(judged.finding("C6").status()).isEqualTo(Status.FAIL);
    assertThat(judged.finding("C7").status()).isEqualTo(Status.FAIL);
  }

  @Test
  void dampedEvidenceIsTemperedAndStillABelief() {
    Judged judged = judge("tempered-bayes", 102);
    assertThat(judged.words()).isEqualTo("internal belief mechanism: tempered, lambda = 0.50");
    assertThat(judged.finding("C4").number("slope_other")).isCloseTo(1, within(.02));
  }

  @Test
  void aBeliefForOnePairOfSymbolsIsTemplateBound() {
    Judged judged = judge("template-bound", 101);
    assertThat(judged.words()).isEqualTo("internal belief mechanism: template-bound");
    assertThat(judged.finding("C9").status()).isEqualTo(Status.FAIL);
  }

  @Test
  void aTableOfCountsHoldsItsEvidenceAsCounts() {
    Judged judged = judge("count-table-all", 101);
    assertThat(judged.words()).isEqualTo("behavioural match only: evidence held as counts");
    assertThat(judged.result().counts())
        .extracting(Finding::status)
        .containsExactly(Status.PASS, Status.PASS);
  }

  @Test
  void halfABeliefIsInconclusive() {
    assertThat(judge("mixed-0.5", 101).result().verdict().outcome()).isEqualTo(INCONCLUSIVE);
  }

  @ParameterizedTest
  @CsvSource({"leaky-bayes, leaky"})
  void aMemoryThatFadesIsNotBayesianAndNamed(String name, String observer) {
    Judged judged = judge(name, 101);
    assertThat(judged.result().verdict().outcome()).isEqualTo(NOT_BAYESIAN);
    assertThat(judged.result().verdict().observer()).isEqualTo(observer);
    assertThat(judged.finding("C2").status()).isEqualTo(Status.FAIL);
  }

  @Test
  void aVerdictIsRightOnlyWithAllThatQualifiesIt() {
    Control tempered = Controls.named("tempered-bayes");
    assertThat(Calibration.isRight(said("tempered, lambda = 0.50"), tempered.rightVerdict()))
        .isTrue();
    assertThat(Calibration.isRight(said(), tempered.rightVerdict())).isFalse();
    assertThat(Calibration.isRight(said("tempered", "oriented"), tempered.rightVerdict()))
        .isFalse();
    Control leaky = Controls.named("leaky-bayes");
    Verdict named = new Verdict(NOT_BAYESIAN, List.of(), "leaky", "");
    Verdict misnamed = new Verdict(NOT_BAYESIAN, List.of(), "Markov", "");
    assertThat(Calibration.isRight(named, leaky.rightVerdict())).isTrue();
    assertThat(Calibration.isRight(misnamed, leaky.rightVerdict())).isFalse();
    assertThat(Calibration.isRight(said(), leaky.rightVerdict())).isFalse();
  }

  private static Verdict said(String... modifiers) {
    return new Verdict(INTERNAL_BELIEF_MECHANISM, List.of(modifiers), "", "");
  }
}
