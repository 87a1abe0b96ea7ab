package dev.credence.lab.statistics;

/** Checks of what a test is given: every number there, and as many as there should be. */
final class Sample {
  private Sample() {}

  /** A missing value would be counted on one side of a comparison without anyone noticing. */
  static void requireFinite(String test, String what, double[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i])) {
        throw new IllegalArgumentException(
            test + ": " + what + " " + i + " is " + x[i] + "; leave missing ones out first");
      }
    }
  }

  static void requireFinite(String test, double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw new IllegalArgumentException(
            "%s: row %d has %d columns, row 0 has %d"
                .formatted(test, i, rows[i].length, rows[0].length));
      }
      requireFinite(test, "row " + i + ", column", rows[i]);
    }
  }

  static void requireSame(String test, int found, String what, int expected, String than) {
    if (found != expected) {
      throw new IllegalArgumentException(
          test + ": " + found + " " + what + " for " + expected + " " + than);
    }
  }

  static void requireSome(String test, int found, String what) {
    if (found < 1) {
      throw new IllegalArgumentException(test + ": no " + what + "; give at least one");
    }
  }

  static void requireProbabilities(String test, String what, double[] p) {
    for (int i = 0; i < p.length; i++) {
      if (!(p[i] >= 0 && p[i] <= 1)) {
        throw new IllegalArgumentException(
            test + ": " + what + " " + i + " is " + p[i] + "; expected 0 to 1");
      }
    }
  }

  static void requireConfidence(String test, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          test + ": confidence is " + confidence + "; expected between 0 and 1, such as .95");
    }
  }
}
