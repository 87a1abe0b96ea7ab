package dev.credence.belief;

import java.util.Arrays;

/**
 * A source with a hidden state, and exact filtering: what is known of the state after each symbol.
 * Immutable.
 *
 * <pre>
 * T[x][i][j] = P(symbol x, next state j | state i)
 * b'         = b T[x] / sum(b T[x])         belief after x
 * P(x)       = sum(b T[x])                  predictive
 * </pre>
 *
 * @see <a href="https://arxiv.org/abs/2405.15943">Shai et al., Transformers Represent Belief State
 *     Geometry in their Residual Stream</a>
 */
public final class HiddenMarkov {
  private static final double SUM_TOLERANCE = 1e-9;

  private final double[][][] transitions; // [symbol, from, to]
  private final double[] initial; // [state]

  /**
   * A source.
   *
   * @param transitions {@code [symbol, from, to]}: P(symbol, to | from); not negative, each state's
   *     sum 1 within 1e-9
   * @param initial {@code [state]}: P(state) before the first symbol; not negative, sum 1 within
   *     1e-9
   * @throws IllegalArgumentException if a shape does not fit or a sum is not 1
   */
  public HiddenMarkov(double[][][] transitions, double[] initial) {
    this.transitions = copy(transitions);
    this.initial = initial.clone();
    requireDistribution("initial", initial);
    if (transitions[0].length != initial.length) {
      throw new IllegalArgumentException(
          "hidden Markov source: initial has "
              + initial.length
              + " states, transitions have "
              + transitions[0].length);
    }
  }

  /**
   * A source that has been running for ever: its initial distribution is the one that a step leaves
   * as it is.
   *
   * @param transitions {@code [symbol, from, to]}, as in the constructor
   * @return the source
   * @throws IllegalArgumentException if a shape does not fit, a sum is not 1, or there is more than
   *     one stationary distribution
   */
  public static HiddenMarkov stationary(double[][][] transitions) {
    return new HiddenMarkov(transitions, stationaryDistribution(copy(transitions)));
  }

  /**
   * How many symbols there are.
   *
   * @return at least 1
   */
  public int symbols() {
    return transitions.length;
  }

  /**
   * How many hidden states there are.
   *
   * @return at least 1
   */
  public int states() {
    return initial.length;
  }

  /**
   * The belief before the first symbol.
   *
   * @return {@code [state]}, a copy
   */
  public double[] initial() {
    return initial.clone();
  }

  /**
   * The belief after one more symbol.
   *
   * @param belief {@code [state]}, what was known before
   * @param symbol from 0
   * @return {@code [state]}
   * @throws IllegalArgumentException if there is no such symbol or it cannot follow
   */
  public double[] update(double[] belief, int symbol) {
    double[] next = step(belief, symbol);
    double p = sum(next);
    if (!(p > 0)) {
      throw new IllegalArgumentException(
          "symbol " + symbol + " cannot follow: its probability is " + p);
    }
    return Arrays.stream(next).map(w -> w / p).toArray();
  }

  /**
   * The belief after a word.
   *
   * @param word symbols, from 0
   * @return {@code [state]}
   * @throws IllegalArgumentException if there is no such symbol or the word is impossible
   */
  public double[] belief(int... word) {
    double[] belief = initial();
    for (int position = 0; position < word.length; position++) {
      try {
        belief = update(belief, word[position]);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("position " + position + ": " + e.getMessage(), e);
      }
    }
    return belief;
  }

  /**
   * What comes next, given a belief.
   *
   * @param belief {@code [state]}
   * @return {@code [symbol]}
   */
  public double[] predictive(double[] belief) {
    double[] p = new double[symbols()];
    Arrays.setAll(p, x -> sum(step(belief, x)));
    return p;
  }

  /**
   * How probable a word is.
   *
   * @param word symbols, from 0
   * @return ln P(word), in nats; negative infinity where it is impossible
   * @throws IllegalArgumentException if there is no such symbol
   */
  public double logProbabilityNats(int... word) {
    double[] belief = initial();
    double total = 0;
    for (int symbol : word) {
      double p = sum(step(belief, symbol));
      if (!(p > 0)) {
        return Double.NEGATIVE_INFINITY;
      }
      total += Math.log(p);
      belief = update(belief, symbol);
    }
    return total;
  }

