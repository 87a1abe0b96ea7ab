package dev.credence.belief.design;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Chooses units so that their columns are as uncorrelated as they let themselves be. It begins with
 * as many random units of each stratum as there is room for, in turn, then exchanges one at a time
 * for the best of some others of its stratum, as long as that helps.
 *
 * <pre>
 * badness = sum over pairs of columns of different groups of r^2
 * </pre>
 *
 * <p>Strata keep their numbers, so exchanges cannot trade variety for a small correlation. A column
 * that does not vary counts as uncorrelated.
 */
final class Exchange {
  private static final int PASSES = 30;
  private static final int OFFERS = 40;
  private static final double ENOUGH = 1e-3; // relative gain below which a pass is the last

  private final List<Unit> units;
  private final int[] groups; // [column]
  private final List<Moments> moments; // [unit]

  /**
   * What is chosen as a whole.
   *
   * @param stratum units are exchanged within one
   * @param rows {@code [row][column]}
   */
  record Unit(Object stratum, List<double[]> rows) {}

  /**
   * @param groups a number for each column; columns of one number may be correlated
   */
  Exchange(List<Unit> units, int[] groups) {
    this.units = units;
    this.groups = groups.clone();
    double[] scale = standardisation(units, groups.length);
    this.moments = units.stream().map(unit -> moments(unit, scale)).toList();
  }

  /** Mean and inverse deviation of each column. */
  private static double[] standardisation(List<Unit> units, int d) {
    double[] scale = new double[2 * d];
    List<double[]> rows = units.stream().flatMap(u -> u.rows().stream()).toList();
    double[] mean = Moments.centre(rows, d);
    for (int i = 0; i < d; i++) {
      double squares = 0;
      for (double[] row : rows) {
        squares += (row[i] - mean[i]) * (row[i] - mean[i]);
      }
      scale[i] = mean[i];
      scale[d + i] = squares > 0 ? Math.sqrt(rows.size() / squares) : 0;
    }
    return scale;
  }

  private static Moments moments(Unit unit, double[] scale) {
    int d = scale.length / 2;
    var moments = new Moments(d);
    for (double[] row : unit.rows()) {
      double[] standard = new double[d];
      Arrays.setAll(standard, i -> (row[i] - scale[i]) * scale[d + i]);
      moments.add(standard, 1);
    }
    return moments;
  }

  /**
   * Chooses.
   *
   * @param size rows to reach: the choice stays within it, and falls short by less than a unit
   *     wherever there are enough
   * @return units, ascending
   */
  List<Integer> choose(int size, NumpyRandom random) {
    Map<Object, List<Integer>> strata = new LinkedHashMap<>();
    for (int i = 0; i < units.size(); i++) {
      strata.computeIfAbsent(units.get(i).stratum(), _ -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> turns = random.permutation(List.copyOf(strata.values()));
    turns = turns.stream().map(random::permutation).toList();
    var chosen = new ArrayList<Integer>();
    var in = new BitSet();
    var total = new Moments(groups.length);
    boolean more = true;
    for (int round = 0; more; round++) {
      more = false;
      for (List<Integer> stratum : turns) {
        if (round < stratum.size()) {
          int unit = stratum.get(round);
          if (total.n() + moments.get(unit).n() <= size) {
            chosen.add(unit);
            in.set(unit);
            total.add(moments.get(unit), 1);
          }
          more = true;
        }
      }
    }
    improve(chosen, in, total, size, strata, random);
    Collections.sort(chosen);
    return List.copyOf(chosen);
  }

  private void improve(
      List<Integer> chosen,
      BitSet in,
      Moments total,
      int size,
      Map<Object, List<Integer>> strata,
      NumpyRandom random) {
    int atLeast = total.n();
    double badness = badness(total);
    var trial = new Moments(groups.length);
    boolean helps = true;
    for (int pass = 0; pass < PASSES && helps; pass++) {
      double before = badness;
      for (int slot : random.permutation(chosen.size())) {
        int out = chosen.get(slot);
        List<Integer> stratum = Objects.requireNonNull(strata.get(units.get(out).stratum()));
        int best = -1;
        for (int offer = 0; offer < OFFERS; offer++) {
          int unit = stratum.get(random.integers(stratum.size()));
          int rows = total.n() - moments.get(out).n() + moments.get(unit).n();
          if (in.get(unit) || rows > size || rows < atLeast) {
            continue;
          }
          trial.set(total);
          trial.add(moments.get(out), -1);
          trial.add(moments.get(unit), 1);
          double then = badness(trial);
          if (then < badness) {
            badness = then;
            best = unit;
          }
        }
        if (best >= 0) {
          chosen.set(slot, best);
          in.clear(out);
          in.set(best);
          total.add(moments.get(out), -1);
          total.add(moments.get(best), 1);
        }
      }
      helps = badness < before * (1 - ENOUGH);
      total.clear(); // rounding of sums that units joined and left does not pile up
      chosen.forEach(unit -> total.add(moments.get(unit), 1));
    }
  }

  private double badness(Moments total) {
    double sum = 0;
    for (int i = 0; i < groups.length; i++) {
      for (int j = 0; j < i; j++) {
        if (groups[i] != groups[j]) {
          double r = total.correlation(i, j);
          sum += Double.isNaN(r) ? 0 : r * r;
        }
      }
    }
    return sum;
  }
}
