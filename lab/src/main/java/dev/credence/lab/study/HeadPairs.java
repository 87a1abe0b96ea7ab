package dev.credence.lab.study;

import dev.credence.belief.Word;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DesignOptions;
import dev.credence.belief.design.Splits.Split;
import dev.credence.belief.design.WeightedOrders;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.ask.Asked;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pairs for the patching of heads. The base is a cell of a split. Its partner is made for it: the
 * same question, presentation, length and last draw, other counts, an exact answer that is at least
 * half as far away as any, and of these the order whose runs and neighbours are most like the
 * base's. Sources take turns, so that no pair of generators has most of the pairs.
 *
 * <p>A partner's counts are never of another split; counts that the design does not have are dealt
 * to the select and the confirm split by their hash.
 */
final class HeadPairs {
  /** Of a multiset of draws, as many orders are looked at. */
  private static final int ORDERS = 12;

  /** Knuth's multiplier: the sign of the product depends on all bits of the hash. */
  private static final int MIX = 0x9E3779B1;

  private final Setting setting;
  private final Split split;
  private final int draws;
  private final NumpyRandom random;
  private final Map<DesignCell.Multiset, Split> dealt = new HashMap<>();

  private HeadPairs(Setting setting, Split split, int draws, long seed) {
    this.setting = setting;
    this.split = split;
    this.draws = Math.max(draws, setting.task().evidence().min());
    this.random = NumpyRandom.ofSeed(seed);
    for (Split each : Split.values()) {
      setting.splits().cells(each).forEach(c -> dealt.put(c.multiset(), each));
    }
  }

  /**
   * Makes pairs.
   *
   * @return as many, or fewer if the split has no more bases with a partner
   */
  static List<HeadPair> of(Setting setting, Split split, HeadOptions options, long seed) {
    return new HeadPairs(setting, split, options.draws(), seed).find(options.pairs());
  }

  private List<HeadPair> find(int size) {
    Map<String, Deque<DesignCell>> bySource = new LinkedHashMap<>();
    for (DesignCell cell : random.permutation(setting.splits().cells(split))) {
      if (cell.evidence().length() >= 2 && cell.evidence().length() <= draws) {
        bySource.computeIfAbsent(cell.multiset().pair(), _ -> new ArrayDeque<>()).add(cell);
      }
    }
    List<HeadPair> found = new ArrayList<>();
    while (found.size() < size && !bySource.isEmpty()) {
      for (Deque<DesignCell> bases : bySource.values()) {
        Optional<HeadPair> pair = Optional.empty();
        while (found.size() < size && pair.isEmpty() && !bases.isEmpty()) {
          pair = partner(bases.remove());
        }
        pair.ifPresent(found::add);
      }
      bySource.values().removeIf(Deque::isEmpty);
    }
    return List.copyOf(found);
  }

  private boolean allowed(DesignCell.Multiset multiset) {
    Split known = dealt.get(multiset);
    if (known != null) {
      return known == split;
    }
    int hash = MIX * (31 * multiset.pair().hashCode() + multiset.counts().hashCode());
    return split == (hash >= 0 ? Split.SELECT : Split.CONFIRM);
  }

  private Optional<HeadPair> partner(DesignCell base) {
    List<DesignCell> candidates = candidates(base);
    double greatest = candidates.stream().mapToDouble(c -> distance(base, c)).max().orElse(0);
    if (greatest == 0) {
      return Optional.empty();
    }
    List<DesignCell> apart =
        candidates.stream()
            .filter(c -> distance(base, c) >= greatest / 2)
            .sorted(Comparator.comparingInt(c -> unlike(base.evidence(), c.evidence())))
            .toList();
    Asked asked = setting.interview().ask(base);
    for (DesignCell donor : apart) {
      Asked given = setting.interview().ask(donor);
      if (given.tokens().size() == asked.tokens().size()) {
        return Optional.of(pair(base, donor, other(base, donor, candidates, asked)));
      }
    }
    return Optional.empty();
  }

