package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** How near a number must be to the golden one: relative, and absolute near zero. */
record Closeness(double relative) {
  /** What the golden files ask of sums and products. */
  static final Closeness EXACT = new Closeness(1e-9);

  /** What they ask of fitted parameters, and of p and limits that need special functions. */
  static final Closeness SPECIAL = new Closeness(1e-8);

  private static final double NEAR_ZERO = 1e-12;

  void same(double actual, double expected, String what) {
    if (!Double.isFinite(expected)) {
      assertThat((Double) actual).as(what).isEqualTo((Double) expected); // NaN equals NaN
    } else {
      // Golden p-values lie far below 1e-12; those are held to the relative bound alone.
      double absolute = Math.abs(expected) < NEAR_ZERO && expected != 0 ? 0 : NEAR_ZERO;
      assertThat(actual)
          .as(what)
          .isCloseTo(expected, within(Math.max(absolute, relative * Math.abs(expected))));
    }
  }

  void same(double[] actual, double[] expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      same(actual[i], expected[i], what + "[" + i + "]");
    }
  }
}
