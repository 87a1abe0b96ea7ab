package dev.credence.belief.observer.tournament;

/**
 * Whether a model behaves like Bayes.
 *
 * @param outcome the answer
 * @param bayes name of the best Bayes-like observer
 * @param rival name of the rival that matters: the one that wins, or else the one nearest to
 *     winning
 * @param lead by how much {@code bayes} is ahead of {@code rival}; negative if it is behind
 * @param nearlyExact whether the model is so near to {@code bayes} that it passes unless a rival
 *     wins
 * @param calibrated whether slope and skill within questions are good enough
 * @param reason one sentence for a report
 */
public record Decision(
    Outcome outcome,
    String bayes,
    String rival,
    Difference lead,
    boolean nearlyExact,
    boolean calibrated,
    String reason) {

  /** The answer. */
  public enum Outcome {
    /** A Bayes-like observer explains the model better than every rival. */
    BAYES_LIKE,
    /** A rival explains it better than every Bayes-like observer. */
    NOT_BAYESIAN,
    /** Neither is far enough ahead. */
    INCONCLUSIVE
  }
}
