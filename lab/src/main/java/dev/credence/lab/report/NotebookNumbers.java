package dev.credence.lab.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the first notebooks would have computed from a study's prompts, by their formulas.
 *
 * @param cells that were answered
 */
record NotebookNumbers(List<StudyCell> cells) {
  static double correlation(List<StudyCell> of) {
    double meanX = of.stream().mapToDouble(StudyCell::count).average().orElse(Double.NaN);
    double meanY = of.stream().mapToDouble(StudyCell::belief).average().orElse(Double.NaN);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (StudyCell c : of) {
      xx += (c.count() - meanX) * (c.count() - meanX);
      xy += (c.count() - meanX) * (c.belief() - meanY);
      yy += (c.belief() - meanY) * (c.belief() - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** Of the pair and length that were asked most often. */
  double correlationAtOneLength() {
    return cells.stream()
        .collect(
            Collectors.groupingBy(
                c -> c.pair() + "|" + c.length(), TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .filter(of -> of.stream().map(StudyCell::count).distinct().count() > 2)
        .max(Comparator.comparingInt(List::size))
        .map(of -> Math.abs(correlation(of)))
        .orElse(Double.NaN);
  }

  /** Means over orders of the same draws to the same question, as the notebooks plot them. */
  private List<double[]> means() {
    Map<String, List<StudyCell>> groups =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    c ->
                        String.format(
                            Locale.ROOT, "%s|%s|%s|%s", c.pair(), c.length(), c.count(), c.exact()),
                    TreeMap::new,
                    Collectors.toList()));
    return groups.values().stream()
        .map(
            of ->
                new double[] {
                  of.stream().mapToDouble(StudyCell::answer).average().orElse(Double.NaN),
                  of.getFirst().exact(),
                  range(of)
                })
        .toList();
  }

  private static double range(List<StudyCell> of) {
    DoubleSummaryStatistics range = of.stream().mapToDouble(StudyCell::answer).summaryStatistics();
    return range.getMax() - range.getMin();
  }

  double errorOfMeans() {
    return means().stream().mapToDouble(m -> Math.abs(m[0] - m[1])).average().orElse(Double.NaN);
  }

  /** Of the best constant, the median of exact Bayes. */
  double constantError() {
    double[] exact = means().stream().mapToDouble(m -> m[1]).sorted().toArray();
    double median = exact.length == 0 ? Double.NaN : exact[exact.length / 2];
    return Arrays.stream(exact).map(e -> Math.abs(e - median)).average().orElse(Double.NaN);
  }

  double orderRange() {
    return means().stream().mapToDouble(m -> m[2]).max().orElse(Double.NaN);
  }
}
