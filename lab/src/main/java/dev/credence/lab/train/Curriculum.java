package dev.credence.lab.train;

import dev.credence.belief.Symbol;
import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.numpy.SeedSequence;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.learn.Example;
import dev.credence.transformer.learn.Example.Target;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model is shown: draws from one of two generators, and behind every draw the exact
 * predictive to be told.
 *
 * <pre>
 * prompt   BOS a b draws (ask)                    a, b: p_A and p_B, in tokens
 *          BOS a b draws a' b' draws ... (ask)    where pairs are told anew: the generator stays A
 *                                                 or B, but what A and B mean changes
 *          BOS draws                              where they are always the same
 * target   at b, and behind every draw: q = p_A + (p_B - p_A) sigmoid(L), by the pair told last,
 *          L the sum of every draw's log-likelihood ratio under the pair it was drawn from;
 *          at ask: sigmoid(L), "which generator?"
 * </pre>
 *
 * <p>Half of the prompts are drawn from the generator, half from a coin of any bias, so that
 * evidence that is rare is met too. Pairs of equal chances are among them.
 *
 * @param chances that p_A and p_B may have; empty if the prompt does not tell them
 * @param values p_A and p_B where the prompt does not tell them, else null
 * @param draws most draws of a prompt
 * @param retold how probable it is before a draw, but the first, that a pair is told anew; 0 for
 *     one pair a prompt
 * @param tokens most tokens of a prompt before it asks
 * @param asked share of prompts that end with "which generator?", at any number of draws
 * @param otherSymbols share of prompts in another pair of symbols; 0 for one pair of symbols
 * @param labels what is told
 */
