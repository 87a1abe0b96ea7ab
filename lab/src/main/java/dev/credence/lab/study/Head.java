package dev.credence.lab.study;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * An attention head.
 *
 * @param layer from 0 on
 * @param head in its layer, from 0 on
 */
record Head(int layer, int head) implements Comparable<Head> {
  private static final Comparator<Head> ORDER =
      Comparator.comparingInt(Head::layer).thenComparingInt(Head::head);

  /** All of a model, layer by layer: the order in which effects are kept. */
  static List<Head> all(ModelConfig config) {
    List<Head> all = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int head = 0; head < config.heads(); head++) {
        all.add(new Head(layer, head));
      }
    }
    return all;
  }

  /** {@code hook_z} of some heads becomes what it is in another run, one edit a layer. */
  static List<Intervention> patch(Collection<Head> heads, Positions positions, String from) {
    return edits(heads, positions, site -> new Patch(site, from));
  }

  /** {@code hook_z} of some heads becomes what it is for another prompt. */
  static List<Intervention> resample(Collection<Head> heads, Positions positions, String from) {
    return edits(heads, positions, site -> new Ablate(site, new Ablation.Resample(from)));
  }

  private static List<Intervention> edits(
      Collection<Head> heads, Positions positions, Function<Site, Intervention> edit) {
    TreeMap<Integer, SortedSet<Integer>> byLayer = new TreeMap<>();
    heads.forEach(h -> byLayer.computeIfAbsent(h.layer(), _ -> new TreeSet<>()).add(h.head()));
    List<Intervention> edits = new ArrayList<>();
    byLayer.forEach(
        (layer, of) ->
            edits.add(
                edit.apply(
                    new Site(HookPoint.of(Hook.Z, layer), positions, List.copyOf(of), List.of()))));
    return edits;
  }

  @Override
  public int compareTo(Head other) {
    return ORDER.compare(this, other);
  }

  /** As a sentence calls it: {@code 7.3}. */
  @Override
  public String toString() {
    return layer + "." + head;
  }
}
