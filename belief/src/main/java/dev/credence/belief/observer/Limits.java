package dev.credence.belief.observer;

/** Refuses numbers outside an observer's limits, in one wording. */
final class Limits {
  private Limits() {}

  static void requireWithin(String observer, String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          observer + ": " + name + " is " + value + "; expected from " + least + " to " + most);
    }
  }

  static void requireFinite(String observer, String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          observer + ": " + name + " is " + value + "; expected a finite number");
    }
  }
}
