package dev.credence.lab.control;

import static dev.credence.lab.control.ToldQuestion.CHANCES;
import static dev.credence.lab.control.ToldQuestion.FIRST_A;
import static dev.credence.lab.control.ToldQuestion.FIRST_B;

import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import java.util.function.IntToDoubleFunction;

/**
 * The road that needs no belief: a flag for each chance told, the two counts, and neurons that
 * answer from these, each for one pair of generators.
 *
 * <pre>
 * read         two heads look at a and b from everywhere, half each, and write twice the flag found:
 *              1 e_(a = i) + 1 e_(b = j)
 * gather       two heads sum the flags of X and of all draws: k e_count + N e_total
 * answer       a neuron of the pair (i, j) gets G ((a = i) + (b = j) - 2) besides what it reads;
 *              for any other pair that is -G or -2G, and its activation is 0 to the last bit
 * </pre>
 *
 * <p>L = k l_X + (N - k) l_Y is linear in the counts for one pair, but nowhere in the stream for
 * all pairs: it would take the product of counts and chances.
 */
final class Counts {
  /** G for neurons that read logarithms; exceeds any log-odds. */
  private static final double GATE = 64;

  /** G for neurons that read the code of a cell of the table; exceeds any. */
  private static final double TABLE_GATE = 256;

  /** N in the code of a cell, {@value} N + k, is this far from N + 1. */
  static final int ROW = ToldQuestion.MOST_IN_TABLE + 1;

  /** Bends below this are rounding. */
  private static final double STRAIGHT = 1e-9;

  private final ToldModel model;
  private final double[][] a = new double[CHANCES.size()][];
  private final double[][] b = new double[CHANCES.size()][];
  private final double[] count;
  private final double[] total;

  /** Reads the flags in one stage, sums the draws in another. */
  Counts(ToldModel model, int read, int gather) {
    this.model = model;
    for (int i = 0; i < CHANCES.size(); i++) {
      a[i] = model.flag();
      b[i] = model.flag();
      model.form().embed(FIRST_A + i, a[i], 1).embed(FIRST_B + i, b[i], 1);
    }
    readFlags(read, a, "read a");
    readFlags(read, b, "read b");
    count = model.real("count");
    total = model.real("total");
    int block = model.block(gather, "gather");
    model.sum(gather, model.isX, count, "count");
    int head = model.head(gather, "total");
    model.form().sum(block, head, model.bos, model.isX, total);
    model.form().value(block, head, 0, model.isY);
  }

  private void readFlags(int stage, double[][] told, String work) {
    int block = model.block(stage, "read");
    int head = model.head(stage, work);
    model.form().attend(block, head, model.tells, ToldModel.LOOK);
    for (int i = 0; i < told.length; i++) {
      model.form().value(block, head, i, told[i]).write(block, head, i, told[i], 2);
    }
  }

  /** Something to be done for a pair, by the number of its p_A and p_B among the chances. */
  interface ForPair {
    void accept(int i, int j);
  }

  /** Goes through the pairs of different generators. */
  static void forEachPair(ForPair todo) {
    for (int i = 0; i < CHANCES.size(); i++) {
      for (int j = 0; j < CHANCES.size(); j++) {
        if (i != j) {
          todo.accept(i, j);
        }
      }
    }
  }

  /** The neuron fires for one pair alone. */
  Neuron gate(Neuron neuron, int i, int j, double gate) {
    return neuron.reads(a[i], gate).reads(b[j], gate).bias(-2 * gate);
  }

  /** The neuron fires for one pair alone; what it reads stays below 64 nats. */
  Neuron gate(Neuron neuron, int i, int j) {
    return gate(neuron, i, j, GATE);
  }

  /** The neuron fires for one pair alone, and only after ask. */
  Neuron gateAsked(Neuron neuron, int i, int j) {
    return gate(neuron, i, j).reads(model.asks, GATE).bias(-GATE);
  }

  /** The neuron reads {@code amount} L of a pair, from the counts. */
  Neuron readsBelief(Neuron neuron, TwoGenerators question, double amount) {
    double x = question.logLikelihoodRatioNats(Symbol.X);
    double y = question.logLikelihoodRatioNats(Symbol.Y);
    return neuron.reads(count, amount * (x - y)).reads(total, amount * y);
  }

  /**
   * Belief formed at the readout: for each pair two softplus neurons write (softplus(L + l_X) -
   * softplus(L + l_Y)) e_answer, where L lies in what they read and nowhere before.
   */
  void answer(int stage, double share) {
    forEachPair((i, j) -> answer(stage, i, j, share));
  }

