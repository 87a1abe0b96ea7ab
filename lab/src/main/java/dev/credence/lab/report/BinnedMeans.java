package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Answers that lie together on an axis, as means. */
final class BinnedMeans {
  private static final int BINS = 11;

  private BinnedMeans() {}

  /** Means of what lies together on the axis, with Student's interval over prompts. */
  static Rows of(
      List<StudyCell> cells, ToDoubleFunction<StudyCell> axis, boolean counts, double[] domain) {
    boolean whole = counts && domain[1] <= 2 * BINS;
    double width = whole ? 1 : (domain[1] - domain[0]) / BINS;
    Map<Long, List<StudyCell>> bins = new TreeMap<>();
    for (StudyCell c : cells) {
      if (c.answered()) {
        long bin = Math.round((axis.applyAsDouble(c) - domain[0]) / width);
        bins.computeIfAbsent(bin, _ -> new ArrayList<>()).add(c);
      }
    }
    var rows = new Rows();
    for (List<StudyCell> bin : bins.values()) {
      Interval interval = Interval.of(bin.stream().mapToDouble(StudyCell::answer).toArray());
      rows.add(
          "x", mean(bin, axis),
          "mean", interval.mean(),
          "low", Math.max(0, interval.low()),
          "high", Math.min(1, interval.high()),
          "interval", Numbers.share(interval.low()) + " to " + Numbers.share(interval.high()),
          "exact", mean(bin, StudyCell::exact),
          "rival", mean(bin, StudyCell::rival),
          "count", bin.size());
    }
    return rows;
  }

  private static double mean(List<StudyCell> cells, ToDoubleFunction<StudyCell> of) {
    return cells.stream().mapToDouble(of).filter(Double::isFinite).average().orElse(Double.NaN);
  }
}
