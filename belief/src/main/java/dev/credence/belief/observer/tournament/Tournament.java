package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.ObserverFamilies;
import dev.credence.belief.observer.Shown;
import dev.credence.belief.observer.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Holds every family against what a model said. Each is fitted to all folds but one and scored on
 * that one, in turn; what is compared are scores on observations it was not fitted to.
 *
 * <p>The same call serves a model before and after an intervention: what has it become?
 *
 * @param families those that enter; at least one Bayes-like and one rival
 * @param folds how many parts are held out in turn, at least 2; fewer where there are fewer groups
 * @param seed of the dealing of groups to folds, not negative
 * @param rule when a model is said to behave like Bayes
 * @param <S> what was shown
 */
public record Tournament<S extends Shown>(
    List<? extends Family<S>> families, int folds, long seed, Rule rule) {

  /** Answers without noise leave rounding, by which nothing should be divided. */
  private static final double NO_NOISE = 1e-12;

  /** Scores that differ by less are equal: answers are probabilities in single precision. */
  private static final double EQUAL_BITS = 1e-6;

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if there are fewer than two folds, or no Bayes-like family or
   *     no rival
   */
  public Tournament {
    families = List.copyOf(families);
    if (folds < 2) {
      throw new IllegalArgumentException("tournament: " + folds + " folds; expected at least 2");
    }
    requireBothKinds(families);
  }

  /**
   * All families about two generators, five folds.
   *
   * @return the tournament
   */
  public static Tournament<Trial> ofTwoGenerators() {
    return new Tournament<>(ObserverFamilies.ALL, 5, 0, Rule.STARTING);
  }

  /**
   * Compares.
   *
   * @param observations in any order, of at least two groups
   * @return how every family did
   * @throws IllegalArgumentException if all observations belong to one group, or they cannot tell
   *     any rival from the rest
   */
  public TournamentResult<S> judge(List<Observation<S>> observations) {
    List<S> shown = observations.stream().map(Observation::shown).toList();
    List<Family<S>> entrants = new ArrayList<>();
    Map<String, String> notEntered = new LinkedHashMap<>();
    for (Family<S> family : families) {
      family
          .cannotEnter(shown)
          .ifPresentOrElse(why -> notEntered.put(family.name(), why), () -> entrants.add(family));
    }
    requireBothKinds(entrants);
    Folds parts = Folds.of(observations, folds, seed);
    List<Entry<S>> entries = entries(entrants, observations, parts);

    double[] weights =
        Stacking.weights(observations, entries.stream().map(Entry::heldOut).toList());
    int[] cluster = clusters(shown);
    int clusters = IntStream.of(cluster).max().orElseThrow() + 1;
    int n = observations.size();
    double entropyNats =
        observations.stream().mapToDouble(Score::entropyNats).average().orElseThrow();
    double entropy = Score.bits(entropyNats);
    double dispersion =
        entries.stream()
            .filter(entry -> entry.fitted.freeNumbers() < n)
            .mapToDouble(
                e -> 2 * n * (e.fitted.meanNats() - entropyNats) / (n - e.fitted.freeNumbers()))
            .min()
            .orElse(Double.NaN);
    double noise = Math.max(dispersion, NO_NOISE);
    Comparator<Entry<S>> byScore = order(Entry::meanBits, entry -> entry.fitted.freeNumbers());
    Entry<S> best = entries.stream().min(byScore).orElseThrow();
    Entry<S> bayes =
        entries.stream()
            .filter(e -> e.family.kind() == Family.Kind.BAYES_LIKE)
            .min(byScore)
            .orElseThrow();

    List<Standing<S>> standings = new ArrayList<>();
    for (int e = 0; e < entries.size(); e++) {
      Entry<S> entry = entries.get(e);
      double penalty = entry.fitted.freeNumbers() * Math.log(n);
      standings.add(
          new Standing<>(
              entry.family.name(),
              entry.family.kind(),
              entry.fitted,
              entry.meanBits(),
              entry.meanBits() - entropy,
              best.aheadOf(entry, cluster, clusters),
              bayes.aheadOf(entry, cluster, clusters),
              2 * n * entry.fitted.meanNats() + penalty,
              2 * n * (entry.fitted.meanNats() - entropyNats) / noise + penalty,
              weights[e]));
    }
    standings.sort(order(Standing::heldOutBits, s -> s.fitted().freeNumbers()));
    Calibration calibration = Calibration.of(observations, bayes.heldOut);
    return new TournamentResult<>(
        observations.size(),
        parts.groups(),
        clusters,
        parts.count(),
        entropy,
        dispersion,
        List.copyOf(standings),
        Collections.unmodifiableMap(notEntered),
        calibration,
        rule.decide(standings, calibration));
  }

  /** The best first; of those that are equal but for rounding, the one with fewest numbers. */
  private static <T> Comparator<T> order(ToDoubleFunction<T> bits, ToIntFunction<T> freeNumbers) {
    return Comparator.comparingLong((T t) -> Math.round(bits.applyAsDouble(t) / EQUAL_BITS))
        .thenComparingInt(freeNumbers)
        .thenComparingDouble(bits);
  }

  /** Every fit is independent of the others, so they may run side by side. */
  private static <S extends Shown> List<Entry<S>> entries(
      List<Family<S>> families, List<Observation<S>> observations, Folds parts) {
    int each = parts.count() + 1; // the folds, then all observations
    List<Fitted<S>> fits =
        IntStream.range(0, families.size() * each)
            .parallel()
            .mapToObj(
                i ->
                    LikelihoodFit.of(families.get(i / each), parts.without(i % each, observations)))
            .toList();
    List<Entry<S>> entries = new ArrayList<>();
    for (int f = 0; f < families.size(); f++) {
      double[][] heldOut = new double[observations.size()][];
      double[] bits = new double[observations.size()];
      for (int i = 0; i < heldOut.length; i++) {
        Observation<S> observation = observations.get(i);
        heldOut[i] = fits.get(f * each + parts.of().get(i)).predictor().next(observation.shown());
        bits[i] = Score.bits(Score.nats(observation, heldOut[i]));
      }
      entries.add(new Entry<>(families.get(f), fits.get(f * each + parts.count()), heldOut, bits));
    }
    return entries;
  }

  /** Numbers clusters in the order of their first observation. */
  private static <S extends Shown> int[] clusters(List<S> shown) {
    Map<String, Integer> numbers = new HashMap<>();
    return shown.stream()
        .mapToInt(s -> numbers.computeIfAbsent(s.cluster(), _ -> numbers.size()))
        .toArray();
  }

  private static <S extends Shown> void requireBothKinds(List<? extends Family<S>> families) {
    for (Family.Kind kind : Family.Kind.values()) {
      if (families.stream().noneMatch(family -> family.kind() == kind)) {
        throw new IllegalArgumentException(
            "tournament: none of the families "
                + families.stream().map(Family::name).toList()
                + " is "
                + kind
                + "; give at least one, and trials that can tell it from others");
      }
    }
  }

  /**
   * A family with its fits.
   *
   * @param heldOut {@code [observation, symbol]}, each by the fit that has not seen it
   * @param bits {@code [observation]}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry<S extends Shown>(
      Family<S> family, Fitted<S> fitted, double[][] heldOut, double[] bits) {

    double meanBits() {
      double sum = 0;
      for (double b : bits) {
        sum += b;
      }
      return sum / bits.length;
    }

    Difference aheadOf(Entry<S> other, int[] cluster, int clusters) {
      return this == other ? Difference.NONE : Difference.of(bits, other.bits, cluster, clusters);
    }
  }
}
