package dev.credence.belief.design;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.Question;
import dev.credence.belief.question.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cells of a study, chosen before any model is asked: questions, lengths, counts and orders
 * such that belief, counts, frequency, last draw and likeliest answer do not rise and fall
 * together, as far as the task allows.
 *
 * <p>The candidates are all counts of all lengths under all questions, each with some of its
 * orders. Of these, equally many are taken of every question's short and long evidence and of its
 * lower and higher beliefs, as far as there are any, and exchanged within these strata as long as
 * the correlations of {@link BeliefTask#causes} become smaller (their sum of squares). Strata keep
 * an exchange from paying for small correlations with variety. The same task and options give the
 * same cells.
 *
 * @param task what it is about
 * @param cells orders of the same draws stand together
 * @param ordersAtMost orders shown of the same draws, at most
 * @param correlations reached: of every variable's coordinates over the cells
 */
public record Design(
    BeliefTask task, List<DesignCell> cells, int ordersAtMost, Correlations correlations) {
  private static final int LENGTH_PARTS = 2;
  private static final int BELIEF_PARTS = 2;

  /** Keeps a copy. */
  public Design {
    cells = List.copyOf(cells);
  }

  /**
   * Chooses.
   *
   * @param task what it is about
   * @param options how large, how shown, and the seed
   * @return the design; with fewer cells where the evidence space has no more
   * @throws IllegalArgumentException if no evidence can occur, or its orders are too many to list
   *     (see {@link WeightedOrders#of})
   */
  public static Design of(BeliefTask task, DesignOptions options) {
    NumpyRandom random = NumpyRandom.ofSeed(options.seed());
    int orders = options.orders();
    List<Candidate> candidates = candidates(task, orders, options.beliefLimit(), random);
    while (cells(candidates) < options.size()
        && candidates.stream().anyMatch(Candidate::hasMoreOrders)) {
      orders *= 2;
      candidates = candidates(task, orders, options.beliefLimit(), random);
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "design: no evidence of "
              + task.evidence().min()
              + " to "
              + task.evidence().max()
              + " draws can occur within the belief limit of "
              + options.beliefLimit());
    }
    List<Candidate> chosen = choose(task, candidates, options.size(), random);
    return of(task, show(task, chosen, options.presentations(), random), orders);
  }

  private static Design of(BeliefTask task, List<DesignCell> cells, int orders) {
    return new Design(task, cells, orders, correlations(task, cells));
  }

  /** Counts under a question, with some of their orders. */
  private record Candidate(Question question, List<Integer> counts, WeightedOrders shown) {
    int length() {
      return counts.stream().mapToInt(Integer::intValue).sum();
    }

    /** First coordinate of the task's first variable after the first order. */
    double belief(BeliefTask task) {
      return beliefs(task, shown.orders().getFirst())[0];
    }

    boolean within(BeliefTask task, double limit) {
      return shown.orders().stream()
          .flatMapToDouble(order -> Arrays.stream(beliefs(task, order)))
          .allMatch(b -> Math.abs(b) <= limit);
    }

    private double[] beliefs(BeliefTask task, WeightedOrders.Weighted order) {
      return question.value(task.variables().getFirst(), order.word());
    }

    boolean hasMoreOrders() {
      return shown.orders().size() < shown.total();
    }
  }

  private static int cells(List<Candidate> candidates) {
    return candidates.stream().mapToInt(c -> c.shown().orders().size()).sum();
  }

  private static List<Candidate> candidates(
      BeliefTask task, int orders, double limit, NumpyRandom random) {
    List<Candidate> candidates = new ArrayList<>();
    for (Question question : task.questions()) {
      for (int n = task.evidence().min(); n <= task.evidence().max(); n++) {
        counts(n, task.symbols().size())
            .forEach(
                counts -> {
                  var shown = WeightedOrders.of(question, counts, orders, random);
                  var candidate = new Candidate(question, counts, shown);
                  if (!shown.orders().isEmpty() && candidate.within(task, limit)) {
                    candidates.add(candidate);
                  }
                });
      }
    }
    return candidates;
  }

  /** Every way to share n draws among so many symbols. */
  private static Stream<List<Integer>> counts(int n, int kinds) {
    if (kinds == 1) {
      return Stream.of(List.of(n));
    }
    return IntStream.rangeClosed(0, n)
        .boxed()
        .flatMap(
            first ->
                counts(n - first, kinds - 1)
                    .map(rest -> Stream.concat(Stream.of(first), rest.stream()).toList()));
  }

  private record Stratum(Question question, int length, int belief) {}

  private static List<Candidate> choose(
      BeliefTask task, List<Candidate> candidates, int size, NumpyRandom random) {
    Map<Candidate, Stratum> strata = strata(task, candidates);
    List<Exchange.Unit> units =
        candidates.stream()
            .map(
                c ->
                    new Exchange.Unit(
                        Objects.requireNonNull(strata.get(c)),
                        c.shown().orders().stream()
                            .map(o -> row(task.causes(), c.question(), o))
                            .toList()))
            .toList();
    int[] groups =
        IntStream.range(0, task.causes().size())
            .flatMap(i -> IntStream.generate(() -> i).limit(task.causes().get(i).dimension()))
            .toArray();
    return new Exchange(units, groups).choose(size, random).stream().map(candidates::get).toList();
  }

  /** Of every question: parts of the lengths, and of each as many parts of the beliefs. */
  private static Map<Candidate, Stratum> strata(BeliefTask task, List<Candidate> candidates) {
    int lengths = task.evidence().max() - task.evidence().min() + 1;
    Map<Candidate, Stratum> strata = new IdentityHashMap<>();
    candidates.stream()
        .collect(
            Collectors.groupingBy(Candidate::question, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (question, of) -> {
              List<Candidate> byBelief =
                  of.stream().sorted(Comparator.comparingDouble(c -> c.belief(task))).toList();
              for (int i = 0; i < byBelief.size(); i++) {
                Candidate c = byBelief.get(i);
                int length = (c.length() - task.evidence().min()) * LENGTH_PARTS / lengths;
                strata.put(c, new Stratum(question, length, i * BELIEF_PARTS / byBelief.size()));
              }
            });
    return strata;
  }

  private static double[] row(
      List<Variable> variables, Question question, WeightedOrders.Weighted order) {
    return variables.stream()
        .flatMapToDouble(v -> Arrays.stream(question.value(v, order.word())))
        .toArray();
  }

  /** Presentations go round in random blocks, by belief, so that none is about one belief only. */
  private static List<DesignCell> show(
      BeliefTask task,
      List<Candidate> chosen,
      List<? extends Presentation> presentations,
      NumpyRandom random) {
    List<Integer> byBelief =
        IntStream.range(0, chosen.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> chosen.get(i).belief(task)))
            .toList();
    Presentation[] assigned = new Presentation[chosen.size()];
    int[] block = {};
    for (int i = 0; i < assigned.length; i++) {
      int place = i % presentations.size();
      if (place == 0 && presentations.size() > 1) {
        block = random.permutation(presentations.size());
      }
      assigned[byBelief.get(i)] = presentations.get(presentations.size() > 1 ? block[place] : 0);
    }
    List<DesignCell> cells = new ArrayList<>();
    for (int i = 0; i < assigned.length; i++) {
      Candidate c = chosen.get(i);
      var multiset = new DesignCell.Multiset(c.question().pair(), c.counts());
      for (WeightedOrders.Weighted order : c.shown().orders()) {
        cells.add(
            new DesignCell(c.question(), order.word(), assigned[i], multiset, order.weight()));
      }
    }
    return cells;
  }

  /**
   * The correlations of a task's variables over some cells.
   *
   * @param task what the cells are about
   * @param cells any
   * @return of every coordinate of every variable, by its name
   */
  public static Correlations correlations(BeliefTask task, List<DesignCell> cells) {
    List<Variable> variables = task.variables();
    return Correlations.of(
        variables.stream().flatMap(v -> v.coordinates().stream()).toList(),
        cells.stream()
            .map(
                cell ->
                    row(
                        variables,
                        cell.question(),
                        new WeightedOrders.Weighted(cell.evidence(), cell.weight())))
            .toList());
  }

  /**
   * The correlations that were to be small.
   *
   * @return of the coordinates of {@link BeliefTask#causes}
   */
  public Correlations causes() {
    return correlations.among(
        task.causes().stream().flatMap(v -> v.coordinates().stream()).toList());
  }
}
