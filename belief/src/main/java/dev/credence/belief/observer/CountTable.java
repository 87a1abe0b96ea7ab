package dev.credence.belief.observer;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table from counts to answers, learnt by heart: it knows neither the question nor what to say
 * for a length it has not met.
 *
 * <pre>
 * p = mean answer after k X among N draws
 * </pre>
 *
 * <p>For counts that are not in the table it takes the entry with the nearest k / N, of those the
 * one with the nearest N.
 *
 * @param answers P(X) for each pair of counts, at least one
 */
public record CountTable(Map<Counts, Double> answers) implements Observer {

  /** Means of what the model said. */
  public static final LearntFamily<Trial> FAMILY =
      new LearntFamily<>("count table", Family.Kind.RIVAL, CountTable::learn);

  /**
   * How often X came up among how many draws.
   *
   * @param nX k
   * @param n N
   */
  public record Counts(int nX, int n) implements Comparable<Counts> {
    private static final Comparator<Counts> BY_LENGTH =
        Comparator.comparingInt(Counts::n).thenComparingInt(Counts::nX);

    private double share() {
      return n == 0 ? 0.5 : (double) nX / n;
    }

    @Override
    public int compareTo(Counts other) {
      return BY_LENGTH.compare(this, other);
    }
  }

  /**
   * Keeps a copy.
   *
   * @throws IllegalArgumentException if the table is empty or an answer is not from 0 to 1
   */
  public CountTable {
    answers = Map.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("count table: no entries; give at least one");
    }
    answers.forEach((counts, p) -> Limits.requireWithin("count table", counts.toString(), p, 0, 1));
  }

  private static LearntFamily.Learnt<Trial> learn(List<Observation<Trial>> observations) {
    Map<Counts, Double> means =
        observations.stream()
            .collect(
                Collectors.groupingBy(
                    o -> counts(o.shown()),
                    TreeMap::new,
                    Collectors.averagingDouble(o -> o.said(0))));
    return new LearntFamily.Learnt<>(new CountTable(means), means.size());
  }

  @Override
  public double predictive(Trial trial) {
    Counts asked = counts(trial);
    Double known = answers.get(asked);
    if (known != null) {
      return known;
    }
    return answers.entrySet().stream()
        .min(
            Comparator.comparingDouble(
                    (Map.Entry<Counts, Double> e) -> Math.abs(e.getKey().share() - asked.share()))
                .thenComparingInt(e -> Math.abs(e.getKey().n() - asked.n()))
                .thenComparing(Map.Entry::getKey))
        .orElseThrow()
        .getValue();
  }

  private static Counts counts(Trial trial) {
    return new Counts(trial.countX(), trial.length());
  }
}
