package dev.credence.lab.study;

import dev.credence.belief.prompt.TextPresentation;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.Spread;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * C0: is the answer there? The median, over all cells, of the probability of the symbols among the
 * whole vocabulary.
 */
final class C0Mass implements Criterion {
  static final String ID = "C0";
  static final String NAME = "the answer is there";

  private final Setting setting;

  C0Mass(Setting setting) {
    this.setting = setting;
  }

  @Override
  public Finding judge(Answers answers) {
    double[] masses = setting.behaviour().masses();
    boolean text =
        setting.behaviour().cells().getFirst().presentation() instanceof TextPresentation;
    double least = text ? setting.thresholds().mass() : setting.thresholds().toyMass();
    double median = Spread.median(masses);
    Clusters clusters =
        Clusters.of(setting.behaviour().cells().stream().map(c -> c.multiset()).toList());
    var interval =
        Bootstrap.of(
                clusters,
                rows -> Spread.median(Arrays.stream(rows).mapToDouble(i -> masses[i]).toArray()),
                setting.options().resamples(),
                setting.options().seed())
            .percentile(.95);
    long missing = Arrays.stream(masses).filter(m -> m < Behaviour.LEAST_MASS).count();
    return Finding.of(
        ID,
        NAME,
        Status.of(median >= least),
        "median probability of the answers",
        median,
        interval,
        "at least " + least,
        List.of(),
        masses.length,
        String.format(
            Locale.ROOT,
            "Half of all prompts give the symbols a probability of %.3f or more; %d of %d have no"
                + " answer (below %s).",
            median,
            missing,
            masses.length,
            Behaviour.LEAST_MASS),
        Map.of("missing", (double) missing));
  }
}
