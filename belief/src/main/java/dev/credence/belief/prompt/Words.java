package dev.credence.belief.prompt;

import dev.credence.belief.Symbol;

/**
 * How the symbols are written in a text.
 *
 * @param x the word for X, without spaces
 * @param y the word for Y, another one
 */
public record Words(String x, String y) {

  /** The notebooks' symbols. */
  public static final Words XY = new Words("X", "Y");

  /** The notebooks' swapped symbols, which are also the names of the generators. */
  public static final Words AB = new Words("A", "B");

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if a word is blank, holds white space, or both are one
   */
  public Words {
    if (!isWord(x) || !isWord(y) || x.equals(y)) {
      throw new IllegalArgumentException(
          "symbols \"" + x + "\" and \"" + y + "\"; expected two different words");
    }
  }

  /**
   * The word of a symbol.
   *
   * @param symbol X or Y
   * @return its word
   */
  public String of(Symbol symbol) {
    return symbol == Symbol.X ? x : y;
  }

  private static boolean isWord(String word) {
    return !word.isEmpty() && word.chars().noneMatch(Character::isWhitespace);
  }
}