  /** A third one of other counts than both; one of the two where there is none. */
  private DesignCell other(
      DesignCell base, DesignCell donor, List<DesignCell> candidates, Asked asked) {
    List<DesignCell> others =
        candidates.stream()
            .filter(c -> !c.multiset().equals(donor.multiset()))
            .filter(c -> setting.interview().ask(c).tokens().size() == asked.tokens().size())
            .toList();
    List<DesignCell> from = others.isEmpty() ? List.of(base, donor) : others;
    return from.get(random.integers(from.size()));
  }

  private HeadPair pair(DesignCell base, DesignCell donor, DesignCell other) {
    boolean donorIsStronger = strength(donor) >= strength(base);
    DesignCell clean = donorIsStronger ? donor : base;
    DesignCell corrupt = donorIsStronger ? base : donor;
    Asked weak = setting.interview().ask(corrupt);
    Asked strong = setting.interview().ask(clean);
    Asked third = setting.interview().ask(other);
    double[] high = exact(clean);
    double[] low = exact(corrupt);
    int from = Math.min(firstUnlike(weak, strong), firstUnlike(weak, third));
    return new HeadPair(
        corrupt,
        clean,
        other,
        weak,
        strong,
        third,
        IntStream.range(0, low.length).mapToObj(i -> high[i] - low[i]).toList(),
        from);
  }

  private static int firstUnlike(Asked a, Asked b) {
    int i = 0;
    while (i < a.tokens().size() && a.tokens().get(i).equals(b.tokens().get(i))) {
      i++;
    }
    return i;
  }

  private double strength(DesignCell cell) {
    return Arrays.stream(belief(cell)).map(b -> b * b).sum();
  }

  /** Of exact Bayes, not of the fitted observer: to one that damps all, all pairs are alike. */
  private double[] exact(DesignCell cell) {
    return setting.task().scale(cell.question().predictive(cell.evidence()));
  }

  private double[] belief(DesignCell cell) {
    return cell.question().value(setting.task().variables().getFirst(), cell.evidence());
  }

  /** How far the exact answers lie apart. */
  private double distance(DesignCell a, DesignCell b) {
    double[] one = exact(a);
    double[] two = exact(b);
    return Math.sqrt(
        IntStream.range(0, one.length)
            .mapToDouble(i -> (one[i] - two[i]) * (one[i] - two[i]))
            .sum());
  }

  private List<DesignCell> candidates(DesignCell base) {
    int kinds = base.multiset().counts().size();
    List<DesignCell> candidates =
        counts(base.evidence().length(), kinds)
            .filter(counts -> !counts.equals(base.multiset().counts()))
            .map(counts -> new DesignCell.Multiset(base.multiset().pair(), counts))
            .filter(this::allowed)
            .flatMap(
                multiset ->
                    WeightedOrders.of(base.question(), multiset.counts(), ORDERS, random)
                        .orders()
                        .stream()
                        .map(WeightedOrders.Weighted::word)
                        .filter(word -> word.last() == base.evidence().last())
                        .map(
                            word ->
                                new DesignCell(
                                    base.question(), word, base.presentation(), multiset, 1)))
            .filter(
                cell ->
                    Arrays.stream(belief(cell))
                        .allMatch(b -> Math.abs(b) <= DesignOptions.STANDARD_BELIEF_LIMIT))
            .toList();
    return random.permutation(candidates);
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

  /** Difference in the number of runs and in how often each symbol follows each. */
  private static int unlike(Word a, Word b) {
    Map<List<Integer>, Integer> follows = new HashMap<>();
    int runs = 0;
    for (int i = 1; i < a.length(); i++) {
      List<Integer> one = a.symbols().subList(i - 1, i + 1);
      List<Integer> two = b.symbols().subList(i - 1, i + 1);
      follows.merge(one, 1, Integer::sum);
      follows.merge(two, -1, Integer::sum);
      runs += one.getFirst().equals(one.getLast()) ? 0 : 1;
      runs -= two.getFirst().equals(two.getLast()) ? 0 : 1;
    }
    return Math.abs(runs) + follows.values().stream().mapToInt(Math::abs).sum();
  }
}
