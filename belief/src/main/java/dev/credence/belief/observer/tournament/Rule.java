package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.Shown;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a model may be said to behave like Bayes.
 *
 * <ol>
 *   <li>Nearly exact: KL to the best Bayes-like observer within {@code nearBits}, and skill of at
 *       least {@code nearSkill}. Bayes-like, however few the trials and however near a rival.
 *   <li>Else, a rival ahead of the best Bayes-like observer by {@code standardErrors}: not
 *       Bayesian.
 *   <li>Else, the best Bayes-like observer ahead of every rival by {@code standardErrors}, with
 *       slope and skill within bounds: Bayes-like.
 *   <li>Else inconclusive.
 * </ol>
 *
 * <p>Nearness does not excuse a rival's lead: with one pair of generators and N from 8 to 12,
 * {@code clip(k / N, p_A, p_B)} is nearly exact.
 *
 * @param standardErrors how far ahead a winner must be
 * @param nearBits KL of a nearly exact model, in bits an observation
 * @param nearSkill skill of a nearly exact model
 * @param leastSlope of the model's answers on held-out predictions, within questions
 * @param greatestSlope likewise
 * @param leastSkill against the best constants, within questions
 */
public record Rule(
    double standardErrors,
    double nearBits,
    double nearSkill,
    double leastSlope,
    double greatestSlope,
    double leastSkill) {

  /** The thresholds to start from, before controls have moved them. */
  public static final Rule STARTING = new Rule(2, 1e-3, 0.99, 0.8, 1.25, 0.8);

  /**
   * Decides.
   *
   * @param standings best first; at least one Bayes-like and one rival
   * @param calibration against the best Bayes-like observer
   */
  <S extends Shown> Decision decide(List<Standing<S>> standings, Calibration calibration) {
    Standing<S> bayes = first(standings, Family.Kind.BAYES_LIKE);
    List<Standing<S>> rivals =
        standings.stream().filter(s -> s.kind() == Family.Kind.RIVAL).toList();
    boolean nearlyExact = bayes.klBits() <= nearBits && calibration.skill() >= nearSkill;
    boolean calibrated =
        calibration.slope() >= leastSlope
            && calibration.slope() <= greatestSlope
            && calibration.skill() >= leastSkill;
    Optional<Standing<S>> winner =
        rivals.stream().filter(r -> r.behindBayes().reversed().isAhead(standardErrors)).findFirst();
    Standing<S> rival = winner.orElseGet(() -> nearest(rivals));
    Difference lead = rival.behindBayes();
    boolean beatsAll = rivals.stream().allMatch(r -> r.behindBayes().isAhead(standardErrors));
    Decision.Outcome outcome;
    String reason;
    if (winner.isPresent()) {
      outcome = Decision.Outcome.NOT_BAYESIAN;
      reason =
          text(
              "%s is ahead of %s by %.2g bit, %.1f standard errors",
              rival.name(), bayes.name(), -lead.bits(), -lead.standardErrors());
    } else if (nearlyExact) {
      outcome = Decision.Outcome.BAYES_LIKE;
      reason =
          text(
              "%s is within %.2g bit of the model, with a skill of %.3f",
              bayes.name(), bayes.klBits(), calibration.skill());
    } else if (beatsAll && calibrated) {
      outcome = Decision.Outcome.BAYES_LIKE;
      reason =
          text(
              "%s is ahead of every rival, of %s by %.2g bit, %.1f standard errors",
              bayes.name(), rival.name(), lead.bits(), lead.standardErrors());
    } else {
      outcome = Decision.Outcome.INCONCLUSIVE;
      reason =
          beatsAll
              ? text(
                  "%s is ahead of every rival, but slope %.2f and skill %.2f within questions are"
                      + " not from %s to %s and at least %s",
                  bayes.name(),
                  calibration.slope(),
                  calibration.skill(),
                  leastSlope,
                  greatestSlope,
                  leastSkill)
              : text(
                  "%s and %s are %.2g bit apart, %.1f standard errors; %s are asked for",
                  bayes.name(),
                  rival.name(),
                  Math.abs(lead.bits()),
                  Math.abs(lead.standardErrors()),
                  standardErrors);
    }
    return new Decision(outcome, bayes.name(), rival.name(), lead, nearlyExact, calibrated, reason);
  }

  /** The rival that Bayes is least clearly ahead of; one that cannot be compared comes first. */
  private static <S extends Shown> Standing<S> nearest(List<Standing<S>> rivals) {
    return rivals.stream()
        .min(
            Comparator.comparingDouble(
                r -> {
                  double ahead = r.behindBayes().standardErrors();
                  return Double.isNaN(ahead) ? Double.NEGATIVE_INFINITY : ahead;
                }))
        .orElseThrow();
  }

  static <S extends Shown> Standing<S> first(List<Standing<S>> standings, Family.Kind kind) {
    return standings.stream().filter(s -> s.kind() == kind).findFirst().orElseThrow();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
