package dev.credence.lab.study;

import dev.credence.belief.observer.Shown;
import dev.credence.belief.observer.tournament.Decision;
import dev.credence.belief.observer.tournament.TournamentResult;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.statistics.ConfidenceInterval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * C1: is behaviour Bayes-like? Bayes or tempered Bayes must beat every rival by two standard errors
 * in held-out score, and answers must move as it says within each pair of generators. See {@link
 * dev.credence.belief.observer.tournament.Rule}.
 */
final class C1Behaviour implements Criterion {
  static final String ID = "C1";
  static final String NAME = "behaviour is Bayes-like";
  private static final String THRESHOLD =
      "2 standard errors ahead of every rival, slope .8 to 1.25 and skill .8 within pairs";
  private static final double CONFIDENCE = .95;
  private static final double NORMAL = 1.96;

  private final TournamentResult<? extends Shown> tournament;

  C1Behaviour(Setting setting) {
    Behaviour behaviour = setting.behaviour();
    this.tournament =
        Tournaments.judge(
            behaviour.cells(),
            IntStream.range(0, behaviour.cells().size())
                .mapToObj(
                    i ->
                        behaviour.answered(i)
                            ? behaviour.said(i)
                            : new double[] {Double.NaN, Double.NaN})
                .toList(),
            setting.options().seed());
  }

  TournamentResult<? extends Shown> tournament() {
    return tournament;
  }

  @Override
  public Finding judge(Answers answers) {
    Decision decision = tournament.decision();
    Status status =
        switch (decision.outcome()) {
          case BAYES_LIKE -> Status.PASS;
          case NOT_BAYESIAN -> Status.FAIL;
          case INCONCLUSIVE -> Status.UNDECIDED;
        };
    double lead = decision.lead().bits();
    double error = Math.abs(lead / decision.lead().standardErrors());
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("kl_bits", tournament.bestBayesLike().klBits());
    numbers.put("slope", tournament.calibration().slope());
    numbers.put("skill", tournament.calibration().skill());
    numbers.put("lead_standard_errors", decision.lead().standardErrors());
    return Finding.of(
        ID,
        NAME,
        status,
        "held-out lead of " + decision.bayes() + " over " + decision.rival() + ", in bits",
        lead,
        Double.isFinite(error)
            ? new ConfidenceInterval(lead - NORMAL * error, lead + NORMAL * error, CONFIDENCE)
            : new ConfidenceInterval(Double.NaN, Double.NaN, CONFIDENCE),
        THRESHOLD,
        List.of(),
        tournament.observations(),
        sentence(decision.reason()),
        numbers);
  }

  private static String sentence(String reason) {
    return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
  }
}
