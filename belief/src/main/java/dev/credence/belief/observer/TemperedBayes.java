package dev.credence.belief.observer;

import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;

/**
 * Bayes with evidence damped (lambda below 1) or exaggerated (above 1).
 *
 * <pre>
 * L = L0 + lambda (k l_X + (N - k) l_Y),   p = p_A + (p_B - p_A) sigmoid(L)
 * </pre>
 *
 * <p>Lambda 1 with L0 the prior's log-odds is exact Bayes, lambda 0 never learns.
 *
 * @param question the generators it weighs
 * @param lambda weight of the evidence, dimensionless, finite
 * @param startNats L0, log-odds of B before the first draw, in nats, finite
 */
public record TemperedBayes(TwoGenerators question, double lambda, double startNats)
    implements Observer {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public TemperedBayes {
    if (!Double.isFinite(lambda) || !Double.isFinite(startNats)) {
      throw new IllegalArgumentException(
          "tempered Bayes: lambda is " + lambda + ", L0 is " + startNats + "; both must be finite");
    }
  }

  /**
   * An observer that starts from the question's own prior.
   *
   * @param question the generators it weighs
   * @param lambda weight of the evidence, dimensionless, finite
   */
  public TemperedBayes(TwoGenerators question, double lambda) {
    this(question, lambda, question.priorLogOddsNats());
  }

  /**
   * Tempered log-odds.
   *
   * @param evidence what was drawn
   * @return L, in nats
   */
  public double logOddsNats(Evidence evidence) {
    double sum =
        evidence.countX() * question.logLikelihoodRatioNats(Symbol.X)
            + evidence.countY() * question.logLikelihoodRatioNats(Symbol.Y);
    return startNats + lambda * sum;
  }

  @Override
  public double predictive(Evidence evidence) {
    return question.predictiveOf(logOddsNats(evidence));
  }
}
