package dev.credence.belief;

/**
 * What exact Bayes believes about a source whose chance of X may be anything: P(X) has a Beta(a, b)
 * distribution, and stays Beta as evidence comes in.
 *
 * <pre>
 * after k X and m Y: Beta(a + k, b + m);   P(next is X) = a / (a + b)
 * </pre>
 *
 * <p>a = b = 1 is Laplace's rule of succession, a = b = 1/2 the Krichevsky-Trofimov estimator.
 *
 * @param a above 0: draws of X seen, so to speak, with the prior's
 * @param b above 0: draws of Y likewise
 */
public record BetaBernoulli(double a, double b) {

  /** Every chance of X equally likely. */
  public static final BetaBernoulli UNIFORM = new BetaBernoulli(1, 1);

  /** Jeffreys's prior. */
  public static final BetaBernoulli JEFFREYS = new BetaBernoulli(0.5, 0.5);

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if one is not finite and above 0
   */
  public BetaBernoulli {
    if (!(a > 0 && a < Double.POSITIVE_INFINITY && b > 0 && b < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Beta(" + a + ", " + b + "): both numbers must be finite and above 0");
    }
  }

  /**
   * The belief after more evidence.
   *
   * @param evidence what was drawn since
   * @return Beta(a + k, b + m)
   */
  public BetaBernoulli given(Evidence evidence) {
    return new BetaBernoulli(a + evidence.countX(), b + evidence.countY());
  }

  /**
   * Posterior predictive, and mean of P(X).
   *
   * @return P(next is X) = a / (a + b)
   */
  public double predictive() {
    return a / (a + b);
  }

  /**
   * How uncertain P(X) is.
   *
   * @return its variance, a b / ((a + b)^2 (a + b + 1))
   */
  public double variance() {
    double n = a + b;
    return a / n * (b / n) / (n + 1);
  }

  /**
   * How probable evidence is under this belief.
   *
   * <pre>
   * ln P = ln B(a + k, b + m) - ln B(a, b)
   *      = sum_{i&lt;k} ln(a + i) + sum_{j&lt;m} ln(b + j) - sum_{i&lt;k+m} ln(a + b + i)
   * </pre>
   *
   * @param evidence what was drawn
   * @return ln P(evidence), in nats, of the sequence in its order
   */
  public double logMarginalLikelihoodNats(Evidence evidence) {
    int k = evidence.countX();
    int m = evidence.countY();
    return logRising(a, k) + logRising(b, m) - logRising(a + b, k + m);
  }

  /** ln(x (x + 1) ... (x + n - 1)). */
  private static double logRising(double x, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(x + i);
    }
    return sum;
  }
}
