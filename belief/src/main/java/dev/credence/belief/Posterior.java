package dev.credence.belief;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What exact Bayes believes about which of K generators is at work. Immutable.
 *
 * <pre>
 * s_k    = ln prior_k + n_X ln p_k + n_Y ln(1 - p_k)      score, in nats
 * P(k)   = exp(s_k - max s) / sum_j exp(s_j - max s)      posterior
 * q      = sum_k p_k exp(s_k - max s) / sum_k exp(s_k - max s)    posterior predictive
 * ln P(evidence) = max s + ln sum_k exp(s_k - max s)
 * </pre>
 *
 * <p>Equal priors cancel and are left out of the scores, so that with them the result has the very
 * bits of the notebooks' formula.
 */
public final class Posterior {
  private final List<Generator> generators;
  private final double[] scores;
  private final double[] likelihoodRatios;
  private final double commonLogPrior;

  private Posterior(List<Generator> generators, double[] scores, double commonLogPrior) {
    this.generators = generators;
    this.scores = scores;
    this.commonLogPrior = commonLogPrior;
    double best = Arrays.stream(scores).max().orElseThrow();
    this.likelihoodRatios = Arrays.stream(scores).map(s -> Math.exp(s - best)).toArray();
  }

  /**
   * The belief before any evidence, every generator equally likely.
   *
   * @param generators at least one
   * @return the prior
   * @throws IllegalArgumentException if there is none
   */
  public static Posterior uniform(List<Generator> generators) {
    double[] prior = new double[generators.size()];
    Arrays.fill(prior, 1.0 / prior.length);
    return prior(generators, prior);
  }

  /**
   * The belief before any evidence.
   *
   * @param generators at least one
   * @param prior a probability for each: above 0, their sum 1 within 1e-9
   * @return the prior
   * @throws IllegalArgumentException if the lists do not fit or the prior is no distribution
   */
  public static Posterior prior(List<Generator> generators, double[] prior) {
    if (generators.isEmpty()) {
      throw new IllegalArgumentException("posterior: no generators; give at least one");
    }
    if (prior.length != generators.size()) {
      throw new IllegalArgumentException(
          "posterior: " + prior.length + " priors for " + generators.size() + " generators");
    }
    for (int k = 0; k < prior.length; k++) {
      if (!(prior[k] > 0 && prior[k] <= 1)) {
        throw new IllegalArgumentException(
            "prior of generator "
                + generators.get(k).name()
                + " is "
                + prior[k]
                + "; expected above 0 and at most 1");
      }
    }
    double sum = Arrays.stream(prior).sum();
    if (!(Math.abs(sum - 1) <= 1e-9)) {
      throw new IllegalArgumentException("priors sum to " + sum + ", not 1");
    }
    boolean equal = Arrays.stream(prior).allMatch(p -> p == prior[0]);
    double[] scores =
        equal ? new double[prior.length] : Arrays.stream(prior).map(Math::log).toArray();
    return new Posterior(List.copyOf(generators), scores, equal ? Math.log(prior[0]) : 0);
  }

  /**
   * The belief after more evidence.
   *
   * @param evidence what was drawn since
   * @return the belief with it taken in
   */
  public Posterior given(Evidence evidence) {
    return given(evidence.countX(), evidence.countY());
  }

  /**
   * The belief after more evidence, of which only the counts matter.
   *
   * @param nX draws of X since, not negative
   * @param nY draws of Y since, not negative
   * @return the belief with it taken in
   * @throws IllegalArgumentException if a count is negative
   */
  public Posterior given(int nX, int nY) {
    double[] updated =
        IntStream.range(0, scores.length)
            .mapToDouble(k -> scores[k] + generators.get(k).logLikelihood(nX, nY))
            .toArray();
    return new Posterior(generators, updated, commonLogPrior);
  }

  /**
   * What the belief is about.
   *
   * @return K generators
   */
  public List<Generator> generators() {
    return generators;
  }

  /**
   * Posterior probability of one generator.
   *
   * @param k which, from 0
   * @return P(k | evidence)
   */
  public double probability(int k) {
    return likelihoodRatios[k] / sum();
  }

  /**
   * Posterior probabilities of all.
   *
   * @return one a generator, in order; their sum is 1
   */
  public double[] probabilities() {
    double sum = sum();
    return Arrays.stream(likelihoodRatios).map(r -> r / sum).toArray();
  }

  /**
   * Posterior log-odds of one generator against another, in nats.
   *
   * @param k for
   * @param against against
   * @return ln P(k | evidence) - ln P(against | evidence)
   */
  public double logOddsNats(int k, int against) {
    return scores[k] - scores[against];
  }

  /**
   * Posterior predictive.
   *
   * @return q = P(next draw is X | evidence), between the least and the greatest P(X)
   */
  public double predictive() {
    double weighted = 0;
    for (int k = 0; k < likelihoodRatios.length; k++) {
      weighted += generators.get(k).pX() * likelihoodRatios[k];
    }
    return weighted / sum();
  }

  /**
   * How probable all evidence so far was beforehand.
   *
   * @return ln P(evidence), in nats, of the sequence in its order; 0 before the first draw
   */
  public double logMarginalLikelihoodNats() {
    double best = Arrays.stream(scores).max().orElseThrow();
    return best + Math.log(sum()) + commonLogPrior;
  }

  private double sum() {
    double sum = 0;
    for (double ratio : likelihoodRatios) {
      sum += ratio;
    }
    return sum;
  }
}