  /** {@code belief T[symbol]}, not normalised. */
  private double[] step(double[] belief, int symbol) {
    if (symbol < 0 || symbol >= symbols()) {
      throw new IllegalArgumentException(
          "symbol " + symbol + ": this source has symbols 0 to " + (symbols() - 1));
    }
    if (belief.length != states()) {
      throw new IllegalArgumentException(
          "belief has " + belief.length + " states, the source has " + states());
    }
    double[] next = new double[states()];
    for (int from = 0; from < belief.length; from++) {
      for (int to = 0; to < next.length; to++) {
        next[to] += belief[from] * transitions[symbol][from][to];
      }
    }
    return next;
  }

  /** Solves pi (P - 1) = 0, sum pi = 1 by elimination: right for periodic sources too. */
  private static double[] stationaryDistribution(double[][][] transitions) {
    int n = transitions[0].length;
    double[][] m = new double[n][n + 1]; // column j of P - 1 as row j, and the right-hand side
    for (double[][] symbol : transitions) {
      for (int from = 0; from < n; from++) {
        for (int to = 0; to < n; to++) {
          m[to][from] += symbol[from][to];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      m[i][i] -= 1;
    }
    Arrays.fill(m[n - 1], 1); // the rows depend on each other; one makes room for the sum
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(m[row][column]) > Math.abs(m[pivot][column])) {
          pivot = row;
        }
      }
      double[] pivotRow = m[pivot];
      if (Math.abs(pivotRow[column]) < 1e-12) {
        throw new IllegalArgumentException(
            "transitions: more than one stationary distribution; give the initial one");
      }
      m[pivot] = m[column];
      m[column] = pivotRow;
      for (int row = 0; row < n; row++) {
        if (row != column) {
          double factor = m[row][column] / pivotRow[column];
          for (int k = column; k <= n; k++) {
            m[row][k] -= factor * pivotRow[k];
          }
        }
      }
    }
    double[] pi = new double[n];
    // Rounding may leave a state that is never visited a hair below 0.
    Arrays.setAll(pi, i -> Math.max(0, m[i][n] / m[i][i]));
    return pi;
  }

  private static double[][][] copy(double[][][] transitions) {
    if (transitions.length == 0) {
      throw new IllegalArgumentException("transitions: no symbols; expected [symbol, from, to]");
    }
    int n = transitions[0].length;
    double[][][] copy = new double[transitions.length][n][];
    double[] leaving = new double[n];
    for (int x = 0; x < transitions.length; x++) {
      if (transitions[x].length != n) {
        throw new IllegalArgumentException(
            "transitions: symbol "
                + x
                + " has "
                + transitions[x].length
                + " states, symbol 0 has "
                + n);
      }
      for (int from = 0; from < n; from++) {
        double[] row = transitions[x][from].clone();
        if (row.length != n) {
          throw new IllegalArgumentException(
              "transitions["
                  + x
                  + "]["
                  + from
                  + "] has "
                  + row.length
                  + " entries; expected one for each of the "
                  + n
                  + " states");
        }
        for (double p : row) {
          if (!(p >= 0)) {
            throw new IllegalArgumentException(
                "transitions["
                    + x
                    + "]["
                    + from
                    + "] holds "
                    + p
                    + "; probabilities are not negative");
          }
        }
        leaving[from] += sum(row);
        copy[x][from] = row;
      }
    }
    for (int from = 0; from < n; from++) {
      requireSumOfOne("transitions from state " + from, leaving[from]);
    }
    return copy;
  }

  private static void requireDistribution(String name, double[] p) {
    for (double value : p) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException(
            name + " holds " + value + "; probabilities are not negative");
      }
    }
    requireSumOfOne(name, sum(p));
  }

  private static void requireSumOfOne(String name, double sum) {
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new IllegalArgumentException(name + " sums to " + sum + ", not 1");
    }
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
