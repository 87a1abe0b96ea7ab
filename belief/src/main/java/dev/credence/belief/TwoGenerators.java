package dev.credence.belief;

import java.util.List;

/**
 * The question of the notebooks: of two generators, which one is at work, and what comes next?
 *
 * <pre>
 * l_X = ln(p_B / p_A),  l_Y = ln((1 - p_B) / (1 - p_A))       per draw, in nats
 * L   = ln(prior / (1 - prior)) + k l_X + (N - k) l_Y          log-odds of B
 * eta = sigmoid(L) = P(B | evidence)                            posterior
 * q   = p_A + (p_B - p_A) eta = P(next is X | evidence)         posterior predictive
 * </pre>
 *
 * @param a the first generator
 * @param b the second generator, whose log-odds and posterior are told; may be the one poorer in X
 * @param prior P(B) before the first draw, strictly between 0 and 1
 */
public record TwoGenerators(Generator a, Generator b, double prior) {

  /** A draws X half of the time, B three quarters; even chances. */
  public static final TwoGenerators NOTEBOOK = of(0.5, 0.75);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if the prior is not strictly between 0 and 1, or NaN
   */
  public TwoGenerators {
    Probability.requireInside("prior of generator " + b.name(), prior);
  }

  /**
   * Generators named A and B, equally likely.
   *
   * @param pA P(X | A)
   * @param pB P(X | B)
   * @return the question about them
   * @throws IllegalArgumentException if a probability is not strictly between 0 and 1
   */
  public static TwoGenerators of(double pA, double pB) {
    return of(pA, pB, 0.5);
  }

  /**
   * Generators named A and B.
   *
   * @param pA P(X | A)
   * @param pB P(X | B)
   * @param prior P(B)
   * @return the question about them
   * @throws IllegalArgumentException if a probability is not strictly between 0 and 1
   */
  public static TwoGenerators of(double pA, double pB, double prior) {
    return new TwoGenerators(new Generator("A", pA), new Generator("B", pB), prior);
  }

  /**
   * What one draw adds to the log-odds of B.
   *
   * @param symbol the draw
   * @return l_X or l_Y, in nats
   */
  public double logLikelihoodRatioNats(Symbol symbol) {
    return switch (symbol) {
      case X -> Math.log(b.pX() / a.pX());
      case Y -> Math.log1p(-b.pX()) - Math.log1p(-a.pX());
    };
  }

  /**
   * Log-odds of B before the first draw.
   *
   * @return ln(prior / (1 - prior)), in nats; 0 at even chances
   */
  public double priorLogOddsNats() {
    return Math.log(prior / (1 - prior));
  }

  /**
   * Log-odds of B after counts.
   *
   * @param nX draws of X, not negative
   * @param n draws in all
   * @return L, in nats
   * @throws IllegalArgumentException unless 0 &lt;= nX &lt;= n
   */
  public double logOddsNats(int nX, int n) {
    return priorLogOddsNats()
        + nX * logLikelihoodRatioNats(Symbol.X)
        + countY(nX, n) * logLikelihoodRatioNats(Symbol.Y);
  }

  /**
   * Log-odds of B after evidence.
   *
   * @param evidence what was drawn
   * @return L, in nats
   */
  public double logOddsNats(Evidence evidence) {
    return logOddsNats(evidence.countX(), evidence.length());
  }

  /**
   * Posterior of B after evidence.
   *
   * @param evidence what was drawn
   * @return eta = P(B | evidence)
   */
  public double posteriorB(Evidence evidence) {
    return posterior(evidence.countX(), evidence.length()).probability(1);
  }

  /**
   * Posterior predictive after evidence.
   *
   * @param evidence what was drawn
   * @return q = P(next is X | evidence)
   */
  public double predictive(Evidence evidence) {
    return predictive(evidence.countX(), evidence.length());
  }

  /**
   * Posterior predictive after counts, by the notebooks' formula.
   *
   * @param nX draws of X, not negative
   * @param n draws in all
   * @return q = P(next is X | counts)
   * @throws IllegalArgumentException unless 0 &lt;= nX &lt;= n
   */
  public double predictive(int nX, int n) {
    return posterior(nX, n).predictive();
  }

  /**
   * The prediction that goes with a belief: what a model should say if it held this one.
   *
   * @param logOddsNats log-odds of B, in nats; may be infinite
   * @return p_A + (p_B - p_A) sigmoid(L)
   */
  public double predictiveOf(double logOddsNats) {
    return a.pX() + (b.pX() - a.pX()) * sigmoid(logOddsNats);
  }

  /**
   * The full posterior after counts; A is generator 0, B is 1.
   *
   * @param nX draws of X, not negative
   * @param n draws in all
   * @return what exact Bayes believes
   * @throws IllegalArgumentException unless 0 &lt;= nX &lt;= n
   */
  public Posterior posterior(int nX, int n) {
    return Posterior.prior(List.of(a, b), new double[] {1 - prior, prior}).given(nX, countY(nX, n));
  }

  /**
   * The question in which X and Y have changed places.
   *
   * @return the generators relabelled, the same prior
   */
  public TwoGenerators relabelled() {
    return new TwoGenerators(a.relabelled(), b.relabelled(), prior);
  }

  /**
   * The logistic function.
   *
   * @param logOddsNats in nats; may be infinite
   * @return 1 / (1 + exp(-L)), exact to rounding at both ends
   */
  public static double sigmoid(double logOddsNats) {
    if (logOddsNats >= 0) {
      return 1 / (1 + Math.exp(-logOddsNats));
    }
    double odds = Math.exp(logOddsNats);
    return odds / (1 + odds);
  }

  private static int countY(int nX, int n) {
    if (nX < 0 || nX > n) {
      throw new IllegalArgumentException(
          "counts: " + nX + " X among " + n + " draws; expected between 0 and " + n);
    }
    return n - nX;
  }
}
