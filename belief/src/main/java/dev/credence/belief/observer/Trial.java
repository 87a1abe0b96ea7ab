package dev.credence.belief.observer;

import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;

/**
 * A question about two generators and the draws that were shown with it. Immutable.
 *
 * <p>What every observer needs of both (counts, log-likelihood ratios) is computed once: a
 * tournament asks thousands of observers about the same trial.
 */
public final class Trial implements Shown {
  private final TwoGenerators question;
  private final Evidence evidence;
  private final int countX;
  private final double pA;
  private final double pB;
  private final double ratioXNats;
  private final double ratioYNats;
  private final double priorNats;

  /**
   * A trial.
   *
   * @param question the generators and the prior
   * @param evidence what was drawn
   */
  public Trial(TwoGenerators question, Evidence evidence) {
    this.question = question;
    this.evidence = evidence;
    countX = evidence.countX();
    pA = question.a().pX();
    pB = question.b().pX();
    ratioXNats = question.logLikelihoodRatioNats(Symbol.X);
    ratioYNats = question.logLikelihoodRatioNats(Symbol.Y);
    priorNats = question.priorLogOddsNats();
  }

  /**
   * The generators and the prior.
   *
   * @return what was asked about
   */
  public TwoGenerators generators() {
    return question;
  }

  /**
   * What was drawn.
   *
   * @return the draws, in order
   */
  public Evidence evidence() {
    return evidence;
  }

  /**
   * How many draws.
   *
   * @return N
   */
  public int length() {
    return evidence.length();
  }

  /**
   * How many draws of X.
   *
   * @return k
   */
  public int countX() {
    return countX;
  }

  /**
   * The share of X.
   *
   * @return k / N; 1/2 before the first draw
   */
  public double shareX() {
    return length() == 0 ? 0.5 : (double) countX / length();
  }

  /**
   * Whether a draw is X.
   *
   * @param i from 0
   * @return false if it is Y
   */
  public boolean isX(int i) {
    return evidence.draws().charAt(i) == 'X';
  }

  /**
   * P(X) of generator A.
   *
   * @return p_A
   */
  public double pA() {
    return pA;
  }

  /**
   * P(X) of generator B.
   *
   * @return p_B
   */
  public double pB() {
    return pB;
  }

  /**
   * What a draw of X adds to the log-odds of B.
   *
   * @return l_X, in nats
   */
  public double ratioXNats() {
    return ratioXNats;
  }

  /**
   * What a draw of Y adds to the log-odds of B.
   *
   * @return l_Y, in nats
   */
  public double ratioYNats() {
    return ratioYNats;
  }

  /**
   * What one of the draws adds to the log-odds of B.
   *
   * @param i from 0
   * @return l_X or l_Y, in nats
   */
  public double ratioNats(int i) {
    return isX(i) ? ratioXNats : ratioYNats;
  }

  /**
   * Log-odds of B before the first draw.
   *
   * @return ln(prior / (1 - prior)), in nats
   */
  public double priorNats() {
    return priorNats;
  }

  /**
   * What all draws add to the log-odds of B.
   *
   * @return k l_X + (N - k) l_Y, in nats
   */
  public double evidenceNats() {
    return countX * ratioXNats + (length() - countX) * ratioYNats;
  }

  /**
   * The prediction that goes with a belief.
   *
   * @param logOddsNats log-odds of B, in nats; may be infinite
   * @return p_A + (p_B - p_A) sigmoid(L)
   */
  public double predictiveOf(double logOddsNats) {
    return pA + (pB - pA) * TwoGenerators.sigmoid(logOddsNats);
  }

  /** {@inheritDoc} N, p_A and p_B: an observer is judged on lengths and pairs it has not seen. */
  @Override
  public String group() {
    return "N " + length() + ", " + question();
  }

  /** {@inheritDoc} N, k, p_A and p_B. */
  @Override
  public String cluster() {
    return "k " + countX + ", " + group();
  }

  /** {@inheritDoc} p_A and p_B, whatever the prior. */
  @Override
  public String question() {
    return "p_A " + pA + ", p_B " + pB;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trial that
        && question.equals(that.question)
        && evidence.equals(that.evidence);
  }

  @Override
  public int hashCode() {
    return 31 * question.hashCode() + evidence.hashCode();
  }

  @Override
  public String toString() {
    return question() + ", prior " + question.prior() + ": \"" + evidence + "\"";
  }
}
