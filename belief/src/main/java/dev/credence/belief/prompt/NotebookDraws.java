package dev.credence.belief.prompt;

import dev.credence.belief.Evidence;
import dev.credence.belief.numpy.NumpyRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The evidence that the notebooks drew, in the order in which they drew it. One generator runs
 * through all conditions of a notebook, so each list depends on every draw before it; that is a
 * quirk of theirs (a baseline and its ablation see different orders), kept here.
 */
public final class NotebookDraws {

  /** Orders of {@link NotebookPrompts#DRIFT} that are drawn, though only five exist. */
  public static final int DRIFT_ORDERS = 100;

  private NotebookDraws() {}

  /**
   * A sweep over the number of X.
   *
   * @param random advanced
   * @param nTotal draws in each sequence
   * @param permutations orders of each number of X
   * @return {@code permutations} sequences with no X, then as many with one, up to {@code nTotal}
   */
  public static List<Evidence> sweep(NumpyRandom random, int nTotal, int permutations) {
    List<Evidence> drawn = new ArrayList<>((nTotal + 1) * permutations);
    for (int nX = 0; nX <= nTotal; nX++) {
      drawn.addAll(orders(random, Evidence.block(nX, nTotal), permutations));
    }
    return drawn;
  }

  /**
   * Several orders of the same draws; each begins from them, not from the order before.
   *
   * @param random advanced
   * @param evidence the draws
   * @param count how many orders, repeated ones among them
   * @return the orders
   */
  public static List<Evidence> orders(NumpyRandom random, Evidence evidence, int count) {
    return Stream.generate(() -> evidence.permuted(random)).limit(count).toList();
  }

  /**
   * Evidence with a random number of X, 0 to {@code nTotal} equally likely.
   *
   * @param random advanced
   * @param nTotal draws in each sequence
   * @param count how many sequences
   * @return the sequences
   */
  public static List<Evidence> ofRandomCounts(NumpyRandom random, int nTotal, int count) {
    return Stream.generate(
            () -> Evidence.block(random.integers(nTotal + 1), nTotal).permuted(random))
        .limit(count)
        .toList();
  }

  /**
   * Notebook 01: a sweep for each control, in the order of {@link Control}.
   *
   * @param random advanced
   * @param nTotal draws in each sequence, 10 in the notebook
   * @param permutations orders of each number of X, 10 in the notebook
   * @return what was drawn, a sweep a control
   */
  public static List<ControlSweep> behaviour(NumpyRandom random, int nTotal, int permutations) {
    return Stream.of(Control.values())
        .map(control -> new ControlSweep(control, sweep(random, nTotal, permutations)))
        .toList();
  }

  /**
   * Notebook 01, second part: coins beside X and Y. For each order of heads and tails, one of X and
   * Y is drawn after it, so the two kinds of prompt never show the same orders.
   *
   * @param random advanced; {@code default_rng(1)} in the notebook
   * @param nTotal draws in each sequence, 10 in the notebook
   * @param permutations orders of each number of X, 5 in the notebook
   * @return what was drawn, by number of X
   */
  public static Semantic semantic(NumpyRandom random, int nTotal, int permutations) {
    List<Evidence> coins = new ArrayList<>();
    List<Evidence> xy = new ArrayList<>();
    for (int nX = 0; nX <= nTotal; nX++) {
      Evidence block = Evidence.block(nX, nTotal);
      for (int i = 0; i < permutations; i++) {
        coins.add(block.permuted(random));
        xy.add(block.permuted(random));
      }
    }
    return new Semantic(List.copyOf(coins), List.copyOf(xy));
  }

  /**
   * Notebook 02: the sweep of the logit lens, then the probes' sequences.
   *
   * @param random advanced; {@code default_rng(0)} in the notebook
   * @param nTotal draws in each sequence, 10 in the notebook
   * @param permutations orders of each number of X for the lens, 5 in the notebook
   * @return what was drawn
   */
  public static Localisation localisation(NumpyRandom random, int nTotal, int permutations) {
    List<Evidence> lens = sweep(random, nTotal, permutations);
    List<Evidence> train = ofRandomCounts(random, nTotal, 200);
    List<Evidence> test = ofRandomCounts(random, nTotal, 100);
    return new Localisation(lens, train, test);
  }

  /**
   * Notebook 03: everything between the baseline and the distractors.
   *
   * @param random advanced; {@code default_rng(0)} in the notebook
   * @param nTotal draws in each sequence of a sweep, 10 in the notebook
   * @param permutations orders of each number of X, 5 in the notebook
   * @return what was drawn
   */
  public static Causal causal(NumpyRandom random, int nTotal, int permutations) {
    List<Evidence> base = sweep(random, nTotal, permutations);
    List<Evidence> drift = orders(random, NotebookPrompts.DRIFT, DRIFT_ORDERS);
    List<Evidence> anti = sweep(random, nTotal, permutations);
    List<Evidence> driftBefore = orders(random, NotebookPrompts.DRIFT, DRIFT_ORDERS);
    List<Evidence> driftAfter = orders(random, NotebookPrompts.DRIFT, DRIFT_ORDERS);
    List<Evidence> bayes = sweep(random, nTotal, permutations);
    Evidence distractor = Evidence.block(Math.min(8, nTotal), nTotal).permuted(random);
    return new Causal(base, drift, anti, driftBefore, driftAfter, bayes, distractor);
  }

  /**
   * The sweep of one control.
   *
   * @param control which
   * @param sequences by number of X
   */
  public record ControlSweep(Control control, List<Evidence> sequences) {}

  /**
   * What the comparison with coins drew.
   *
   * @param coins sequences of the coin prompts, by number of heads; X is heads
   * @param xy sequences of the prompts about X and Y, by number of X, control {@link
   *     Control#ORDER_IRRELEVANT}
   */
  public record Semantic(List<Evidence> coins, List<Evidence> xy) {}

  /**
   * What notebook 02 drew.
   *
   * @param lens sequences of the logit lens, by number of X
   * @param train the probes' 200 training sequences, shown under control {@link Control#BASE}
   * @param test the probes' 100 test sequences, shown under the chosen control
   */
  public record Localisation(List<Evidence> lens, List<Evidence> train, List<Evidence> test) {}

  /**
   * What notebook 03 drew, in the order of its cells.
   *
   * @param base the baseline's sweep
   * @param drift the baseline's orders of XXXXY
   * @param anti the sweep with ANTI heads ablated
   * @param driftBefore orders of XXXXY, nothing ablated, once more
   * @param driftAfter orders of XXXXY with ANTI heads ablated
   * @param bayes the sweep with BAYES heads ablated
   * @param distractor the sequence that distractors follow, 8 X
   */
  public record Causal(
      List<Evidence> base,
      List<Evidence> drift,
      List<Evidence> anti,
      List<Evidence> driftBefore,
      List<Evidence> driftAfter,
      List<Evidence> bayes,
      Evidence distractor) {}
}
