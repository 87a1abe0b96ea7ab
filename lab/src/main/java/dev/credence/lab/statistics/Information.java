package dev.credence.lab.statistics;

import java.util.Arrays;

/**
 * Entropy, relative entropy and cross-entropy, in bits.
 *
 * <pre>
 * H(p) = - sum p log2 p,   KL(p | q) = sum p log2(p / q),   cross-entropy = H(p) + KL(p | q)
 * </pre>
 *
 * <p>0 log 0 is 0. KL is infinite where q gives nothing to what p gives something. Each term of KL
 * is computed as p ln(p / q) - p + q, which is not negative: the terms of two distributions that
 * nearly agree would otherwise cancel. Of two outcomes the entropy does not say which is the likely
 * one; never score by it.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177729694">Kullback and Leibler, On Information and
 *     Sufficiency</a>
 */
public final class Information {
  private static final double LN_2 = Math.log(2);

  /** Nearer than this p - q is not taken from p and q. */
  private static final double NEAR_NATS = 0.1;

  private Information() {}

  /**
   * The entropy of two outcomes.
   *
   * @param p of one of them, from 0 to 1
   * @return from 0 to 1 bit
   * @throws IllegalArgumentException if p does not lie within 0 and 1
   */
  public static double entropyBits(double p) {
    require(p);
    return -(xLogX(p) + (p == 1 ? 0 : (1 - p) * Math.log1p(-p))) / LN_2;
  }

  /**
   * The relative entropy of two outcomes.
   *
   * @param p of one of them in truth, from 0 to 1
   * @param q what was said of it, from 0 to 1
   * @return KL(p | q), not negative, perhaps infinite
   * @throws IllegalArgumentException if p or q does not lie within 0 and 1
   */
  public static double klBits(double p, double q) {
    require(p);
    require(q);
    return (term(p, q, p - q) + term(1 - p, 1 - q, q - p)) / LN_2;
  }

  /**
   * The cross-entropy of two outcomes: the mean loss of who says q where p is true.
   *
   * @param p of one of them in truth, from 0 to 1
   * @param q what was said of it, from 0 to 1
   * @return not negative, perhaps infinite
   * @throws IllegalArgumentException if p or q does not lie within 0 and 1
   */
  public static double crossEntropyBits(double p, double q) {
    return entropyBits(p) + klBits(p, q);
  }

  /**
   * The entropy of a softmax.
   *
   * @param logits at least one that is finite; minus infinity has probability 0
   * @return from 0 to log2 of their number
   * @throws IllegalArgumentException if a logit is NaN or infinity, or none is finite
   */
  public static double entropyBitsOfLogits(double[] logits) {
    double[] log = logSoftmax(logits);
    double[] terms = new double[log.length];
    Arrays.setAll(terms, i -> log[i] == Double.NEGATIVE_INFINITY ? 0 : -Math.exp(log[i]) * log[i]);
    return Spread.sum(terms) / LN_2;
  }

  /**
   * The relative entropy of two softmaxes.
   *
   * @param a logits of what is true
   * @param b logits of what was said, as many
   * @return KL(a | b), not negative, perhaps infinite
   * @throws IllegalArgumentException if they are not as many, a logit is NaN or infinity, or one
   *     side has no finite one
   */
  public static double klBitsOfLogits(double[] a, double[] b) {
    Sample.requireSame("KL", a.length, "logits", b.length, "others");
    double[] p = logSoftmax(a);
    double[] q = logSoftmax(b);
    double[] terms = new double[p.length];
    Arrays.setAll(
        terms,
        i -> {
          double nats = p[i] - q[i]; // NaN where both are impossible
          double pi = Math.exp(p[i]);
          double qi = Math.exp(q[i]);
          return term(pi, qi, Math.abs(nats) < NEAR_NATS ? qi * Math.expm1(nats) : pi - qi);
        });
    return Spread.sum(terms) / LN_2;
  }

  /** p ln(p / q) - (p - q), the difference given as exactly as it is known. */
  private static double term(double p, double q, double difference) {
    if (p == 0) {
      return q;
    }
    if (q == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double relative = difference / q;
    double log = Math.abs(relative) < NEAR_NATS ? Math.log1p(relative) : Math.log(p / q);
    return Math.max(0, p * log - difference);
  }

  private static double xLogX(double p) {
    return p == 0 ? 0 : p * Math.log(p);
  }

  private static double[] logSoftmax(double[] logits) {
    double greatest = Spread.max(logits);
    if (!Double.isFinite(greatest)) {
      throw new IllegalArgumentException(
          "softmax: the greatest of "
              + logits.length
              + " logits is "
              + greatest
              + "; expected a finite one and no NaN");
    }
    double[] weights = Arrays.stream(logits).map(each -> Math.exp(each - greatest)).toArray();
    double logSum = greatest + Math.log(Spread.sum(weights));
    return Arrays.stream(logits).map(each -> each - logSum).toArray();
  }

  private static void require(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("probability: " + p + "; expected 0 to 1");
    }
  }
}
