package dev.credence.lab.study;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.transformer.intervene.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a head does in company: its mean effect over all sets of the others (the Banzhaf value),
 * where the answer is read. Random halves of all heads have the clean run's output in the corrupt
 * run, each half's complement too.
 *
 * <pre>
 * company[h] = mean restored share of sets with h - mean of sets without h
 * </pre>
 *
 * <p>One of several heads of which any may fail has no effect alone, and 1 over their number in
 * company or more.
 */
final class HeadCompany {
  /** Pairs that every set is tried on. */
  private static final int PAIRS = 4;

  private final Setting setting;
  private final List<HeadPair> pairs;
  private final List<Head> heads;
  private final List<boolean[]> sets = new ArrayList<>();
  private final List<String> before = new ArrayList<>();
  private final List<String> clean = new ArrayList<>();
  private final List<List<String>> after = new ArrayList<>();

  HeadCompany(Setting setting, List<HeadPair> pairs, List<Head> heads, HeadOptions options) {
    this.setting = setting;
    this.pairs = pairs.subList(0, Math.min(PAIRS, pairs.size()));
    this.heads = heads;
    NumpyRandom random = NumpyRandom.ofSeed(options.seed() + 11);
    for (int i = 0; i < options.coalitions(); i++) {
      boolean[] in = new boolean[heads.size()];
      boolean[] out = new boolean[heads.size()];
      for (int h = 0; h < in.length; h++) {
        in[h] = random.integers(2) == 1;
        out[h] = !in[h];
      }
      sets.add(in);
      sets.add(out);
    }
  }

  void ask(CellSheet sheet) {
    for (HeadPair pair : pairs) {
      before.add(sheet.ask(pair.weak()));
      clean.add(sheet.ask(pair.strong()));
      String from = sheet.prompt(pair.strong().tokens());
      after.add(
          sets.stream()
              .map(
                  set ->
                      sheet.ask(
                          pair.weak(),
                          Head.patch(members(set), pair.positions(HeadScope.ANSWER), from)
                              .toArray(Intervention[]::new)))
              .toList());
    }
  }

  private List<Head> members(boolean[] set) {
    List<Head> members = new ArrayList<>();
    for (int h = 0; h < set.length; h++) {
      if (set[h]) {
        members.add(heads.get(h));
      }
    }
    return members;
  }

  /** {@code [head]}; NaN where a head was in all sets or in none. */
  double[] effects(Answers answers) {
    double[] with = new double[heads.size()];
    double[] without = new double[heads.size()];
    int[] times = new int[heads.size()];
    double[][] whole = new double[pairs.size()][];
    Arrays.setAll(
        whole, i -> RestoredShare.change(setting.task(), answers, before.get(i), clean.get(i)));
    for (int s = 0; s < sets.size(); s++) {
      int set = s;
      double[][] change = new double[pairs.size()][];
      Arrays.setAll(
          change,
          i -> RestoredShare.change(setting.task(), answers, before.get(i), after.get(i).get(set)));
      double share = RestoredShare.of(change, whole);
      for (int h = 0; h < with.length; h++) {
        if (sets.get(s)[h]) {
          with[h] += share;
          times[h]++;
        } else {
          without[h] += share;
        }
      }
    }
    double[] effects = new double[heads.size()];
    Arrays.setAll(effects, h -> with[h] / times[h] - without[h] / (sets.size() - times[h]));
    return effects;
  }
}
