package dev.credence.belief.observer.tournament;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Parts of the observations, of which each is held out once. A group is never torn: an observer is
 * judged on groups it has not seen.
 *
 * @param count how many parts
 * @param of {@code [observation]}: its part, from 0
 * @param groups how many groups there are
 */
record Folds(int count, List<Integer> of, int groups) {

  /**
   * Deals groups, in random order, each to the smallest part so far. The order of the observations
   * plays no part.
   *
   * @param most parts, where there are as many groups
   */
  static <S extends Shown> Folds of(List<Observation<S>> observations, int most, long seed) {
    TreeMap<String, Integer> sizes = new TreeMap<>();
    observations.forEach(o -> sizes.merge(o.shown().group(), 1, Integer::sum));
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "tournament: all "
              + observations.size()
              + " observations belong to one group "
              + new TreeSet<>(sizes.keySet())
              + ", so none can be held out; vary the length of evidence or the question");
    }
    List<String> order = new ArrayList<>(sizes.keySet());
    NumpyRandom.ofSeed(seed).shuffle(order);
    int[] filled = new int[Math.min(most, order.size())];
    TreeMap<String, Integer> fold = new TreeMap<>();
    for (String group : order) {
      int smallest = 0;
      for (int f = 1; f < filled.length; f++) {
        if (filled[f] < filled[smallest]) {
          smallest = f;
        }
      }
      fold.put(group, smallest);
      filled[smallest] += sizes.getOrDefault(group, 0);
    }
    List<Integer> of =
        observations.stream().map(o -> fold.getOrDefault(o.shown().group(), 0)).toList();
    return new Folds(filled.length, of, order.size());
  }

  /** All but one part. */
  <T> List<T> without(int fold, List<T> all) {
    List<T> rest = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (of.get(i) != fold) {
        rest.add(all.get(i));
      }
    }
    return rest;
  }
}
