package dev.credence.transformer.plan;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a forward pass over some cells computes: the distinct living rows of every layer, and how
 * each is made from those below.
 *
 * <p>A row is the state of one token position in one layer. In a causal transformer it depends only
 * on the tokens up to its position and on the edits at or before its layer at positions up to its
 * own, so two cells share a row exactly when those agree. Worked out before anything runs, and
 * without a tensor.
 */
public final class RowPlan {
  private final ModelConfig config;
  private final List<BoundCell> cells;
  private final StagePlan embedding;
  private final List<LayerPlan> layers;
  private final StagePlan last;
  private final int[][] readRows;

  RowPlan(
      ModelConfig config,
      List<BoundCell> cells,
      StagePlan embedding,
      List<LayerPlan> layers,
      StagePlan last,
      int[][] readRows) {
    this.config = config;
    this.cells = cells;
    this.embedding = embedding;
    this.layers = layers;
    this.last = last;
    this.readRows = readRows;
  }

  /**
   * The plan of all cells of a set.
   *
   * @param functions edits of this process, by cell id
   * @throws dev.credence.transformer.config.InvalidInputException if a cell names something that is
   *     not there, or an edit would never fire
   */
  public static RowPlan of(
      CellSet set, ModelConfig config, HookTable hooks, Map<String, List<Edit>> functions) {
    int[] all = IntStream.range(0, set.cells().size()).toArray();
    return of(set, all, config, hooks, functions);
  }

  /**
   * The plan of some cells of a set, by index, with the donors they need. That every edit fires is
   * asked of the whole set: a donor that some cells take little from may be read in others.
   */
  public static RowPlan of(
      CellSet set,
      int[] wanted,
      ModelConfig config,
      HookTable hooks,
      Map<String, List<Edit>> functions) {
    List<BoundCell> cells = new CellBinder(set, config, hooks, functions).bind(wanted);
    RowPlanner planner = new RowPlanner(config, cells);
    if (wanted.length == set.cells().size()) {
      planner.checkThatEditsFire();
    }
    return planner.plan();
  }

  /** The embedding's rows; their inputs are token ids. */
  public StagePlan embedding() {
    return embedding;
  }

  /** The layers, from the first on; those above the last living one are empty. */
  public List<LayerPlan> layers() {
    return layers;
  }

  /** The rows that reach the final norm and the unembedding. */
  public StagePlan last() {
    return last;
  }

  /** Cells, donors that were added included. */
  public int cells() {
    return cells.size();
  }

  /** Tokens of the longest prompt. */
  public int longest() {
    return cells.stream().mapToInt(cell -> cell.tokens().length).max().orElse(0);
  }

  /**
   * The cell whose logits are those of a cell's prompt without edits, or -1 where none is needed.
   */
  public int baseline(int cell) {
    return cells.get(cell).baseline();
  }

  /** Tokens of a cell's prompt. */
  public int length(int cell) {
    return cells.get(cell).tokens().length;
  }

  /** Positions at which a cell's logits are read, in order. */
  public int[] readPositions(int cell) {
    return cells.get(cell).reads();
  }

  /** The rows of {@link #last} that belong to {@link #readPositions}. */
  public int[] readRows(int cell) {
    return readRows[cell];
  }

  /** Rows of one plain forward pass per cell, in any layer. */
  public long naiveRows() {
    return cells.stream().mapToLong(cell -> cell.tokens().length).sum();
  }

  /** Rows that leave layers, over all layers. */
  public long livingRows() {
    return layers.stream().mapToLong(layer -> layer.output().rows()).sum();
  }

  /** Floating-point operations of the matrix products, living rows only. */
  public double flops() {
    double flops = 0;
    for (LayerPlan layer : layers) {
      flops += flops(layer);
    }
    return flops + 2.0 * last.rows() * config.dModel() * config.vocabOut();
  }

  /** Floating-point operations of one layer's matrix products. */
  public double flops(LayerPlan layer) {
    double head = config.dHead();
    double width = config.dModel();
    double flops = 4.0 * layer.keys().rows() * width * config.kvHeads() * head;
    flops += 2.0 * layer.queries().rows() * width * config.heads() * head;
    for (Branch branch : layer.branches()) {
      flops +=
          4.0 * branch.count() * branch.keysEach() * branch.queriesEach() * config.heads() * head;
    }
    double products = config.gated() ? 3 : 2;
    return flops
        + 2.0 * layer.output().rows() * width * (config.heads() * head + products * config.dMlp());
  }

  /** Floating-point operations of one plain forward pass per cell, logits at every position. */
  public double naiveFlops() {
    double flops = 0;
    double perRow =
        2.0
            * config.dModel()
            * ((2.0 * config.kvHeads() + 2.0 * config.heads()) * config.dHead()
                + (config.gated() ? 3.0 : 2.0) * config.dMlp());
    for (BoundCell cell : cells) {
      double n = cell.tokens().length;
      flops +=
          config.layers() * (n * perRow + 4.0 * n * n * config.heads() * config.dHead())
              + 2.0 * n * config.dModel() * config.vocabOut();
    }
    return flops;
  }

  /** Bytes of the largest layer's activations in float32, an estimate from its rows. */
  public long peakBytes() {
    long peak = 0;
    for (LayerPlan layer : layers) {
      long floats =
          (long) layer.keys().rows()
                  * (2L * config.dModel() + 3L * config.kvHeads() * config.dHead())
              + (long) layer.queries().rows()
                  * (2L * config.dModel() + 3L * config.heads() * config.dHead())
              + (long) layer.output().rows() * (5L * config.dModel() + 3L * config.dMlp());
      long scores = 0;
      for (Branch branch : layer.branches()) {
        long gathered =
            (long) branch.count() * branch.keysEach() * config.kvHeads() * config.dHead() * 2;
        long entries =
            (long) branch.count() * branch.keysEach() * branch.queriesEach() * config.heads() * 2;
        scores = Math.max(scores, gathered + entries);
      }
      peak = Math.max(peak, floats + scores);
    }
    return Float.BYTES * peak;
  }

  /** The plan in words: cells, rows naive and living, work, bytes. */
  public String explain() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d cells, %,d rows a layer in plain passes%n",
            cells.size(),
            naiveRows()));
    text.append(
        String.format(
            Locale.ROOT,
            "%-7s %10s %10s %10s %9s%n",
            "layer",
            "keys",
            "queries",
            "output",
            "GFLOP"));
    for (LayerPlan layer : layers) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-7d %,10d %,10d %,10d %9.2f%n",
              layer.layer(),
              layer.keys().rows(),
              layer.queries().rows(),
              layer.output().rows(),
              flops(layer) / 1e9));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%-7s %10s %10s %,10d %9.2f%n",
            "logits",
            "",
            "",
            last.rows(),
            2.0 * last.rows() * config.dModel() * config.vocabOut() / 1e9));
    return text.append(
            String.format(
                Locale.ROOT,
                "%.1f GFLOP, %.1f times fewer than plain passes; about %,d MiB of activations%n",
                flops() / 1e9,
                naiveFlops() / Math.max(1, flops()),
                peakBytes() >> 20))
        .toString();
  }

  @Override
  public String toString() {
    return "RowPlan["
        + cells.size()
        + " cells, living rows "
        + livingRows()
        + ", layers "
        + Arrays.toString(layers.stream().mapToInt(layer -> layer.output().rows()).toArray())
        + "]";
  }
}
