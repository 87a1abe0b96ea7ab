package dev.credence.transformer.plan;

import dev.credence.transformer.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan computes, in numbers. Of several waves it is the sum, but for {@code peakBytes}: of
 * those the largest counts.
 *
 * @param cells cells that were asked for; donors are not counted
 * @param distinctCells cells among them that differ from every other in some row of the last stage;
 *     cells of different waves always count as different
 * @param waves how many forward passes
 * @param naiveRows rows a layer of one plain forward pass per cell
 * @param naiveFlops floating-point operations of these passes, logits at every position
 * @param layers from the first on
 * @param logitRows rows that are unembedded
 * @param logitFlops operations of that
 * @param peakBytes memory of the activations at once, an estimate from the rows
 */
public record Workload(
    int cells,
    int distinctCells,
    int waves,
    long naiveRows,
    double naiveFlops,
    List<Layer> layers,
    long logitRows,
    double logitFlops,
    long peakBytes) {

  /**
   * Bytes that a row of a stage takes in a plan: its number, its position, its place in a branch.
   */
  private static final int PLAN_BYTES = 64;

  /** Keeps a copy. */
  public Workload {
    layers = List.copyOf(layers);
  }

  /**
   * Living rows of one layer, by stage, and the operations of its matrix products.
   *
   * @param keys rows whose keys and values are needed
   * @param queries rows that look back
   * @param output rows that leave the layer
   * @param flops floating-point operations
   */
  public record Layer(long keys, long queries, long output, double flops) {
    private Layer plus(Layer other) {
      return new Layer(
          keys + other.keys, queries + other.queries, output + other.output, flops + other.flops);
    }
  }

  /**
   * Of one plan.
   *
   * @param width bytes of an activation
   */
  static Workload of(RowPlan plan, ModelConfig config, int width) {
    List<Layer> layers = new ArrayList<>();
    for (LayerPlan layer : plan.layers()) {
      layers.add(
          new Layer(
              layer.keys().rows(),
              layer.queries().rows(),
              layer.output().rows(),
              plan.flops(layer)));
    }
    return new Workload(
        plan.wanted(),
        plan.distinct(),
        1,
        plan.naiveRows(),
        naiveFlops(plan, config),
        layers,
        plan.last().rows(),
        plan.logitFlops(),
        peakBytes(plan, config, width));
  }

  private static double naiveFlops(RowPlan plan, ModelConfig config) {
    double width = config.dModel();
    double perHead = 2.0 * width * config.dHead();
    double perRow =
        perHead * (2.0 * config.kvHeads() + 2.0 * config.heads())
            + 2.0 * width * config.dMlp() * products(config);
    double flops = 0;
    for (int cell = 0; cell < plan.wanted(); cell++) {
      double n = plan.length(cell);
      flops +=
          config.layers() * (n * perRow + 4.0 * n * n * config.heads() * config.dHead())
              + 2.0 * n * width * config.vocabOut();
    }
    return flops;
  }

  /** Matrix products of the MLP. */
  static double products(ModelConfig config) {
    return config.gated() ? 3 : 2;
  }

  /** Of the layer that needs most; scores and patterns are float32 in any precision. */
  private static long peakBytes(RowPlan plan, ModelConfig config, int width) {
    long peak = 0;
    for (LayerPlan layer : plan.layers()) {
      long keys = layer.keys().rows();
      long queries = layer.queries().rows();
      long output = layer.output().rows();
      long numbers =
          keys * (2L * config.dModel() + 3L * config.kvHeads() * config.dHead())
              + queries * (2L * config.dModel() + 3L * config.heads() * config.dHead())
              + output * (5L * config.dModel() + 3L * config.dMlp());
      long scores = 0;
      for (Branch branch : layer.branches()) {
        long kept = (long) branch.count() * branch.keysEach();
        long gathered = 2 * kept * config.kvHeads() * config.dHead();
        long entries = 2 * kept * branch.queriesEach() * config.heads();
        scores = Math.max(scores, width * gathered + Float.BYTES * entries);
      }
      peak = Math.max(peak, width * numbers + scores);
    }
    return peak;
  }

  /** Memory of the plan itself, an estimate from the rows. */
  long planBytes() {
    long rows = 0;
    for (Layer layer : layers) {
      rows += layer.keys() + layer.queries() + layer.output();
    }
    return PLAN_BYTES * rows;
  }

  /** Both, one after the other; of the same model. */
  public Workload plus(Workload other) {
    List<Layer> sums = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      sums.add(layers.get(i).plus(other.layers.get(i)));
    }
    return new Workload(
        cells + other.cells,
        distinctCells + other.distinctCells,
        waves + other.waves,
        naiveRows + other.naiveRows,
        naiveFlops + other.naiveFlops,
        sums,
        logitRows + other.logitRows,
        logitFlops + other.logitFlops,
        Math.max(peakBytes, other.peakBytes));
  }

  /** Rows that leave layers, over all layers. */
  public long livingRows() {
    return layers.stream().mapToLong(Layer::output).sum();
  }

  /** Floating-point operations of all matrix products. */
  public double flops() {
    return layers.stream().mapToDouble(Layer::flops).sum() + logitFlops;
  }
}
