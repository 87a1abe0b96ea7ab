package dev.credence.belief;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A question bound to the tokens of a model, where the built-in English prompts do not serve: what
 * a {@code task.yaml} says, as plain data. Prompts are made from it by {@link
 * dev.credence.belief.prompt.TaskPrompts}.
 */
public sealed interface Task {

  /**
   * Lengths of evidence the task is about.
   *
   * @return from the shortest to the longest
   */
  Lengths evidence();

  /** A part of a prompt. */
  enum Part {
    /** The token that begins every sequence. */
    BOS,
    /** The token that tells p_A. */
    A,
    /** The token that tells p_B. */
    B,
    /** The draws, a token each. */
    EVIDENCE
  }

  /**
   * A range of lengths.
   *
   * @param min the shortest, at least 0
   * @param max the longest, at least {@code min}
   */
  record Lengths(int min, int max) {
    /**
     * Checks its arguments.
     *
     * @throws IllegalArgumentException unless 0 &lt;= min &lt;= max
     */
    public Lengths {
      if (min < 0 || min > max) {
        throw new IllegalArgumentException(
            "evidence: lengths from " + min + " to " + max + "; expected 0 <= min <= max");
      }
    }

    /**
     * Whether a length lies in the range.
     *
     * @param length a number of draws
     * @return true from min to max, both included
     */
    public boolean contains(int length) {
      return min <= length && length <= max;
    }
  }

  /**
   * The tokens of two outcomes.
   *
   * @param x token of the first, X or A
   * @param y token of the second, Y or B
   */
  record TokenPair(int x, int y) {
    /**
     * Checks its arguments.
     *
     * @throws IllegalArgumentException if a token is negative or both are one
     */
    public TokenPair {
      if (x < 0 || y < 0 || x == y) {
        throw new IllegalArgumentException(
            "tokens " + x + " and " + y + "; expected two different token ids");
      }
    }

    /**
     * The token of a symbol.
     *
     * @param symbol X or Y
     * @return its id
     */
    public int of(Symbol symbol) {
      return symbol == Symbol.X ? x : y;
    }
  }

  /**
   * Another question about the same evidence: "which generator?".
   *
   * @param append tokens that follow the prompt; the answer is read at the last
   * @param among tokens of A and of B
   */
  record SecondReadout(List<Integer> append, TokenPair among) {
    /**
     * Keeps a copy.
     *
     * @throws IllegalArgumentException if a token is negative
     */
    public SecondReadout {
      append = List.copyOf(append);
      append.forEach(token -> TokenMeanings.requireToken("second readout", token));
    }
  }

  /**
   * Which of two generators is drawing, and what comes next?
   *
   * @param layout the parts of a prompt in order; the answer is read at the last position
   * @param bos the token that begins every sequence, null if there is none
   * @param symbols tokens of X and Y
   * @param a a token for each p_A the model knows; empty if the prompt does not tell it
   * @param b a token for each p_B the model knows; empty if the prompt does not tell it
   * @param values p_A and p_B where the prompt does not tell them, else null
   * @param prior P(B) before the first draw
   * @param evidence lengths of evidence
   * @param secondReadout another question, null if there is none
   * @param secondSymbols another pair of symbols, null if there is none
   */
  record WhichGenerator(
      List<Part> layout,
      @Nullable Integer bos,
      TokenPair symbols,
      SortedMap<Double, Integer> a,
      SortedMap<Double, Integer> b,
      @Nullable TwoGenerators values,
      double prior,
      Lengths evidence,
      @Nullable SecondReadout secondReadout,
      @Nullable TokenPair secondSymbols)
      implements Task {

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if a part of the layout has no tokens, p_A and p_B are told
     *     twice or not at all, a probability is not strictly between 0 and 1, or a token that is
     *     BOS or a symbol has a second meaning
     */
    public WhichGenerator {
      layout = List.copyOf(layout);
      a = new TreeMap<>(a);
      b = new TreeMap<>(b);
      Probability.requireInside("prior", prior);
      a.keySet().forEach(p -> Probability.requireInside("p_A", p));
      b.keySet().forEach(p -> Probability.requireInside("p_B", p));
      var meanings = new TokenMeanings();
      meanings.add("bos", bos);
      meanings.add("symbol X", symbols.x());
      meanings.add("symbol Y", symbols.y());
      if (secondSymbols != null) {
        meanings.add("second symbol X", secondSymbols.x());
        meanings.add("second symbol Y", secondSymbols.y());
      }
      a.forEach((p, token) -> meanings.requireFree("p_A " + p, token));
      b.forEach((p, token) -> meanings.requireFree("p_B " + p, token));
      requireOnce(layout, Part.EVIDENCE, true);
      requireOnce(layout, Part.BOS, bos != null);
      requireOnce(layout, Part.A, !a.isEmpty());
      requireOnce(layout, Part.B, !b.isEmpty());
      if (a.isEmpty() != b.isEmpty() || a.isEmpty() == (values == null)) {
        throw new IllegalArgumentException(
            "task: p_A and p_B must be told either both by tokens or both by values; found "
                + a.size()
                + " tokens for p_A, "
                + b.size()
                + " for p_B and "
                + (values == null ? "no values" : "values"));
      }
    }

    /**
     * Every pair of generators the model knows.
     *
     * @return one question a pair, ordered by p_A, then p_B
     */
    public List<TwoGenerators> questions() {
      if (values != null) {
        return List.of(TwoGenerators.of(values.a().pX(), values.b().pX(), prior));
      }
      return a.keySet().stream()
          .flatMap(pA -> b.keySet().stream().map(pB -> TwoGenerators.of(pA, pB, prior)))
          .toList();
    }

    private static void requireOnce(List<Part> layout, Part part, boolean expected) {
      long times = layout.stream().filter(p -> p == part).count();
      if (times != (expected ? 1 : 0)) {
        throw new IllegalArgumentException(
            "layout "
                + layout
                + " has "
                + part
                + " "
                + times
                + " times; "
                + (expected ? "expected it once" : "there are no tokens for it"));
      }
    }
  }

  /**
   * What comes next from a source with a hidden state? Every position predicts the next symbol.
   *
   * @param layout the parts of a prompt in order: the evidence, perhaps after BOS
   * @param bos the token that begins every sequence, null if there is none
   * @param symbols a token for each symbol of the source, by name, in the source's order
   * @param source the process
   * @param evidence lengths of evidence
   */
  record NextSymbol(
      List<Part> layout,
      @Nullable Integer bos,
      Map<String, Integer> symbols,
      HiddenMarkov source,
      Lengths evidence)
      implements Task {

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if the source has another number of symbols, a token has two
     *     meanings, or the layout is not the evidence, perhaps after BOS
     */
    public NextSymbol {
      layout = List.copyOf(layout);
      symbols = Collections.unmodifiableMap(new LinkedHashMap<>(symbols));
      var expected = bos == null ? List.of(Part.EVIDENCE) : List.of(Part.BOS, Part.EVIDENCE);
      if (!layout.equals(expected)) {
        throw new IllegalArgumentException(
            "layout " + layout + " of a hidden Markov task; expected " + expected);
      }
      var meanings = new TokenMeanings();
      meanings.add("bos", bos);
      symbols.forEach((name, token) -> meanings.add("symbol " + name, token));
      if (symbols.size() != source.symbols()) {
        throw new IllegalArgumentException(
            "task: "
                + symbols.size()
                + " symbols "
                + symbols.keySet()
                + ", but transitions have "
                + source.symbols());
      }
    }
  }
}
