package dev.credence.lab.study;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Random sets of heads to hold a chosen one against: as many heads in the same layers, each other
 * than the chosen set.
 *
 * <p>A layer has few heads, and a small set few others like it. Where there are fewer than are
 * asked for, heads of the next layers may stand in, one layer further at a time, until there are
 * enough or no more.
 *
 * @see <a href="https://arxiv.org/abs/2410.13032">Shi et al., Hypothesis Testing the Circuit
 *     Hypothesis in LLMs</a>
 */
final class RandomHeads {
  /** Draws for each set that is wanted before a wider window is tried. */
  private static final int ATTEMPTS = 20;

  /** From as many sets for each that is wanted those of the nearest norm are taken. */
  private static final int POOL = 5;

  private final int layers;
  private final int heads;
  private final int wanted;
  private final NumpyRandom random;

  RandomHeads(int layers, int heads, int wanted, long seed) {
    this.layers = layers;
    this.heads = heads;
    this.wanted = wanted;
    this.random = NumpyRandom.ofSeed(seed);
  }

  /**
   * Sets, and from how far they were taken.
   *
   * @param sets distinct, each in order
   * @param window a head stands for one at most so many layers away; 0: the same layer
   */
  record Drawn(List<List<Head>> sets, int window) {
    Drawn {
      sets = List.copyOf(sets);
    }
  }

  /** As many heads of the same layers. */
  Drawn likeLayers(Collection<Head> chosen) {
    return draw(chosen, wanted);
  }

  /**
   * The same, and of these the ones whose heads write most nearly as much.
   *
   * @param norm {@code [head]}: of all heads, layer by layer; squares of a set are added up
   */
  Drawn likeNorms(Collection<Head> chosen, double[] norm) {
    Drawn pool = draw(chosen, POOL * wanted);
    double own = squares(chosen, norm);
    return new Drawn(
        pool.sets().stream()
            .sorted(Comparator.comparingDouble(set -> Math.abs(Math.log(squares(set, norm) / own))))
            .limit(wanted)
            .toList(),
        pool.window());
  }

  /** Sum of squares of the lengths. */
  double squares(Collection<Head> set, double[] norm) {
    return set.stream().mapToDouble(h -> norm[h.layer() * heads + h.head()]).map(x -> x * x).sum();
  }

  private Drawn draw(Collection<Head> chosen, int upTo) {
    List<Head> itself = chosen.stream().sorted().toList();
    Set<List<Head>> sets = new LinkedHashSet<>();
    if (itself.size() == layers * heads) {
      return new Drawn(List.of(), 0);
    }
    int window = 0;
    for (; ; window++) {
      sets.clear();
      for (int i = 0; i < ATTEMPTS * upTo && sets.size() < upTo; i++) {
        List<Head> set = one(chosen, window);
        if (set.size() == itself.size() && !set.equals(itself)) {
          sets.add(set);
        }
      }
      if (sets.size() >= wanted || window >= layers - 1) {
        return new Drawn(List.copyOf(sets), window);
      }
    }
  }

  /** Smaller than the chosen one where no head was left within the window. */
  private List<Head> one(Collection<Head> chosen, int window) {
    Set<Head> set = new HashSet<>();
    for (Head head : random.permutation(List.copyOf(chosen))) {
      List<Head> free = new ArrayList<>();
      int last = Math.min(layers - 1, head.layer() + window);
      for (int layer = Math.max(0, head.layer() - window); layer <= last; layer++) {
        for (int h = 0; h < heads; h++) {
          Head other = new Head(layer, h);
          if (!set.contains(other)) {
            free.add(other);
          }
        }
      }
      if (!free.isEmpty()) {
        set.add(free.get(random.integers(free.size())));
      }
    }
    return set.stream().sorted().toList();
  }
}