  /** The same for one pair. */
  void answer(int stage, int i, int j, double share) {
    model.block(stage, "answer");
    TwoGenerators question = ToldQuestion.question(i, j);
    for (Symbol symbol : Symbol.values()) {
      double sign = symbol == Symbol.X ? 1 : -1;
      readsBelief(gate(model.soft(stage), i, j), question, 1)
          .bias(question.logLikelihoodRatioNats(symbol))
          .writes(model.answer, sign * share);
    }
  }

  /** After ask alone, two neurons for each pair write L, which B - A tells. */
  void which(int stage, double share) {
    double[] told = model.real("which");
    forEachPair((i, j) -> which(stage, i, j, told, share));
    model.which(told, 1);
  }

  /** The same for one pair, along a direction given. */
  void which(int stage, int i, int j, double[] told, double share) {
    for (int sign : new int[] {1, -1}) {
      Neuron neuron = gateAsked(model.hard(stage), i, j).writes(told, sign * share);
      readsBelief(neuron, ToldQuestion.question(i, j), sign);
    }
  }

  /**
   * A table over k, N and the pair: a broken line through logit q at the codes c = {@value #ROW} N
   * + k, for each pair its own.
   *
   * <pre>
   * f(c) = t_0 + sum_m (d_m - d_(m-1)) relu(c - c_m),   d_m = (t_(m+1) - t_m) / (c_(m+1) - c_m)
   * </pre>
   *
   * <p>c is right to 2e-4, its steps are at most 3 nats, so f is right to 1e-3 nats.
   */
  void table(int stage, double share) {
    int cells = 0;
    for (int n = 1; n <= ToldQuestion.MOST_IN_TABLE; n++) {
      cells += n + 1;
    }
    int[] codes = new int[cells];
    double[][] shown = new double[cells][];
    int cell = 0;
    for (int n = 1; n <= ToldQuestion.MOST_IN_TABLE; n++) {
      for (int k = 0; k <= n; k++) {
        codes[cell] = ROW * n + k;
        shown[cell++] = new double[] {k, n};
      }
    }
    forEachPairOrEqual(
        (i, j) -> {
          TwoGenerators question = ToldQuestion.question(i, j);
          line(
              stage,
              i,
              j,
              codes,
              m ->
                  share
                      * FixedQuestion.logOdds(
                          question.predictive((int) shown[m][0], (int) shown[m][1])),
              ROW);
        });
  }

  /** A table over k and the pair, as if there were always so many draws. */
  void tableFor(int draws, int stage) {
    int[] codes = new int[draws + 1];
    for (int k = 0; k <= draws; k++) {
      codes[k] = k;
    }
    forEachPairOrEqual(
        (i, j) ->
            line(
                stage,
                i,
                j,
                codes,
                k -> FixedQuestion.logOdds(ToldQuestion.question(i, j).predictive(k, draws)),
                0));
  }

  private static void forEachPairOrEqual(ForPair todo) {
    for (int i = 0; i < CHANCES.size(); i++) {
      for (int j = 0; j < CHANCES.size(); j++) {
        todo.accept(i, j);
      }
    }
  }

  /** A pair's broken line; corners at which it does not bend get no neuron. */
  private void line(
      int stage, int i, int j, int[] codes, IntToDoubleFunction entry, double totalWeight) {
    model.block(stage, "answer");
    // The line's height: (a = i) + (b = j) - 1.5 is .5 for the pair, negative for another.
    gate(model.hard(stage), i, j, 1).bias(0.5).writes(model.answer, 2 * entry.applyAsDouble(0));
    double before = 0;
    for (int m = 0; m < codes.length; m++) {
      double slope =
          m + 1 < codes.length
              ? (entry.applyAsDouble(m + 1) - entry.applyAsDouble(m)) / (codes[m + 1] - codes[m])
              : 0;
      if (Math.abs(slope - before) > STRAIGHT) {
        gate(model.hard(stage), i, j, TABLE_GATE)
            .reads(count, 1)
            .reads(total, totalWeight)
            .bias(-codes[m])
            .writes(model.answer, slope - before);
      }
      before = slope;
    }
  }

  /** Most neurons that {@link #table} takes. */
  static int tableNeurons() {
    int cells = 0;
    for (int n = 1; n <= ToldQuestion.MOST_IN_TABLE; n++) {
      cells += n + 1;
    }
    return CHANCES.size() * CHANCES.size() * (cells + 1);
  }
}
