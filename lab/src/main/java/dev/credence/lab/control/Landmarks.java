package dev.credence.lab.control;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a model of known mechanism keeps what: for its tests, and for figures that show the truth
 * beside what was found. An analysis that looks here has cheated.
 *
 * @param directions of the residual stream by the variable that lies along each, {@code [d_model]},
 *     length 1, one unit of the variable to a unit of length
 * @param blocks that do something, by what they do
 * @param heads by what they do, as numbers within their block
 */
public record Landmarks(
    Map<String, double[]> directions, Map<String, Integer> blocks, Map<String, Integer> heads) {

  /** None told. */
  static final Landmarks NONE = new Landmarks(Map.of(), Map.of(), Map.of());

  /** Keeps copies of the maps. */
  public Landmarks {
    directions = Collections.unmodifiableMap(new LinkedHashMap<>(directions));
    blocks = Collections.unmodifiableMap(new LinkedHashMap<>(blocks));
    heads = Collections.unmodifiableMap(new LinkedHashMap<>(heads));
  }

  /**
   * The direction of a variable.
   *
   * @param variable such as {@code belief} or {@code count}
   * @return {@code [d_model]}, of length 1; a copy
   */
  public double[] direction(String variable) {
    return Objects.requireNonNull(directions.get(variable), variable).clone();
  }

  /**
   * The block that does something.
   *
   * @param work such as {@code gather}
   * @return its number
   */
  public int block(String work) {
    return Objects.requireNonNull(blocks.get(work), work);
  }

  /**
   * The head that does something.
   *
   * @param work such as {@code belief}
   * @return its number within its block
   */
  public int head(String work) {
    return Objects.requireNonNull(heads.get(work), work);
  }
}
