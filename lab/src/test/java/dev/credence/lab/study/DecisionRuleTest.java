package dev.credence.lab.study;

import static dev.credence.lab.control.Outcome.BEHAVIOURAL_MATCH_ONLY;
import static dev.credence.lab.control.Outcome.INCONCLUSIVE;
import static dev.credence.lab.control.Outcome.INTERNAL_BELIEF_MECHANISM;
import static dev.credence.lab.control.Outcome.NOT_BAYESIAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.belief.question.Variable;
import dev.credence.lab.direction.Subspace;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table, by findings that were made up for it. */
class DecisionRuleTest {
  /** Findings that show a mechanism, until a test says otherwise. */
  private static final class Made {
    private final Map<String, Status> statuses = new TreeMap<>();
    private double belief = .95;
    private double counts = .2;
    private boolean countsMoveIt;
    private boolean countsAreNeeded;
    private DecisionRule.Sites sites = new DecisionRule.Sites(6, 2, 0, 2);
    private Variable hypothesis = TwoGeneratorsTask.LOG_ODDS;
    private Tempering tempering = Tempering.NONE;
    private boolean severalPairs = true;

    private Made() {
      for (int i = 0; i <= 9; i++) {
        statuses.put("C" + i, Status.PASS);
      }
    }

    private Made with(String id, Status status) {
      statuses.put(id, status);
      return this;
    }

    private Made sites(int decodable, int unused, int inPart) {
      sites = new DecisionRule.Sites(6, decodable, unused, inPart);
      return this;
    }

    private Made counts(double quality, boolean moveIt, boolean needed) {
      counts = quality;
      countsMoveIt = moveIt;
      countsAreNeeded = needed;
      return this;
    }

    private Verdict verdict() {
      List<Finding> findings = new ArrayList<>();
      statuses.forEach(
          (id, status) -> findings.add(finding(id, status, id.equals("C4") ? belief : .9)));
      return DecisionRule.decide(
          new DecisionRule.Case(
              findings,
              new DecisionRule.Counts(
                  finding("C4", Status.of(countsMoveIt), counts),
                  finding("C5", Status.of(countsAreNeeded), .9)),
              sites,
              true,
              new Representation(
                  HookPoint.of(Hook.RESID_MID, 1),
                  new Subspace(
                      "probe", "log_odds", new double[][] {{1}, {0}}, new double[][] {{1, 0}}),
                  hypothesis),
              tempering,
              Thresholds.STANDARD,
              severalPairs,
              "leaky"));
    }

    private static Finding finding(String id, Status status, double value) {
      return new Finding(
          id,
          id,
          status,
          "",
          value,
          value,
          value,
          "",
          Double.NaN,
          Double.NaN,
          9,
          "by " + id + ".",
          Map.of());
    }
  }

  @Test
  void allThatIsMetIsAMechanismWithNothingToAdd() {
    Verdict verdict = new Made().verdict();
    assertThat(verdict.words()).isEqualTo("internal belief mechanism");
    assertThat(verdict.outcome()).isEqualTo(INTERNAL_BELIEF_MECHANISM);
    assertThat(verdict.reason()).contains("blocks.1.hook_resid_mid", "by C4.");
  }

  @Test
  void withoutAnAnswerNothingElseCounts() {
    Verdict verdict = new Made().with("C0", Status.FAIL).with("C1", Status.FAIL).verdict();
    assertThat(verdict.words()).isEqualTo("inconclusive: no answer to read");
    assertThat(verdict.reason()).isEqualTo("by C0.");
  }

