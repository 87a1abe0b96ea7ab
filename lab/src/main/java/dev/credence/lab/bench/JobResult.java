package dev.credence.lab.bench;

import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job gave.
 *
 * @param sets what was run, one after the other
 * @param logits {@code [cells, 2]}, raw, at the last position: the cell's first symbol and its
 *     second
 * @param arrays what else it found, by file name without ending
 * @param texts the same in words, by file name
 */
public record JobResult(
    List<CellSet> sets, NdArray logits, Map<String, NdArray> arrays, Map<String, String> texts) {

  /** Keeps copies. */
  public JobResult {
    sets = List.copyOf(sets);
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** Of one set and nothing but its logits. */
  static JobResult of(CellSet set, float[] logits) {
    return new JobResult(
        List.of(set), NdArray.of(logits, logits.length / 2, 2), Map.of(), Map.of());
  }

  /**
   * How many cells.
   *
   * @return rows of {@link #logits}
   */
  public int cells() {
    return Math.toIntExact(logits.shape()[0]);
  }
}
