package dev.credence.transformer.plan;

import java.util.List;

/**
 * What one layer is told.
 *
 * @param layer counted from 0
 * @param keys rows whose keys and values are needed; made from rows of the stream
 * @param queries rows that look back; made from {@code keys}
 * @param branches how they look back
 * @param output rows that leave the layer; made from {@code queries}
 */
public record LayerPlan(
    int layer, StagePlan keys, StagePlan queries, List<Branch> branches, StagePlan output) {

  /** Whether nothing above needs this layer. */
  public boolean isEmpty() {
    return keys.rows() == 0;
  }

  LayerPlan withoutCaptures() {
    return new LayerPlan(
        layer,
        keys.withoutCaptures(),
        queries.withoutCaptures(),
        branches,
        output.withoutCaptures());
  }
}
