package dev.credence.lab.direction;

import java.util.List;

/**
 * The methods that look for a variable. What only stands beside them for comparison is not here.
 */
public final class SubspaceMethods {
  private static final List<SubspaceMethod> ALL =
      List.of(
          new ReadingDirections(),
          new EncodingDirections(),
          new MeanDifference(),
          new DiscriminantDirections(),
          new ClassMeanComponents(1),
          new ClassMeanComponents(2));

  private SubspaceMethods() {}

  /**
   * All of them.
   *
   * @return the methods, each with a name of its own
   */
  public static List<SubspaceMethod> all() {
    return ALL;
  }
}
