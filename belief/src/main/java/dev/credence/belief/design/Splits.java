package dev.credence.belief.design;

import dev.credence.belief.design.DesignCell.Multiset;
import dev.credence.belief.question.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Three parts of a design that share no multiset: what is fitted on one, chosen on another, is
 * judged on the third. Multisets are dealt out pair by pair, and of a pair by their belief, in
 * blocks that hold as many of each part as its share says; of some random ways to deal a block the
 * one that leaves the parts most alike is taken. So each part has its share of every pair, of
 * cells, and of weak and strong beliefs.
 */
public final class Splits {
  private final Map<Multiset, Split> splits;
  private final Map<Split, List<DesignCell>> cells;
  private final List<Summary> summaries;

  /** A part of a design. */
  public enum Split {
    /** Where things are fitted. */
    FIT,
    /** Where one of several is chosen. */
    SELECT,
    /** Where what was chosen is judged, once. */
    CONFIRM
  }

  /**
   * How the multisets are shared out.
   *
   * @param fit parts, at least 1
   * @param select parts, at least 1
   * @param confirm parts, at least 1
   */
  public record Shares(int fit, int select, int confirm) {
    /** A third each. */
    public static final Shares EQUAL = new Shares(1, 1, 1);

    /**
     * Checks its arguments.
     *
     * @throws IllegalArgumentException if a share is below 1
     */
    public Shares {
      if (fit < 1 || select < 1 || confirm < 1) {
        throw new IllegalArgumentException(
            "splits: shares "
                + fit
                + ", "
                + select
                + ", "
                + confirm
                + "; expected at least 1 of each");
      }
    }

    private List<Split> block() {
      List<Split> block = new ArrayList<>();
      for (Split split : Split.values()) {
        int times =
            switch (split) {
              case FIT -> fit;
              case SELECT -> select;
              case CONFIRM -> confirm;
            };
        for (int i = 0; i < times; i++) {
          block.add(split);
        }
      }
      return block;
    }
  }

  /**
   * What a part holds.
   *
   * @param split which
   * @param multisets how many
   * @param cells how many
   * @param meanBelief of its cells: first coordinate of the task's first variable, such as log-odds
   *     in nats; NaN where there are no cells
   * @param deviationBelief standard deviation of the same
   */
  public record Summary(
      Split split, int multisets, int cells, double meanBelief, double deviationBelief) {
    /** One line. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %d multisets, %d cells, belief %.2f (SD %.2f)",
          split.name().toLowerCase(Locale.ROOT),
          multisets,
          cells,
          meanBelief,
          deviationBelief);
    }
  }

  private Splits(Map<Multiset, Split> splits, Design design) {
    this.splits = Map.copyOf(splits);
    this.cells = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      cells.put(
          split, design.cells().stream().filter(c -> splits.get(c.multiset()) == split).toList());
    }
    this.summaries = Arrays.stream(Split.values()).map(s -> summary(s, design)).toList();
  }

  /**
   * Splits a design.
   *
   * @param design its cells
   * @param shares how the multisets are shared out
   * @param seed of the blocks
   * @return the same for the same design, shares and seed
   */
  public static Splits of(Design design, Shares shares, long seed) {
    Map<Multiset, List<Double>> beliefs = new LinkedHashMap<>();
    design
        .cells()
        .forEach(
            cell ->
                beliefs
                    .computeIfAbsent(cell.multiset(), _ -> new ArrayList<>())
                    .add(belief(design, cell)));
    List<Multiset> inOrder =
        beliefs.keySet().stream()
            .sorted(
                Comparator.comparing(Multiset::pair)
                    .thenComparingDouble(m -> mean(Objects.requireNonNull(beliefs.get(m)))))
            .toList();
    return new Splits(new Dealing(beliefs, shares.block()).deal(inOrder, seed), design);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(b -> b).average().orElseThrow();
  }

  private static double belief(Design design, DesignCell cell) {
    Variable belief = design.task().variables().getFirst();
    return cell.question().value(belief, cell.evidence())[0];
  }

  private Summary summary(Split split, Design design) {
    double[] beliefs = cells(split).stream().mapToDouble(c -> belief(design, c)).toArray();
    double mean = Arrays.stream(beliefs).average().orElse(Double.NaN);
    double variance =
        Arrays.stream(beliefs).map(b -> (b - mean) * (b - mean)).average().orElse(Double.NaN);
    int multisets = (int) splits.values().stream().filter(s -> s == split).count();
    return new Summary(split, multisets, beliefs.length, mean, Math.sqrt(variance));
  }

  /**
   * The cells of one part.
   *
   * @param split which
   * @return in the order of the design
   */
  public List<DesignCell> cells(Split split) {
    return cells.getOrDefault(split, List.of());
  }

  /**
   * The part that a multiset fell into.
   *
   * @param multiset one of the design's
   * @return its part
   * @throws IllegalArgumentException if it is not the design's
   */
  public Split of(Multiset multiset) {
    Split split = splits.get(multiset);
    if (split == null) {
      throw new IllegalArgumentException("splits: " + multiset + " is not in the design");
    }
    return split;
  }

  /**
   * What each part holds.
   *
   * @return fit, select, confirm
   */
  public List<Summary> summaries() {
    return summaries;
  }
}
