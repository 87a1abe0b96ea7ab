package dev.credence.lab.study;

import static dev.credence.lab.control.Outcome.BEHAVIOURAL_MATCH_ONLY;
import static dev.credence.lab.control.Outcome.INCONCLUSIVE;
import static dev.credence.lab.control.Outcome.INTERNAL_BELIEF_MECHANISM;
import static dev.credence.lab.control.Outcome.NOT_BAYESIAN;

import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.control.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The decision rule as a table: the first row that holds decides.
 *
 * <ol>
 *   <li>No answer is there, or behaviour decides for nobody: inconclusive.
 *   <li>A rival describes behaviour better: not Bayesian, and who wins.
 *   <li>C4, C5 and C6 are met under a belief hypothesis, the part of Z that reads the belief moves
 *       the prediction ({@link ReadPart}), counts are not ahead, C3, C7 and C8 do not fail, and
 *       there were several pairs: internal belief mechanism.
 *   <li>The belief can be read somewhere beyond nuisances, and at every such place an exchange does
 *       nothing (TOST): behavioural match only, readable and unused.
 *   <li>C4 is met, but the task is one source's, with neither donors of other pairs nor a dose nor
 *       a second question: inconclusive, for belief and answer are one variable.
 *   <li>There was one question only: inconclusive, for belief, counts and answer are one variable.
 *   <li>Counts meet C4 and C5: behavioural match only, evidence held as counts.
 *   <li>A variable moves the prediction in part: inconclusive.
 *   <li>Else behavioural match only.
 * </ol>
 */
final class DecisionRule {
  private static final List<Row> ROWS =
      List.of(
          new Row(
              c -> c.finding(C0Mass.ID).fails(),
              c -> verdict(c, INCONCLUSIVE, List.of("no answer to read"), C0Mass.ID)),
          new Row(
              c -> c.finding(C1Behaviour.ID).fails(),
              c -> verdict(c, NOT_BAYESIAN, List.of(), C1Behaviour.ID)),
          new Row(
              c -> !c.finding(C1Behaviour.ID).passes(),
              c -> verdict(c, INCONCLUSIVE, List.of("behaviour undecided"), C1Behaviour.ID)),
          new Row(c -> mechanism(c) && c.severalPairs(), DecisionRule::mechanismVerdict),
          new Row(
              c ->
                  c.sites().decodable() > 0
                      && c.sites().unused() == c.sites().decodable()
                      && !inPart(c),
              c ->
                  new Verdict(
                      BEHAVIOURAL_MATCH_ONLY,
                      List.of("readable, unused"),
                      c.observer(),
                      String.format(
                          Locale.ROOT,
                          "The belief can be read at %d of %d sites beyond nuisances, and at each"
                              + " of them exchanging it changes nothing (TOST).",
                          c.sites().decodable(),
                          c.sites().all()))),
          new Row(
              DecisionRule::oneSource,
              c ->
                  new Verdict(
                      INCONCLUSIVE,
                      List.of("belief and answer are one variable"),
                      c.observer(),
                      "All prompts are about one source, and a belief gives its answer without"
                          + " further parameters: no donor, no dose and no second question can tell"
                          + " the two apart. Exchanged at "
                          + c.z().point().name()
                          + ", it moves the prediction as exact filtering says. "
                          + c.finding(C4Interchange.ID).reason()
                          + " "
                          + c.finding(C3Decodable.ID).reason())),
          new Row(
              c -> !c.severalPairs(),
              c ->
                  new Verdict(
                      INCONCLUSIVE,
                      List.of("belief, counts and answer are one variable"),
                      c.observer(),
                      "All prompts are about one question, so no donor can tell a belief from counts or"
                          + " from the answer. "
                          + c.finding(C4Interchange.ID).reason())),
          new Row(
              c -> c.counts().interchange().passes() && c.counts().needed().passes(),
              c ->
                  new Verdict(
                      BEHAVIOURAL_MATCH_ONLY,
                      List.of("evidence held as counts"),
                      c.observer(),
                      "Counts, exchanged, move the prediction as counts would; the belief is formed"
                          + " where the answer is. "
                          + c.counts().interchange().reason())),
          new Row(
              c -> c.sites().inPart() > 0 || inPart(c),
              c ->
                  new Verdict(
                      INCONCLUSIVE,
                      List.of("a belief-like variable moves the prediction in part"),
                      c.observer(),
                      String.format(
                              Locale.ROOT,
                              "At %d of %d sites a probe's reading of the belief moves the prediction,"
                                  + " but not as far as a belief would. ",
                              c.sites().inPart(),
                              c.sites().all())
                          + c.finding(C4Interchange.ID).reason())),
          new Row(
              _ -> true,
              c ->
                  new Verdict(
                      BEHAVIOURAL_MATCH_ONLY,
                      List.of(),
                      c.observer(),
                      "Behaviour is Bayes-like, but no variable was found whose exchange moves the"
                          + " prediction as a belief would. "
                          + c.finding(C4Interchange.ID).reason())));

