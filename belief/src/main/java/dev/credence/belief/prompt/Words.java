package dev.credence.belief.prompt;

import dev.credence.belief.Symbol;
import java.util.List;

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
   * Pairs that have no word in common with each other, nor with the generators' names: the
   * notebooks' symbols, two other letters, two colours, two animals.
   */
  public static final List<Words> PAIRS =
      List.of(XY, new Words("P", "Q"), new Words("red", "blue"), new Words("cat", "dog"));

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

  /**
   * The same words in each other's place.
   *
   * @return the word for Y stands for X, that for X for Y
   */
  public Words swapped() {
    return new Words(y, x);
  }

  private static boolean isWord(String word) {
    return !word.isEmpty() && word.chars().noneMatch(Character::isWhitespace);
  }
}
