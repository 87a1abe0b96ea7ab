package dev.credence.belief;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Symbols drawn from a source with any number of them, in order. {@link Evidence} is the word of a
 * source with two.
 *
 * @param symbols each from 0, in the order of the source; may be empty
 */
public record Word(List<Integer> symbols) {

  /**
   * Checks its argument.
   *
   * @throws IllegalArgumentException if a symbol is negative
   */
  public Word {
    symbols = List.copyOf(symbols);
    for (int symbol : symbols) {
      if (symbol < 0) {
        throw new IllegalArgumentException(
            "word " + symbols + ": symbol " + symbol + "; symbols count from 0");
      }
    }
  }

  /**
   * A word of symbols.
   *
   * @param symbols each from 0
   * @return the word
   * @throws IllegalArgumentException if a symbol is negative
   */
  public static Word of(int... symbols) {
    return new Word(Arrays.stream(symbols).boxed().toList());
  }

  /**
   * Evidence as a word: X is symbol 0, Y is 1.
   *
   * @param evidence what was drawn
   * @return as many symbols
   */
  public static Word of(Evidence evidence) {
    return new Word(evidence.symbols().stream().map(Symbol::ordinal).toList());
  }

  /**
   * This word as evidence: symbol 0 is X, 1 is Y.
   *
   * @return as many draws
   * @throws IllegalArgumentException if there is another symbol
   */
  public Evidence evidence() {
    return Evidence.of(
        symbols.stream()
            .map(
                s ->
                    switch (s) {
                      case 0 -> "X";
                      case 1 -> "Y";
                      default ->
                          throw new IllegalArgumentException(
                              "word " + this + ": symbol " + s + "; evidence has X (0) and Y (1)");
                    })
            .collect(Collectors.joining()));
  }

  /**
   * How many symbols.
   *
   * @return N
   */
  public int length() {
    return symbols.size();
  }

  /**
   * How often each symbol was drawn.
   *
   * @param kinds how many symbols the source has
   * @return {@code [symbol]}, their sum N
   * @throws IllegalArgumentException if the word holds a symbol that the source has not
   */
  public List<Integer> counts(int kinds) {
    int[] counts = new int[kinds];
    for (int symbol : symbols) {
      if (symbol >= kinds) {
        throw new IllegalArgumentException(
            "word " + this + ": symbol " + symbol + "; the source has 0 to " + (kinds - 1));
      }
      counts[symbol]++;
    }
    return IntStream.of(counts).boxed().toList();
  }

  /**
   * The last symbol.
   *
   * @return from 0; -1 before the first draw
   */
  public int last() {
    return symbols.isEmpty() ? -1 : symbols.getLast();
  }

  /**
   * This word and one more symbol.
   *
   * @param next from 0
   * @return N + 1 symbols
   */
  public Word then(int next) {
    return new Word(
        IntStream.concat(symbols.stream().mapToInt(Integer::intValue), IntStream.of(next))
            .boxed()
            .toList());
  }

  /**
   * The symbols as numbers.
   *
   * @return a copy
   */
  public int[] toArray() {
    return symbols.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The symbols' numbers, between spaces. */
  @Override
  public String toString() {
    return symbols.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
