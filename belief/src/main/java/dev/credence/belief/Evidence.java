package dev.credence.belief;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The symbols drawn so far, in order.
 *
 * @param draws one letter a draw, {@code X} or {@code Y}; may be empty
 */
public record Evidence(String draws) {

  /** Before the first draw. */
  public static final Evidence NONE = new Evidence("");

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if a letter is neither {@code X} nor {@code Y}
   */
  public Evidence {
    for (int i = 0; i < draws.length(); i++) {
      char c = draws.charAt(i);
      if (c != 'X' && c != 'Y') {
        throw new IllegalArgumentException(
            "evidence \"" + draws + "\": draw " + i + " is '" + c + "'; expected X or Y");
      }
    }
  }

  /**
   * Evidence as it is written.
   *
   * @param draws such as {@code XXYXX}
   * @return these draws
   * @throws IllegalArgumentException if a letter is neither {@code X} nor {@code Y}
   */
  public static Evidence of(String draws) {
    return new Evidence(draws);
  }

  /**
   * Evidence in blocks: first every X, then every Y.
   *
   * @param nX draws of X
   * @param n draws in all
   * @return {@code X} nX times, then {@code Y} n - nX times
   * @throws IllegalArgumentException unless 0 &lt;= nX &lt;= n
   */
  public static Evidence block(int nX, int n) {
    if (nX < 0 || nX > n) {
      throw new IllegalArgumentException(
          "evidence: " + nX + " X among " + n + " draws; expected between 0 and " + n);
    }
    return new Evidence("X".repeat(nX) + "Y".repeat(n - nX));
  }

  /**
   * How many draws.
   *
   * @return N
   */
  public int length() {
    return draws.length();
  }

  /**
   * How many draws of X.
   *
   * @return k
   */
  public int countX() {
    return (int) draws.chars().filter(c -> c == 'X').count();
  }

  /**
   * How many draws of Y.
   *
   * @return N - k
   */
  public int countY() {
    return length() - countX();
  }

  /**
   * One draw.
   *
   * @param i from 0
   * @return what was drawn
   * @throws IndexOutOfBoundsException if there is no such draw
   */
  public Symbol get(int i) {
    return draws.charAt(i) == 'X' ? Symbol.X : Symbol.Y;
  }

  /**
   * The draws one by one.
   *
   * @return N symbols
   */
  public List<Symbol> symbols() {
    return draws.chars().mapToObj(c -> c == 'X' ? Symbol.X : Symbol.Y).toList();
  }

  /**
   * The first draws.
   *
   * @param n how many
   * @return the beginning of this evidence
   * @throws IndexOutOfBoundsException if there are not that many
   */
  public Evidence prefix(int n) {
    return new Evidence(draws.substring(0, n));
  }

  /**
   * This evidence and one more draw.
   *
   * @param next the draw
   * @return N + 1 draws
   */
  public Evidence then(Symbol next) {
    return new Evidence(draws + next);
  }

  /**
   * This evidence and more.
   *
   * @param more what follows
   * @return the draws of both
   */
  public Evidence then(Evidence more) {
    return new Evidence(draws + more.draws);
  }

  /**
   * The evidence in which X and Y have changed places.
   *
   * @return as many draws
   */
  public Evidence relabelled() {
    var swapped = new StringBuilder(length());
    symbols().forEach(s -> swapped.append(s.other()));
    return new Evidence(swapped.toString());
  }

  /**
   * The same draws in random order, as a notebook's {@code rng.shuffle(list(sequence))} leaves
   * them.
   *
   * @param random advanced as NumPy's generator would be
   * @return a permutation
   */
  public Evidence permuted(NumpyRandom random) {
    List<Symbol> order = new ArrayList<>(symbols());
    random.shuffle(order);
    var permuted = new StringBuilder(length());
    order.forEach(permuted::append);
    return new Evidence(permuted.toString());
  }

  /** The draws, without spaces. */
  @Override
  public String toString() {
    return draws;
  }
}
