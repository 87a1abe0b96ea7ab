package dev.credence.belief.design;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Bases and donors for an interchange, with what each hypothesis foretells. Chosen so that the
 * hypotheses foretell different things, as far as they can: of many random pairs, as many of every
 * base's question, exchanged as long as the foretold changes become less correlated.
 *
 * <p>Where donor and base are asked the same question, belief, oriented belief, counts and answer
 * of two generators foretell the same. Only donors of other pairs can tell them apart.
 *
 * <p>A donor's evidence and question are a cell's; it is shown as its base is, so that symbols and
 * words are the same in both prompts.
 *
 * @param kind of the donors
 * @param pairs each once
 * @param correlations of the foretold changes, a name for each coordinate of each hypothesis
 * @param deviations standard deviation of each, in the same order, on the scale of {@link
 *     BeliefTask#scale}: what does not vary cannot be tested
 */
public record DonorPairs(
    Kind kind, List<DonorPair> pairs, Correlations correlations, List<Double> deviations) {
  private static final double SAME_BELIEF = 1e-9; // rounding

  private static final int OFFERED = 12; // random pairs for each that is wanted

  /** Which donors a base is given. */
  public enum Kind {
    /** Asked the same question, the prior included. */
    SAME_QUESTION,
    /** With other sources: another p_A or p_B. */
    OTHER_PAIR
  }

  /** Keeps copies. */
  public DonorPairs {
    pairs = List.copyOf(pairs);
    deviations = List.copyOf(deviations);
  }

  /**
   * Chooses pairs.
   *
   * @param task what the cells are about
   * @param cells of one split: bases, and the evidence of donors
   * @param kind of the donors
   * @param size pairs at most, not negative
   * @param seed of every choice
   * @return the pairs; fewer where there are no more, none where a task has one question and other
   *     sources are asked for
   * @throws IllegalArgumentException if the size is negative
   */
  public static DonorPairs of(
      BeliefTask task, List<DesignCell> cells, Kind kind, int size, long seed) {
    if (size < 0) {
      throw new IllegalArgumentException("donor pairs: asked for " + size);
    }
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    List<DonorPair> candidates = candidates(task, cells, kind, (long) size * OFFERED, random);
    List<DonorPair> chosen = candidates;
    if (!candidates.isEmpty()) {
      List<Exchange.Unit> units =
          candidates.stream()
              .map(p -> new Exchange.Unit(p.base().question(), List.of(row(p))))
              .toList();
      int dimension = units.getFirst().rows().getFirst().length;
      int hypotheses = task.hypotheses().size();
      int[] groups = IntStream.range(0, dimension).map(i -> i / (dimension / hypotheses)).toArray();
      chosen =
          new Exchange(units, groups).choose(size, random).stream().map(candidates::get).toList();
    }
    List<double[]> rows = chosen.stream().map(DonorPairs::row).toList();
    List<String> names = names(task);
    return new DonorPairs(
        kind, chosen, Correlations.of(names, rows), deviations(rows, names.size()));
  }

  private static List<DonorPair> candidates(
      BeliefTask task, List<DesignCell> cells, Kind kind, long offered, NumpyRandom random) {
    List<List<Integer>> donors =
        cells.stream()
            .map(
                base ->
                    IntStream.range(0, cells.size())
                        .filter(d -> mayGive(task, base, cells.get(d), kind))
                        .boxed()
                        .toList())
            .toList();
    long all = donors.stream().mapToLong(List::size).sum();
    Set<List<Integer>> taken = new LinkedHashSet<>();
    if (all <= offered) {
      for (int base = 0; base < cells.size(); base++) {
        for (int donor : donors.get(base)) {
          taken.add(List.of(base, donor));
        }
      }
    } else {
      while (taken.size() < offered) {
        int base = random.integers(cells.size());
        if (!donors.get(base).isEmpty()) {
          List<Integer> of = donors.get(base);
          taken.add(List.of(base, of.get(random.integers(of.size()))));
        }
      }
    }
    return taken.stream()
        .map(
            p ->
                DonorPair.of(
                    task,
                    cells.get(p.getFirst()),
                    cells.get(p.getLast()).in(cells.get(p.getFirst()).presentation())))
        .toList();
  }

  /** A donor with the base's own belief would change nothing. */
  private static boolean mayGive(BeliefTask task, DesignCell base, DesignCell donor, Kind kind) {
    return switch (kind) {
      case SAME_QUESTION ->
          base.question().equals(donor.question()) && distance(task, base, donor) > SAME_BELIEF;
      case OTHER_PAIR -> !base.multiset().pair().equals(donor.multiset().pair());
    };
  }

  private static double distance(BeliefTask task, DesignCell base, DesignCell donor) {
    Variable belief = task.variables().getFirst();
    double[] own = base.question().value(belief, base.evidence());
    double[] given = donor.question().value(belief, donor.evidence());
    return IntStream.range(0, own.length)
        .mapToDouble(i -> Math.abs(own[i] - given[i]))
        .max()
        .orElseThrow();
  }

  private static double[] row(DonorPair pair) {
    return pair.predictions().stream()
        .flatMap(p -> p.change().stream())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static List<String> names(BeliefTask task) {
    int coordinates =
        task.scale(IntStream.range(0, task.symbols().size()).mapToDouble(_ -> 0.5).toArray())
            .length;
    List<String> names = new ArrayList<>();
    for (Variable hypothesis : task.hypotheses()) {
      for (int i = 0; i < coordinates; i++) {
        names.add(coordinates == 1 ? hypothesis.name() : hypothesis + "_" + task.symbols().get(i));
      }
    }
    return names;
  }

  private static List<Double> deviations(List<double[]> rows, int columns) {
    return IntStream.range(0, columns)
        .mapToObj(
            i -> {
              double[] column = rows.stream().mapToDouble(row -> row[i]).toArray();
              double mean = Arrays.stream(column).average().orElse(Double.NaN);
              return Math.sqrt(
                  Arrays.stream(column)
                      .map(x -> (x - mean) * (x - mean))
                      .average()
                      .orElse(Double.NaN));
            })
        .toList();
  }
}
