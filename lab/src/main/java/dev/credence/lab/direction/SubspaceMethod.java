package dev.credence.lab.direction;

import java.util.Optional;

/** A way to find where in an activation a variable may be. The same numbers give the same basis. */
public interface SubspaceMethod {

  /**
   * The method in words, for tables and figures.
   *
   * @return another for each method and each of its settings
   */
  String name();

  /**
   * Looks.
   *
   * @param activations of the cells
   * @param labels of the same cells
   * @return the subspace; empty where the activations do not vary, or not with the variable
   * @throws IllegalArgumentException if there are more or fewer labels than cells
   */
  Optional<Subspace> find(Activations activations, Labels labels);
}
