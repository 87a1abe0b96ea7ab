package dev.credence.lab.replicate;

import dev.credence.lab.statistics.StableOrder;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
record HeadRecovery(int layers, int heads, float[] values) {

  /** Layers count from 0, heads too. */
  record Head(int layer, int head) {}

  /** The heads to ablate: those of highest and those of lowest recovery, in the order of both. */
  record Selection(List<Head> bayes, List<Head> anti) {
    boolean overlaps() {
      return bayes.stream().anyMatch(anti::contains);
    }

    /** The notebook's {@code selected_heads.txt}. */
    String text() {
      var text = new StringBuilder("BAYES_HEADS\n");
      bayes.forEach(h -> text.append(h.layer()).append(',').append(h.head()).append('\n'));
      text.append("\nANTI_HEADS\n");
      anti.forEach(h -> text.append(h.layer()).append(',').append(h.head()).append('\n'));
      return text.toString();
    }
  }

  static HeadRecovery unmeasured(int layers, int heads) {
    float[] values = new float[layers * heads];
    Arrays.fill(values, Float.NaN);
    return new HeadRecovery(layers, heads, values);
  }

  /**
   * Reads what a part, or a notebook, left.
   *
   * @throws InvalidInputException if it is not {@code [layers, heads]}
   */
  static HeadRecovery of(NdArray array, int layers, int heads, String file) {
    if (!Arrays.equals(array.shape(), new long[] {layers, heads})) {
      throw new InvalidInputException(
          "%s: its shape is %s; this model has %d layers of %d heads, so [%d, %d] was expected."
              + " From another model?",
          file, Arrays.toString(array.shape()), layers, heads, layers, heads);
    }
    return new HeadRecovery(layers, heads, array.floats().clone());
  }

  void set(int layer, int head, double recovery) {
    values[layer * heads + head] = (float) recovery;
  }

  double get(int layer, int head) {
    return values[layer * heads + head];
  }

  static double recovery(double clean, double corrupt, double patched) {
    double effect = clean - corrupt;
    return Math.abs(effect) > 1e-8 ? (patched - corrupt) / effect : 0;
  }

  /** NaN where a head was not measured. */
  NdArray array() {
    return NdArray.of(values.clone(), layers, heads);
  }

  /** 0 where a head was not measured, as the notebook has it. */
  NdArray arrayWithZeros() {
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
   */
  Selection select(int topK) {
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
