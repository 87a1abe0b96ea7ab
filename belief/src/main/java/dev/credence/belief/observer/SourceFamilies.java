package dev.credence.belief.observer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a model's answers about a source with a hidden state are held against: exact filtering, the
 * same damped or exaggerated, and tables learnt by heart that infer no state.
 *
 * <pre>
 * exact filtering   p = P(next | word)
 * tempered          p proportional to P(next | word)^beta
 * Markov order m    p = mean answer after these last m symbols        m = 0, 1, 2
 * count table       p = mean answer after these counts
 * </pre>
 */
public final class SourceFamilies {

  /** In the order in which they are told. */
  public static final List<Family<SourceTrial>> ALL =
      List.of(
          new ParametricFamily<>(
              "exact filtering",
              Family.Kind.BAYES_LIKE,
              _ -> trial -> trial.source().predictive(trial.evidence())),
          new ParametricFamily<>(
              "tempered filtering",
              Family.Kind.BAYES_LIKE,
              p -> trial -> tempered(trial.source().predictive(trial.evidence()), p[0]),
              Parameter.of("beta", "1", 0.1, 3, 0.5, 1.5)),
          table("constant", trial -> List.of()),
          table("Markov order 1", trial -> trial.last(1)),
          table("Markov order 2", trial -> trial.last(2)),
          table("count table", trial -> trial.evidence().counts(trial.symbols())));

  private SourceFamilies() {}

  private static double[] tempered(double[] p, double beta) {
    double[] q = Arrays.stream(p).map(x -> Math.pow(x, beta)).toArray();
    double sum = Arrays.stream(q).sum();
    return Arrays.stream(q).map(x -> x / sum).toArray();
  }

  private static LearntFamily<SourceTrial> table(
      String name, Function<SourceTrial, List<Integer>> key) {
    return new LearntFamily<>(name, Family.Kind.RIVAL, observations -> learn(observations, key));
  }

  private static LearntFamily.Learnt<SourceTrial> learn(
      List<Observation<SourceTrial>> observations, Function<SourceTrial, List<Integer>> key) {
    Map<List<Integer>, List<double[]>> rows = new LinkedHashMap<>();
    List<double[]> all = new ArrayList<>();
    for (Observation<SourceTrial> observation : observations) {
      double[] said = new double[observation.symbols()];
      Arrays.setAll(said, observation::said);
      rows.computeIfAbsent(key.apply(observation.shown()), _ -> new ArrayList<>()).add(said);
      all.add(said);
    }
    Map<List<Integer>, double[]> means = new LinkedHashMap<>();
    rows.forEach((k, of) -> means.put(k, mean(of)));
    double[] otherwise = mean(all);
    return new LearntFamily.Learnt<>(
        trial -> means.getOrDefault(key.apply(trial), otherwise).clone(),
        means.size() * (otherwise.length - 1));
  }

  private static double[] mean(List<double[]> rows) {
    double[] mean = new double[rows.getFirst().length];
    for (double[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / rows.size();
      }
    }
    return mean;
  }
}
