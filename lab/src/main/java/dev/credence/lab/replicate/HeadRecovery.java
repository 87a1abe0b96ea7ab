package dev.credence.lab.replicate;

import dev.credence.lab.statistics.StableOrder;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Share of the clean run's logit difference that each head restores when its output is patched into
 * the corrupt run (denoising).
 *
 * <pre>
 * recovery[l][h] = (d_patched - d_corrupt) / (d_clean - d_corrupt),
 * 0 where |d_clean - d_corrupt| is at most 1e-8
 * d = logit(X) - logit(Y) at the last position, in nats
 * </pre>
 *
 * @param layers of the model
 * @param heads of a layer
 * @param values {@code [layer * heads + head]}; NaN where a head was not measured
 * @see <a href="https://arxiv.org/abs/2309.16042">Zhang and Nanda, Best Practices of Activation
 *     Patching</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HeadRecovery(int layers, int heads, float[] values) {

  /**
   * A head.
   *
   * @param layer from 0 on
   * @param head in its layer, from 0 on
   */
  public record Head(int layer, int head) {}

  /**
   * The edits that zero some heads' outputs, {@code hook_z} at every position.
   *
   * @param heads in any order
   * @return one edit a layer, from the lowest on
   */
  public static List<Intervention> ablation(List<Head> heads) {
    TreeMap<Integer, SortedSet<Integer>> byLayer = new TreeMap<>();
    heads.forEach(h -> byLayer.computeIfAbsent(h.layer(), layer -> new TreeSet<>()).add(h.head()));
    List<Intervention> edits = new ArrayList<>();
    byLayer.forEach(
        (layer, chosen) ->
            edits.add(
                new Ablate(
                    Site.heads(HookPoint.of(Hook.Z, layer), chosen.toArray(Integer[]::new)),
                    Ablation.ZERO)));
    return edits;
  }

  /**
   * The heads to ablate.
   *
   * @param bayes those of highest recovery, highest first
   * @param anti those of lowest, lowest last
   */
  public record Selection(List<Head> bayes, List<Head> anti) {
    boolean overlaps() {
      return bayes.stream().anyMatch(anti::contains);
    }

    /**
     * The notebook's {@code selected_heads.txt}.
     *
     * @return all of it
     */
    public String text() {
      var text = new StringBuilder("BAYES_HEADS\n");
      bayes.forEach(h -> text.append(h.layer()).append(',').append(h.head()).append('\n'));
      text.append("\nANTI_HEADS\n");
      anti.forEach(h -> text.append(h.layer()).append(',').append(h.head()).append('\n'));
      return text.toString();
    }
  }

  /**
   * Of a model no head of which was measured.
   *
   * @param layers of the model
   * @param heads of a layer
   * @return NaN throughout
   */
  public static HeadRecovery unmeasured(int layers, int heads) {
    float[] values = new float[layers * heads];
    Arrays.fill(values, Float.NaN);
    return new HeadRecovery(layers, heads, values);
  }

  /**
   * Reads what a part, or a notebook, left.
   *
   * @param array {@code [layers, heads]}
   * @param layers of the model
   * @param heads of a layer
   * @param file what messages call it
   * @return the same
   * @throws InvalidInputException if it is not {@code [layers, heads]}
   */
  public static HeadRecovery of(NdArray array, int layers, int heads, String file) {
    if (!Arrays.equals(array.shape(), new long[] {layers, heads})) {
      throw new InvalidInputException(
          "%s: its shape is %s; this model has %d layers of %d heads, so [%d, %d] was expected."
              + " From another model?",
          file, Arrays.toString(array.shape()), layers, heads, layers, heads);
    }
    return new HeadRecovery(layers, heads, array.floats().clone());
  }

  /**
   * Notes a head's recovery.
   *
   * @param layer from 0 on
   * @param head from 0 on
   * @param recovery its value
   */
  public void set(int layer, int head, double recovery) {
    values[layer * heads + head] = (float) recovery;
  }

  double get(int layer, int head) {
    return values[layer * heads + head];
  }

  /**
   * The formula above.
   *
   * @param clean logit difference of the clean run, in nats
   * @param corrupt of the corrupt run
   * @param patched of the corrupt run with one head patched
   * @return dimensionless; 0 where clean and corrupt do not differ
   */
  public static double recovery(double clean, double corrupt, double patched) {
    double effect = clean - corrupt;
    return Math.abs(effect) > 1e-8 ? (patched - corrupt) / effect : 0;
  }

  /** NaN where a head was not measured. */
  NdArray array() {
    return NdArray.of(values.clone(), layers, heads);
  }

  /**
   * The values as the notebook has them.
   *
   * @return {@code [layers, heads]}, 0 where a head was not measured
   */
  public NdArray arrayWithZeros() {
    float[] filled = values.clone();
    for (int i = 0; i < filled.length; i++) {
      filled[i] = Float.isNaN(filled[i]) ? 0 : filled[i];
    }
    return NdArray.of(filled, layers, heads);
  }

  int unmeasured() {
    int missing = 0;
    for (float value : values) {
      missing += Float.isNaN(value) ? 1 : 0;
    }
    return missing;
  }

  /**
   * The first and the last of the heads, highest recovery first and equal ones by layer and head.
   * Heads whose value is NaN are left out.
   *
   * @param topK how many of each, if there are as many
   * @return both groups
   */
  public Selection select(int topK) {
    List<Head> measured = new ArrayList<>();
    List<Double> recoveries = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (int head = 0; head < heads; head++) {
        if (!Double.isNaN(get(layer, head))) {
          measured.add(new Head(layer, head));
          recoveries.add(get(layer, head));
        }
      }
    }
    int[] order =
        StableOrder.descending(recoveries.stream().mapToDouble(Double::doubleValue).toArray());
    List<Head> ranked = Arrays.stream(order).mapToObj(measured::get).toList();
    int k = Math.min(topK, ranked.size());
    return new Selection(ranked.subList(0, k), ranked.subList(ranked.size() - k, ranked.size()));
  }
}
