package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * P(X) against the number of X: a mean, its interval and exact Bayes for each number.
 *
 * @param steps by number of X
 * @param prompts every single prompt; empty where only means were kept
 */
record Sweep(List<Step> steps, List<PromptRow> prompts) {
  /** At one number of X. */
  record Step(int nX, double bayes, double mean, Interval interval) {}

  Sweep {
    steps = List.copyOf(steps);
    prompts = List.copyOf(prompts);
  }

  /** From a table with the columns n_X, true_bayes and llm_mean. */
  static Sweep of(Table table, List<PromptRow> prompts) {
    double[] n = table.doubles("n_X");
    double[] bayes = table.doubles("true_bayes");
    double[] mean = table.doubles("llm_mean");
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < n.length; i++) {
      int nX = (int) n[i];
      double[] answers =
          prompts.stream().filter(p -> p.nX() == nX).mapToDouble(PromptRow::pX).toArray();
      steps.add(new Step(nX, bayes[i], mean[i], Interval.of(answers)));
    }
    return new Sweep(steps, prompts);
  }

  int nTotal() {
    return steps.stream().mapToInt(Step::nX).max().orElse(0);
  }

  /** Mean over the steps of |mean - Bayes|. */
  double meanAbsoluteError() {
    return steps.stream().mapToDouble(s -> Math.abs(s.mean() - s.bayes())).average().orElse(0);
  }

  /** The same for the constant that does best: the median of exact Bayes. */
  double constantError() {
    double[] bayes = steps.stream().mapToDouble(Step::bayes).sorted().toArray();
    double median = bayes.length == 0 ? 0 : bayes[bayes.length / 2];
    return Arrays.stream(bayes).map(b -> Math.abs(b - median)).average().orElse(0);
  }

  /** Half of the prompts have less mass than this; NaN where none was kept. */
  double medianMass() {
    double[] masses =
        prompts.stream().mapToDouble(PromptRow::mass).filter(Double::isFinite).sorted().toArray();
    int n = masses.length;
    return n == 0 ? Double.NaN : (masses[(n - 1) / 2] + masses[n / 2]) / 2;
  }

  Rows bayesRows() {
    var rows = new Rows();
    steps.forEach(s -> rows.add("n", s.nX(), "p", s.bayes()));
    return rows;
  }

  /**
   * Means with what hovering shows; {@code series} and a step aside tell several sweeps of one
   * panel apart.
   */
  Rows meanRows(String series, double aside, Rows rows) {
    for (Step s : steps) {
      boolean known = s.interval().n() > 1;
      rows.add(
          "series",
          series,
          "n",
          s.nX(),
          "x",
          s.nX() + aside,
          "mean",
          s.mean(),
          "low",
          known ? s.interval().low() : s.mean(),
          "high",
          known ? s.interval().high() : s.mean(),
          "interval",
          known
              ? Numbers.share(s.interval().low()) + " to " + Numbers.share(s.interval().high())
              : "not known: single prompts were not kept",
          "bayes",
          s.bayes(),
          "count",
          s.interval().n());
    }
    return rows;
  }

  /** As text: "0 of 10: .597, Bayes .500; ...". */
  String words() {
    return steps.stream()
        .map(s -> s.nX() + " X: " + Numbers.share(s.mean()) + ", Bayes " + Numbers.share(s.bayes()))
        .collect(Collectors.joining("; "));
  }
}