  @Test
  void aRivalThatIsAheadIsNamedWhateverTheInsideShows() {
    Verdict verdict = new Made().with("C1", Status.FAIL).verdict();
    assertThat(verdict.outcome()).isEqualTo(NOT_BAYESIAN);
    assertThat(verdict.modifiers()).isEmpty();
    assertThat(verdict.observer()).isEqualTo("leaky");
    assertThat(verdict.reason()).isEqualTo("by C1.");
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"UNDECIDED", "NOT_APPLICABLE"})
  void behaviourThatDecidesForNobodyIsInconclusive(Status status) {
    assertThat(new Made().with("C1", status).verdict().words())
        .isEqualTo("inconclusive: behaviour undecided");
  }

  @Test
  void onePairIsNeverAMechanism() {
    Made made = new Made();
    made.severalPairs = false;
    Verdict verdict = made.verdict();
    assertThat(verdict.words())
        .isEqualTo("inconclusive: belief, counts and answer are one variable");
    assertThat(verdict.reason()).contains("one question");
    assertThat(made.with("C9", Status.FAIL).verdict().outcome()).isEqualTo(INCONCLUSIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C4", "C5", "C6"})
  void theseMustBeMet(String id) {
    for (Status status : new Status[] {Status.FAIL, Status.NOT_APPLICABLE, Status.UNDECIDED}) {
      assertThat(new Made().with(id, status).verdict().outcome())
          .as(id + " " + status)
          .isNotEqualTo(INTERNAL_BELIEF_MECHANISM);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C3", "C7", "C8"})
  void theseMustNotFailButMayBeOutOfReach(String id) {
    assertThat(new Made().with(id, Status.FAIL).verdict().outcome())
        .isNotEqualTo(INTERNAL_BELIEF_MECHANISM);
    assertThat(new Made().with(id, Status.NOT_APPLICABLE).verdict().outcome())
        .isEqualTo(INTERNAL_BELIEF_MECHANISM);
  }

  @Test
  void countsThatAreAheadByTheMarginTakeTheBeliefsPlace() {
    assertThat(new Made().counts(.949, true, true).verdict().outcome())
        .isEqualTo(INTERNAL_BELIEF_MECHANISM);
    Made ahead = new Made().counts(.95, true, true);
    ahead.belief = .85;
    assertThat(ahead.verdict().words())
        .isEqualTo("behavioural match only: evidence held as counts");
    Made near = new Made().counts(.95, true, true);
    near.belief = .91;
    assertThat(near.verdict().outcome()).isEqualTo(INTERNAL_BELIEF_MECHANISM);
  }

  @Test
  void readableEverywhereAndUsedNowhereComesBeforeCounts() {
    Verdict verdict =
        new Made().with("C4", Status.FAIL).sites(3, 3, 0).counts(.9, true, true).verdict();
    assertThat(verdict.words()).isEqualTo("behavioural match only: readable, unused");
    assertThat(verdict.reason()).contains("3 of 6 sites");
  }

  @Test
  void whatNobodyCanReadIsNotUnused() {
    assertThat(new Made().with("C4", Status.FAIL).sites(0, 0, 0).verdict().words())
        .isEqualTo("behavioural match only");
  }

  @Test
  void oneUsedSiteIsEnoughNotToBeUnused() {
    assertThat(new Made().with("C4", Status.FAIL).sites(3, 2, 0).verdict().words())
        .isEqualTo("behavioural match only");
  }

  @Test
  void countsMustBothMoveTheAnswerAndBeNeeded() {
    assertThat(new Made().with("C4", Status.FAIL).counts(.9, true, true).sites(2, 0, 2).verdict())
        .extracting(Verdict::words)
        .isEqualTo("behavioural match only: evidence held as counts");
    assertThat(new Made().with("C4", Status.FAIL).counts(.9, true, false).sites(2, 0, 0).verdict())
        .extracting(Verdict::words)
        .isEqualTo("behavioural match only");
    assertThat(new Made().with("C4", Status.FAIL).counts(.9, false, true).sites(2, 0, 0).verdict())
        .extracting(Verdict::words)
        .isEqualTo("behavioural match only");
  }

  @Test
  void whatMovesTheAnswerInPartIsInconclusive() {
    Verdict verdict = new Made().with("C4", Status.FAIL).sites(2, 0, 1).verdict();
    assertThat(verdict.words())
        .isEqualTo("inconclusive: a belief-like variable moves the prediction in part");
    assertThat(verdict.reason()).contains("1 of 6 sites", "by C4.");
  }

  @Test
  void whatIsLeftIsAMatchOfBehaviour() {
    Verdict verdict = new Made().with("C4", Status.FAIL).sites(2, 0, 0).verdict();
    assertThat(verdict.outcome()).isEqualTo(BEHAVIOURAL_MATCH_ONLY);
    assertThat(verdict.modifiers()).isEmpty();
  }

  @Test
  void aMechanismIsToldWithAllThatQualifiesIt() {
    Made made = new Made().with("C9", Status.FAIL).with("C2", Status.FAIL);
    made.hypothesis = TwoGeneratorsTask.ORIENTED_LOG_ODDS;
    made.tempering = new Tempering(.5, 0);
    assertThat(made.verdict().words())
        .isEqualTo(
            "internal belief mechanism: oriented, tempered, lambda = 0.50, template-bound,"
                + " order-dependent");
  }

  @Test
  void aLambdaNearOneAndOrderThatIsUndecidedAreNotWorthAWord() {
    Made made = new Made().with("C2", Status.UNDECIDED).with("C9", Status.NOT_APPLICABLE);
    made.tempering = new Tempering(.95, .3);
    assertThat(made.verdict().words()).isEqualTo("internal belief mechanism");
  }
}