  private DecisionRule() {}

  /** What the rule looks at. */
  record Case(
      List<Finding> findings,
      Counts counts,
      Sites sites,
      boolean readPartMoves,
      Representation z,
      Tempering tempering,
      Thresholds thresholds,
      boolean severalPairs,
      String observer) {
    Finding finding(String id) {
      return findings.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
    }
  }

  /** C4 and C5 of the best representation of counts. */
  record Counts(Finding interchange, Finding needed) {}

  /**
   * How many sites there are, at how many the belief can be read, is shown to do nothing, and moves
   * the prediction in part.
   */
  record Sites(int all, int decodable, int unused, int inPart) {}

  private record Row(Predicate<Case> holds, Function<Case, Verdict> verdict) {}

  static Verdict decide(Case found) {
    return ROWS.stream()
        .filter(row -> row.holds().test(found))
        .findFirst()
        .orElseThrow()
        .verdict()
        .apply(found);
  }

  private static boolean mechanism(Case c) {
    return c.finding(C4Interchange.ID).passes()
        && c.finding(C5Needed.ID).passes()
        && c.finding(C6Dose.ID).passes()
        && c.readPartMoves()
        && !countsAhead(c)
        && !c.finding(C3Decodable.ID).fails()
        && !c.finding(C7Shared.ID).fails()
        && !c.finding(C8Selective.ID).fails();
  }

  /** An exchange does what it should, and the task has nothing to tell a belief from an answer. */
  private static boolean oneSource(Case c) {
    return c.finding(C4Interchange.ID).passes()
        && !c.severalPairs()
        && c.finding(C6Dose.ID).status() == Status.NOT_APPLICABLE
        && c.finding(C7Shared.ID).status() == Status.NOT_APPLICABLE;
  }

  private static boolean countsAhead(Case c) {
    double counts = c.counts().interchange().value();
    double belief = c.finding(C4Interchange.ID).value();
    return Double.isFinite(counts) && counts >= belief + c.thresholds().countsAhead();
  }

  private static Verdict mechanismVerdict(Case c) {
    List<String> modifiers = new ArrayList<>();
    if (c.z().hypothesis().equals(TwoGeneratorsTask.ORIENTED_LOG_ODDS)) {
      modifiers.add("oriented");
    }
    if (c.tempering().isMarked()) {
      modifiers.add(String.format(Locale.ROOT, "tempered, lambda = %.2f", c.tempering().lambda()));
    }
    if (c.finding(C9Transfer.ID).fails()) {
      modifiers.add("template-bound");
    }
    if (c.finding(C2Order.ID).fails()) {
      modifiers.add("order-dependent");
    }
    return new Verdict(
        INTERNAL_BELIEF_MECHANISM,
        modifiers,
        c.observer(),
        "The belief at "
            + c.z().point().name()
            + " moves the prediction as Bayes says, is needed, and saturates at p_A and p_B. "
            + c.finding(C4Interchange.ID).reason());
  }

  /**
   * Z itself, which encodes the belief and does not fail a second readout, in both sets: neither
   * the answer nor a dormant copy that leans on another variable is such a one.
   */
  private static boolean inPart(Case c) {
    Finding f = c.finding(C4Interchange.ID);
    return c.finding(C3Decodable.ID).passes()
        && !c.finding(C7Shared.ID).fails()
        && c.readPartMoves()
        && moves(c, f, "same")
        && (!c.severalPairs() || moves(c, f, "other"));
  }

  private static boolean moves(Case c, Finding f, String set) {
    return f.number("slope_" + set) >= c.thresholds().partSlope()
        && f.number("correlation_" + set) >= c.thresholds().partCorrelation();
  }

  private static Verdict verdict(Case c, Outcome outcome, List<String> modifiers, String id) {
    return new Verdict(outcome, modifiers, c.observer(), c.finding(id).reason());
  }
}
