package dev.credence.belief.question;

import java.util.List;

/**
 * Something that evidence determines and that could be carried inside a model.
 *
 * @param name in files, tables and figures, such as {@code log_odds}
 * @param kind what would follow if it were carried
 * @param coordinates a name for each number of its value
 */
public record Variable(String name, Kind kind, List<String> coordinates) {

  /** What would follow if a variable were carried. */
  public enum Kind {
    /** It is a belief: with the question's parameters it gives the exact answer. */
    BELIEF,
    /** It is no belief, yet an exact answer can be made from it. */
    RIVAL,
    /** It only goes along with the others; it has no counterfactual. */
    NUISANCE
  }

  /**
   * Keeps a copy.
   *
   * @throws IllegalArgumentException if there are no coordinates
   */
  public Variable {
    coordinates = List.copyOf(coordinates);
    if (coordinates.isEmpty()) {
      throw new IllegalArgumentException("variable " + name + ": no coordinates; expected one");
    }
  }

  /**
   * A variable of one number.
   *
   * @param name of the variable and of its coordinate
   * @param kind what would follow
   * @return the variable
   */
  static Variable scalar(String name, Kind kind) {
    return new Variable(name, kind, List.of(name));
  }

  /**
   * How many numbers it has.
   *
   * @return at least 1
   */
  public int dimension() {
    return coordinates.size();
  }

  /** Refuses a value from which no answer follows. */
  void requireValue(double[] value) {
    if (kind == Kind.NUISANCE) {
      throw new IllegalArgumentException(
          "variable \"" + name + "\" is a nuisance; no answer follows from it");
    }
    if (value.length != dimension()) {
      throw new IllegalArgumentException(
          "variable \""
              + name
              + "\": a value of "
              + value.length
              + " numbers; expected "
              + coordinates);
    }
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
