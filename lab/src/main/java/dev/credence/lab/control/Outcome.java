package dev.credence.lab.control;

/** What can be concluded about a model. */
public enum Outcome {
  /** A linear variable carries log-odds, is needed, and moves the prediction as Bayes says. */
  INTERNAL_BELIEF_MECHANISM("internal belief mechanism"),
  /** It answers like Bayes; no variable inside was shown to be a belief at work. */
  BEHAVIOURAL_MATCH_ONLY("behavioural match only"),
  /** Another observer describes its answers better. */
  NOT_BAYESIAN("not Bayesian"),
  /** The measurements do not decide. */
  INCONCLUSIVE("inconclusive");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /**
   * The outcome as a verdict tells it.
   *
   * @return such as {@code not Bayesian}
   */
  @Override
  public String toString() {
    return words;
  }
}
