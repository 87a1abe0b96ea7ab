package dev.credence.belief.observer.tournament;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.ObserverFamilies;
import dev.credence.belief.observer.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Every family in turn is the truth: does the tournament name it?
 *
 * <p>More seeds, and the table alone: {@code java -cp ... ConfusionTest SEEDS}.
 */
class ConfusionTest {
  private static final int SEEDS = 4;
  private static final int FOLDS = 3;
  private static final double NOISE_NATS = 0.15;

  /**
   * Whose range contains the truth as a special case: held-out scores cannot tell them apart, only
   * parsimony (quasi-BIC) can. Further pairs come as near as one likes at an end of their range,
   * where they are not put to the test here: leaky with g near .95 and tempered Bayes, discounted
   * Beta with gamma near .95 and Beta-Bernoulli, a strong Beta-Bernoulli prior and a constant.
   */
  private static final Map<String, Set<String>> CONTAINED_IN =
      Map.of(
          "exact Bayes", Set.of("tempered Bayes"),
          "leaky", Set.of("primacy and recency"),
          "constant", Set.of("last token"));

  @Test
  void theTruthIsNamed(TestReporter reporter) {
    Map<String, Map<String, Integer>> table = new TreeMap<>();
    int named = 0;
    int sparinglyNamed = 0;
    int all = 0;
    int rivals = 0;
    int unmasked = 0;
    for (Family<Trial> truth : ObserverFamilies.ALL) {
      for (int seed = 0; seed < SEEDS; seed++) {
        var result = tournament(truth, 8, seed);
        String best = result.best().name();
        table.computeIfAbsent(truth.name(), _ -> new TreeMap<>()).merge(best, 1, Integer::sum);
        all++;
        if (best.equals(truth.name())
            || CONTAINED_IN.getOrDefault(truth.name(), Set.of()).contains(best)) {
          named++;
        }
        if (sparing(result).equals(truth.name())) {
          sparinglyNamed++;
        }
        var outcome = result.decision().outcome();
        var wrong =
            truth.kind() == Family.Kind.BAYES_LIKE
                ? Decision.Outcome.NOT_BAYESIAN
                : Decision.Outcome.BAYES_LIKE;
        assertThat(outcome)
            .as("%s, seed %s: %s", truth.name(), seed, result.decision().reason())
            .isNotEqualTo(wrong);
        if (truth.kind() == Family.Kind.RIVAL) {
          rivals++;
          unmasked += outcome == Decision.Outcome.NOT_BAYESIAN ? 1 : 0;
        }
      }
    }
    reporter.publishEntry("truth -> named", text(table));
    assertThat(named).as("%s", text(table)).isGreaterThanOrEqualTo(most(all));
    // What parsimony alone can tell apart it must tell apart, so none is excused.
    assertThat(sparinglyNamed).as("quasi-BIC").isGreaterThanOrEqualTo(most(all));
    assertThat(unmasked).as("rivals told from Bayes").isGreaterThanOrEqualTo(most(rivals));
  }

  /** The nearest rivals are half a thousandth of a bit from Bayes: 240 answers do not do. */
  @Test
  void withTrialsEnoughBayesIsToldFromEveryRival() {
    for (String truth : List.of("exact Bayes", "tempered Bayes")) {
      for (int seed = 0; seed < 2; seed++) {
        var decision = tournament(ObserverFamilies.named(truth), 60, seed).decision();
        assertThat(decision.outcome())
            .as("%s, seed %s: %s", truth, seed, decision.reason())
            .isEqualTo(Decision.Outcome.BAYES_LIKE);
        assertThat(decision.nearlyExact()).isFalse();
      }
    }
  }

  private static int most(int of) {
    return (int) Math.ceil(0.95 * of);
  }

  /**
   * A tournament about answers of known origin.
   *
   * @param each trials for each pair of generators and length
   */
  private static TournamentResult<Trial> tournament(Family<Trial> truth, int each, int seed) {
    var random = NumpyRandom.ofSeed(100 + seed);
    List<Observation<Trial>> observations =
        Simulation.answers(
            Simulation.observer(truth), Simulation.trials(each, random), NOISE_NATS, random);
    return new Tournament<>(ObserverFamilies.ALL, FOLDS, seed, Rule.STARTING).judge(observations);
  }

  private static String sparing(TournamentResult<Trial> result) {
    return result.standings().stream()
        .min(Comparator.comparingDouble(Standing::quasiBic))
        .orElseThrow()
        .name();
  }

  private static String text(Map<String, Map<String, Integer>> table) {
    StringBuilder text = new StringBuilder();
    table.forEach((truth, named) -> text.append('\n').append(truth).append(": ").append(named));
    return text.toString();
  }

  /** Prints the table for as many seeds as asked for, then the time of a large tournament. */
  @SuppressWarnings("SystemOut") // a tool for the terminal
  static void main(String[] arguments) {
    int seeds = arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]);
    for (Family<Trial> truth : ObserverFamilies.ALL) {
      Map<String, Integer> named = new TreeMap<>();
      Map<String, Integer> outcomes = new TreeMap<>();
      Map<String, Integer> sparing = new TreeMap<>();
      for (int seed = 0; seed < seeds; seed++) {
        var result = tournament(truth, 8, seed);
        named.merge(result.best().name(), 1, Integer::sum);
        outcomes.merge(result.decision().outcome().toString(), 1, Integer::sum);
        sparing.merge(sparing(result), 1, Integer::sum);
      }
      System.out.println(truth.name() + " -> " + named + " " + outcomes + " quasi-BIC " + sparing);
    }
    var random = NumpyRandom.ofSeed(0);
    List<Observation<Trial>> many =
        Simulation.answers(
            Simulation.observer(ObserverFamilies.named("tempered Bayes")),
            Simulation.trials(333, random),
            NOISE_NATS,
            random);
    long start = System.nanoTime();
    var result = Tournament.ofTwoGenerators().judge(many);
    System.out.printf(
        "%d observations, %d families, %d folds: %.2f s%n",
        result.observations(),
        result.standings().size(),
        result.folds(),
        (System.nanoTime() - start) / 1e9);
    result
        .standings()
        .forEach(
            s ->
                System.out.printf(
                    "%-40s %.6f bit, behind %.6f (%.1f SE), quasi-BIC %.1f, weight %.3f %s%n",
                    s.name(),
                    s.heldOutBits(),
                    s.behindBest().bits(),
                    s.behindBest().standardErrors(),
                    s.quasiBic(),
                    s.weight(),
                    s.fitted().parameters()));
    System.out.println(result.decision());
  }
}
