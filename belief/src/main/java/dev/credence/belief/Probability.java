package dev.credence.belief;

/** Checks of probabilities, with the name of the thing in the message. */
final class Probability {
  private Probability() {}

  /** Returns p if it lies strictly between 0 and 1. */
  static double requireInside(String name, double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException(
          name + " is " + p + "; expected a probability strictly between 0 and 1");
    }
    return p;
  }
}
