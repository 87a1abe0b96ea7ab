package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.Shown;
import java.util.List;
import java.util.Map;

/**
 * What a tournament found: plain data, all that a report needs.
 *
 * @param observations how many answers
 * @param groups how many groups they form, each held out as one
 * @param clusters how many clusters they form, each counted as one in standard errors
 * @param folds how many parts were held out in turn
 * @param entropyBits the model's own entropy, in bits an observation: no observer scores less
 * @param dispersion how noisy answers are around the observer that fits them all best, where a draw
 *     is 1: 2 n (mean KL in nats) / (n - free numbers)
 * @param standings every family that entered, the best first
 * @param notEntered families that these trials cannot tell from others: name and why
 * @param calibration of the model's answers against the best Bayes-like observer
 * @param decision whether the model behaves like Bayes
 * @param <S> what was shown
 */
public record TournamentResult<S extends Shown>(
    int observations,
    int groups,
    int clusters,
    int folds,
    double entropyBits,
    double dispersion,
    List<Standing<S>> standings,
    Map<String, String> notEntered,
    Calibration calibration,
    Decision decision) {

  /**
   * What the model is, as far as one of these observers can say.
   *
   * @return the standing with the best held-out score
   */
  public Standing<S> best() {
    return standings.getFirst();
  }

  /**
   * The best Bayes-like observer.
   *
   * @return its standing
   */
  public Standing<S> bestBayesLike() {
    return Rule.first(standings, Family.Kind.BAYES_LIKE);
  }

  /**
   * A family's standing.
   *
   * @param name of the family
   * @return how it did
   * @throws IllegalArgumentException if it did not enter
   */
  public Standing<S> standing(String name) {
    return standings.stream()
        .filter(standing -> standing.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no standing of \""
                        + name
                        + "\"; "
                        + notEntered.getOrDefault(
                            name,
                            "there are "
                                + String.join(
                                    ", ", standings.stream().map(Standing::name).toList()))));
  }
}
