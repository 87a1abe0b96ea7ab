package dev.credence.lab.study;

import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.BeyondNuisances;
import dev.credence.lab.direction.Labels;
import dev.credence.lab.direction.Probe;
import dev.credence.lab.direction.Selectivity;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.transformer.hook.HookPoint;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * C3: can the belief be read where Z is? A ridge probe fitted on the fit split is judged on cells
 * of other multisets: its R2, by how much that is above the R2 of control tasks, and what it knows
 * beyond counts, length, frequency, last draw, the model's own answer and the question.
 */
final class C3Decodable implements Criterion {
  static final String ID = "C3";
  static final String NAME = "decodable beyond nuisances";
  private static final double CONFIDENCE = .95;
  private static final int CONTROL_TASKS = 5;

  private final Setting setting;
  private final Representation z;
  private final HookPoint point;
  private final Variable variable;

  C3Decodable(Setting setting, Representation z) {
    this.setting = setting;
    this.z = z;
    this.point = z.point();
    this.variable = z.hypothesis();
  }

  @Override
  public Finding judge(Answers answers) {
    Thresholds lines = setting.thresholds();
    String threshold =
        "R2 at least %s, selectivity %s, partial R2 %s"
            .formatted(lines.decodable(), lines.selectivity(), lines.partial());
    Activations fit = Activations.of(z.inside(setting, setting.fit()));
    Labels labels = Columns.labels(setting, setting.fit(), variable);
    Probe probe = Probe.fit(fit, labels);
    double[][] heldOut = z.inside(setting, setting.confirm());
    double[][] values = Columns.values(setting, setting.confirm(), variable);
    double r2 = probe.r2(heldOut, values);
    Selectivity selectivity =
        Selectivity.of(
            r2, fit, labels, Columns.types(setting.fit()), CONTROL_TASKS, setting.options().seed());
    BeyondNuisances beyond =
        Columns.beyondNuisances(setting, probe, labels, setting.confirm(), heldOut, values);
    boolean open = 1 - beyond.nuisanceR2() > .02; // else there is nothing left to know beyond
    double selective = selectivity.selectivity();
    boolean met =
        r2 >= lines.decodable()
            && (Double.isNaN(selective) || selective >= lines.selectivity())
            && (!open || beyond.partialR2() >= lines.partial());
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("selectivity", selective);
    numbers.put("control_r2", selectivity.meanControlR2());
    numbers.put("partial_r2", open ? beyond.partialR2() : Double.NaN);
    numbers.put("nuisance_r2", beyond.nuisanceR2());
    return Finding.of(
        ID,
        NAME,
        Status.of(met),
        "held-out R2 of a probe for " + variable.name(),
        r2,
        interval(probe.predict(heldOut), values),
        threshold,
        List.of(),
        setting.confirm().size(),
        String.format(
            Locale.ROOT,
            "In Z at %s, %s is read with R2 %.2f; control tasks reach %.2f%s.",
            point.name(),
            variable.name().replace('_', ' '),
            r2,
            selectivity.meanControlR2(),
            open
                ? String.format(Locale.ROOT, "; beyond nuisances, R2 %.2f", beyond.partialR2())
                : "; nuisances say it all already"),
        numbers);
  }

  private ConfidenceInterval interval(double[][] predicted, double[][] values) {
    Clusters clusters = Columns.clusters(setting.confirm());
    return Bootstrap.of(
            clusters,
            rows -> {
              double left = 0;
              double all = 0;
              for (int c = 0; c < values[0].length; c++) {
                int column = c;
                double mean =
                    Arrays.stream(rows).mapToDouble(i -> values[i][column]).average().orElseThrow();
                for (int i : rows) {
                  left += Math.pow(values[i][c] - predicted[i][c], 2);
                  all += Math.pow(values[i][c] - mean, 2);
                }
              }
              return 1 - left / all;
            },
            setting.options().resamples(),
            setting.options().seed())
        .percentile(CONFIDENCE);
  }
}
