package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.statistics.VarianceShare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * C2: does order not matter? The share of the answers' variance (log-odds) that lies among orders
 * of the same draws to the same question, and whether it is below the line by a one-sided test at
 * .05. A modifier: a belief may be written by a memory that fades. Not applicable where the exact
 * answer depends on order itself.
 */
final class C2Order implements Criterion {
  static final String ID = "C2";
  static final String NAME = "order does not matter";

  /** A part of the variance that is rounding. */
  private static final double ROUNDING = 1e-9;

  private final Setting setting;

  C2Order(Setting setting) {
    this.setting = setting;
  }

  private record Draws(String question, List<Integer> counts, String presentation) {}

  @Override
  public Finding judge(Answers answers) {
    Behaviour behaviour = setting.behaviour();
    Map<Draws, List<Integer>> orders = new LinkedHashMap<>();
    for (int i = 0; i < behaviour.cells().size(); i++) {
      DesignCell cell = behaviour.cells().get(i);
      if (behaviour.answered(i)) {
        orders
            .computeIfAbsent(
                new Draws(
                    cell.question().name(), cell.multiset().counts(), cell.presentation().name()),
                _ -> new ArrayList<>())
            .add(i);
      }
    }
    List<Integer> rows =
        orders.values().stream().filter(o -> o.size() > 1).flatMap(List::stream).toList();
    double line = setting.thresholds().orderShare();
    String threshold = "below " + line + ", shown by TOST";
    if (rows.isEmpty()) {
      return Finding.notApplicable(ID, NAME, threshold, "No draws were shown in several orders.");
    }
    List<Draws> keys = new ArrayList<>();
    orders.forEach((draws, of) -> of.forEach(_ -> keys.add(draws)));
    List<Draws> kept =
        keys.stream().filter(d -> orders.getOrDefault(d, List.of()).size() > 1).toList();
    double[] scaled = rows.stream().mapToDouble(i -> behaviour.scaled(i)[0]).toArray();
    Clusters clusters = Clusters.of(kept);
    double share = VarianceShare.within(scaled, clusters);
    if (clusters.count() < 2 || Double.isNaN(share)) {
      return Finding.notApplicable(ID, NAME, threshold, "All answers are the same.");
    }
    double exact =
        VarianceShare.within(
            rows.stream().mapToDouble(i -> setting.foretold(behaviour.cells().get(i))[0]).toArray(),
            clusters);
    if (exact > ROUNDING) {
      return Finding.notApplicable(
          ID,
          NAME,
          threshold,
          String.format(
              Locale.ROOT,
              "Exact answers depend on order themselves: it makes up %.2f of their variance, and %.2f"
                  + " of the model's.",
              exact,
              share));
    }
    Bootstrap bootstrap =
        Bootstrap.of(
            clusters,
            drawn -> share(scaled, kept, drawn),
            setting.options().resamples(),
            setting.options().seed());
    ConfidenceInterval both = bootstrap.percentile(.90);
    Status status =
        both.high() < line ? Status.PASS : both.low() > line ? Status.FAIL : Status.UNDECIDED;
    return Finding.of(
        ID,
        NAME,
        status,
        "order share of the variance of answers",
        share,
        bootstrap.percentile(.95),
        threshold,
        List.of(),
        rows.size(),
        String.format(
            Locale.ROOT,
            "Orders of the same draws make up %.2g of the variance (90 %% interval up to %.2g).",
            share,
            both.high()),
        Map.of("tost_high", both.high()));
  }

  /** A cluster that is drawn twice counts as two. */
  private static double share(double[] scaled, List<Draws> keys, int[] rows) {
    Map<Draws, double[]> sums = new LinkedHashMap<>();
    double mean = Arrays.stream(rows).mapToDouble(i -> scaled[i]).average().orElseThrow();
    for (int i : rows) {
      double[] sum = sums.computeIfAbsent(keys.get(i), _ -> new double[3]);
      sum[0]++;
      sum[1] += scaled[i] - mean;
      sum[2] += (scaled[i] - mean) * (scaled[i] - mean);
    }
    double within = sums.values().stream().mapToDouble(s -> s[2] - s[1] * s[1] / s[0]).sum();
    double all = sums.values().stream().mapToDouble(s -> s[2]).sum();
    return all == 0 ? Double.NaN : within / all;
  }
}