public record Curriculum(
    List<Double> chances,
    @Nullable TwoGenerators values,
    int draws,
    double retold,
    int tokens,
    double asked,
    double otherSymbols,
    Labels labels) {
  private static final int BOS = 0;
  private static final int X = 1;
  private static final int Y = 2;
  private static final int FIRST_A = 3;

  /** What is told behind a draw. */
  public enum Labels {
    /** The exact predictive. */
    EXACT,
    /** That of another prompt of the same step, after as many draws: evidence is of no use. */
    SHUFFLED
  }

  /**
   * Checks that the parts fit together.
   *
   * @throws InvalidInputException if they do not
   */
  public Curriculum {
    chances = List.copyOf(chances);
    if (chances.isEmpty() == (values == null)) {
      throw new InvalidInputException(
          "curriculum: p_A and p_B are told either by chances in the prompt or by values outside"
              + " it; found %d chances and %s",
          chances.size(), values == null ? "no values" : "values");
    }
    if (draws < 1 || tokens < draws + (values == null ? 3 : 1)) {
      throw new InvalidInputException(
          "curriculum: %d draws in %d tokens; expected at least 1 draw, and room for all and for"
              + " what stands before them",
          draws, tokens);
    }
    requireShare("retold", retold);
    requireShare("asked", asked);
    requireShare("other_symbols", otherSymbols);
    if (values != null && retold > 0) {
      throw new InvalidInputException(
          "curriculum: retold is %s, but the pair is not told in the prompt", retold);
    }
    if (labels == Labels.SHUFFLED && (retold > 0 || asked > 0)) {
      throw new InvalidInputException(
          "curriculum: shuffled labels need prompts of one form; set retold (%s) and asked (%s) to"
              + " 0",
          retold, asked);
    }
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new InvalidInputException("curriculum: %s is %s; expected 0 to 1", name, share);
    }
  }

  /** How many tokens there are. */
  public int vocabulary() {
    return firstSymbolOfSecond() + (otherSymbols > 0 ? 2 : 0);
  }

  /** Most tokens of a prompt, the question included. */
  public int context() {
    return tokens + (asked > 0 ? 1 : 0);
  }

  private int firstB() {
    return FIRST_A + chances.size();
  }

  private int ask() {
    return firstB() + chances.size();
  }

  private int firstSymbolOfSecond() {
    return ask() + (asked > 0 ? 3 : 0);
  }

  /** What the tokens mean, for prompts of one pair. */
  public Task.WhichGenerator task() {
    List<Task.Part> layout =
        values == null
            ? List.of(Task.Part.BOS, Task.Part.A, Task.Part.B, Task.Part.EVIDENCE)
            : List.of(Task.Part.BOS, Task.Part.EVIDENCE);
    return new Task.WhichGenerator(
        layout,
        BOS,
        new Task.TokenPair(X, Y),
        told(FIRST_A),
        told(firstB()),
        values,
        0.5,
        new Task.Lengths(1, draws),
        asked > 0
            ? new Task.SecondReadout(List.of(ask()), new Task.TokenPair(ask() + 1, ask() + 2))
            : null,
        otherSymbols > 0
            ? new Task.TokenPair(firstSymbolOfSecond(), firstSymbolOfSecond() + 1)
            : null);
  }

  private SortedMap<Double, Integer> told(int first) {
    SortedMap<Double, Integer> tokens = new TreeMap<>();
    for (int i = 0; i < chances.size(); i++) {
      tokens.put(chances.get(i), first + i);
    }
    return tokens;
  }

  /**
   * The examples of a step.
   *
   * @param seed of the training
   * @param step from 0
   * @param count how many
   * @return always the same for the same arguments
   */
  public List<Example> examples(long seed, int step, int count) {
    NumpyRandom random =
        NumpyRandom.ofSeed(
            SeedSequence.of(List.of(BigInteger.valueOf(seed), BigInteger.valueOf(step))));
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(new Drawing(random).example());
    }
    return labels == Labels.EXACT ? examples : shuffled(examples, random);
  }

  /** Gives every target the distribution of another example's at the same position. */
  private static List<Example> shuffled(List<Example> examples, NumpyRandom random) {
    int[] from = random.permutation(examples.size());
    List<Example> mixed = new ArrayList<>();
    for (int i = 0; i < from.length; i++) {
      Map<Integer, Target> others = new HashMap<>();
      examples.get(from[i]).targets().forEach(t -> others.put(t.position(), t));
      List<Target> targets = new ArrayList<>();
      for (Target own : examples.get(i).targets()) {
        Target other = others.getOrDefault(own.position(), own);
        targets.add(new Target(own.position(), own.tokens(), other.probabilities(), own.weight()));
      }
      mixed.add(new Example(examples.get(i).tokens(), targets));
    }
    return mixed;
  }

  /** One prompt being drawn. */
  private final class Drawing {
    private final NumpyRandom random;
    private final boolean fromB;
    private final boolean natural;
    private final int x;
    private final int y;
    private final List<Integer> ids = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private TwoGenerators pair;
    private double logOdds;
    private double bias;
    private boolean drawn;

    Drawing(NumpyRandom random) {
      this.random = random;
      this.fromB = random.random() < 0.5;
      this.natural = random.random() < 0.5;
      boolean other = otherSymbols > 0 && random.random() < otherSymbols;
      this.x = other ? firstSymbolOfSecond() : X;
      this.y = other ? firstSymbolOfSecond() + 1 : Y;
      ids.add(BOS);
      this.pair = values != null ? values : draw();
      newBias();
      predict();
    }

    Example example() {
      boolean asks = asked > 0 && random.random() < asked;
      int length = asks ? random.integers(draws + 1) : draws;
      for (int i = 0; i < length && ids.size() < tokens; i++) {
        if (i > 0 && ids.size() + 3 <= tokens && retold > 0 && random.random() < retold) {
          pair = draw();
          newBias();
          predict();
        }
        boolean isX = random.random() < bias;
        ids.add(isX ? x : y);
        drawn = true;
        logOdds += pair.logLikelihoodRatioNats(isX ? Symbol.X : Symbol.Y);
        predict();
      }
      if (asks) {
        ids.add(ask());
        double b = TwoGenerators.sigmoid(logOdds);
        target(new int[] {ask() + 1, ask() + 2}, 1 - b);
      }
      return new Example(ids.stream().mapToInt(Integer::intValue).toArray(), targets);
    }

    /** Tells a pair. */
    private TwoGenerators draw() {
      int a = random.integers(chances.size());
      int b = random.integers(chances.size());
      ids.add(FIRST_A + a);
      ids.add(firstB() + b);
      return TwoGenerators.of(chances.get(a), chances.get(b));
    }

    private void newBias() {
      double own = fromB ? pair.b().pX() : pair.a().pX();
      bias = natural ? own : random.random();
    }

    private void predict() {
      double q = pair.predictiveOf(logOdds);
      if (otherSymbols == 0 || drawn) {
        target(new int[] {x, y}, q);
        return;
      }
      // Nothing tells yet which symbols will be used.
      double first = 1 - otherSymbols;
      targets.add(
          new Target(
              ids.size() - 1,
              new int[] {X, Y, firstSymbolOfSecond(), firstSymbolOfSecond() + 1},
              new double[] {first * q, first * (1 - q), otherSymbols * q, otherSymbols * (1 - q)},
              1));
    }

    private void target(int[] among, double first) {
      targets.add(new Target(ids.size() - 1, among, new double[] {first, 1 - first}, 1));
    }
  }
}
