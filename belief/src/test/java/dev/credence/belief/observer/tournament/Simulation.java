package dev.credence.belief.observer.tournament;

import static java.util.Map.entry;

import dev.credence.belief.Evidence;
import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.observer.CountTable;
import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.LearntFamily;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.ParametricFamily;
import dev.credence.belief.observer.Predictor;
import dev.credence.belief.observer.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers of known origin. */
final class Simulation {
  private static final double[][] PAIRS = {
    {0.5, 0.75}, {0.3, 0.8}, {0.7, 0.2}, {0.6, 0.9}, {0.25, 0.5}, {0.9, 0.4}
  };
  private static final double[] PRIORS = {0.2, 0.5, 0.8};
  private static final int[] LENGTHS = {2, 4, 6, 9, 12};

  /** An observer of each family, well inside its range. */
  private static final Map<String, double[]> TRUTHS =
      Map.ofEntries(
          entry("exact Bayes", new double[0]),
          entry("tempered Bayes", new double[] {0.6, 0.4}),
          entry("leaky", new double[] {0.6, 1.2, 0.2}),
          entry("primacy and recency", new double[] {0.4, 1.6, 0.8, 0.2}),
          entry("compressed signals", new double[] {0.7, 0.2, 0.2}),
          entry("expanded signals", new double[] {1.2, 2, 0.2}),
          entry("base-rate neglect", new double[] {0.2, 0.9, 0.2}),
          entry("base-rate overweight", new double[] {2, 0.9, 0.2}),
          entry("MAP with lapse", new double[] {0.2}),
          entry("discounted Beta", new double[] {0.7, 2, 0.45}),
          entry("Beta-Bernoulli", new double[] {2, 0.45}),
          entry("frequency", new double[] {0.6, 0.22}),
          entry("clipped frequency", new double[] {1.1, -0.05}),
          entry("count at an assumed length", new double[] {7, 0.4}),
          entry("anchoring", new double[] {0.45}),
          entry("Markov order 1", new double[] {2, 0.45}),
          entry("Markov order 2", new double[] {1.5, 0.55}),
          entry("induction order 1", new double[] {0.75, 0.45}),
          entry("induction order 2", new double[] {0.8, 0.55}),
          entry("last token", new double[] {0.7, 0.4}),
          entry("fixed belief", new double[] {0.6}),
          entry("constant", new double[] {0.62}),
          entry("mixture of exact Bayes and frequency", new double[] {0.5, 0.8, 0.05}),
          entry("mixture of exact Bayes and constant", new double[] {0.6, 0.4}));

  private Simulation() {}

  /** Parameters of the observer that stands for a family here. */
  static double[] truth(ParametricFamily<Trial> family) {
    double[] truth = TRUTHS.get(family.name());
    if (truth == null) {
      throw new IllegalStateException("give " + family.name() + " an observer in TRUTHS");
    }
    return truth;
  }

  /** The observer that stands for a family here. */
  static Predictor<Trial> observer(Family<Trial> family) {
    return switch (family) {
      case ParametricFamily<Trial> parametric -> parametric.observer().apply(truth(parametric));
      case LearntFamily<Trial> _ -> erraticTable();
    };
  }

  /** A table without rhyme or reason. */
  private static CountTable erraticTable() {
    Map<CountTable.Counts, Double> answers = new HashMap<>();
    for (int n = 0; n <= 14; n++) {
      for (int k = 0; k <= n; k++) {
        answers.put(new CountTable.Counts(k, n), 0.15 + 0.7 * ((k * 7 + n * 3) % 11) / 10);
      }
    }
    return new CountTable(answers);
  }

  /**
   * Draws from six pairs of generators, five lengths and three priors.
   *
   * @param each how many trials for each pair and length
   */
  static List<Trial> trials(int each, NumpyRandom random) {
    List<Trial> trials = new ArrayList<>();
    for (double[] pair : PAIRS) {
      for (int n : LENGTHS) {
        for (int i = 0; i < each; i++) {
          double pX = pair[(int) random.integers(0, 2)];
          Evidence evidence = Evidence.NONE;
          for (int draw = 0; draw < n; draw++) {
            evidence = evidence.then(random.random() < pX ? Symbol.X : Symbol.Y);
          }
          trials.add(
              new Trial(TwoGenerators.of(pair[0], pair[1], PRIORS[i % PRIORS.length]), evidence));
        }
      }
    }
    return trials;
  }

  /** What an observer says, with normal noise on its log-odds. */
  static List<Observation<Trial>> answers(
      Predictor<Trial> observer, List<Trial> trials, double noiseNats, NumpyRandom random) {
    return trials.stream()
        .map(
            trial -> {
              double p = observer.next(trial)[0];
              double noise = noiseNats == 0 ? 0 : noiseNats * random.standardNormal();
              double noisy = p / (p + (1 - p) * Math.exp(-noise));
              return new Observation<>(trial, new double[] {noisy, 1 - noisy});
            })
        .toList();
  }
}
