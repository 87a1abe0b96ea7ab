package dev.credence.lab.statistics;

import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.special.Beta;

/** Student's t distribution, tails and quantiles to full precision. */
final class Student {
  /** Two of Newton's steps mend what the library's bracketing leaves, about 1e-9. */
  private static final int POLISHING_STEPS = 2;

  private Student() {}

  /** P(T >= t); NaN if t is NaN or there is no degree of freedom. */
  static double upperTail(double t, double degreesOfFreedom) {
    if (Double.isNaN(t) || degreesOfFreedom < 1) {
      return Double.NaN;
    }
    double beyond = beyond(t * t, degreesOfFreedom);
    return t < 0 ? 1 - beyond : beyond;
  }

  /** Of the two incomplete betas that give the tail, the one whose argument is the smaller. */
  private static double beyond(double tt, double df) {
    return tt < df
        ? 0.5 - Beta.regularizedBeta(tt / (df + tt), 0.5, df / 2) / 2
        : Beta.regularizedBeta(df / (df + tt), df / 2, 0.5) / 2;
  }

  /** P(|T| >= |t|). */
  static double twoSided(double t, double degreesOfFreedom) {
    return 2 * upperTail(Math.abs(t), degreesOfFreedom);
  }

  /** t such that P(-t to t) is the confidence; NaN if there is no degree of freedom. */
  static double halfWidth(double confidence, double degreesOfFreedom) {
    if (degreesOfFreedom < 1) {
      return Double.NaN;
    }
    var distribution = new TDistribution(degreesOfFreedom);
    double tail = (1 - confidence) / 2;
    double t = -distribution.inverseCumulativeProbability(tail);
    for (int i = 0; i < POLISHING_STEPS; i++) {
      t += (upperTail(t, degreesOfFreedom) - tail) / distribution.density(t);
    }
    return t;
  }

  /** Estimate over standard error; NaN where the error is 0 and nothing can be said of it. */
  static double t(double estimate, double standardError) {
    return standardError > 0 ? estimate / standardError : Double.NaN;
  }
}
