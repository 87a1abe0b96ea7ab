package dev.credence.transformer.plan;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import java.util.Arrays;
import java.util.List;
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
  private final int wanted;
  private final int distinct;

  RowPlan(
      ModelConfig config,
      List<BoundCell> cells,
      StagePlan embedding,
      List<LayerPlan> layers,
      StagePlan last,
      int[][] readRows,
      int wanted,
      int distinct) {
    this.config = config;
    this.cells = cells;
    this.embedding = embedding;
    this.layers = layers;
    this.last = last;
    this.readRows = readRows;
    this.wanted = wanted;
    this.distinct = distinct;
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
   * The plan of all cells of a set, all queries of a layer attending in one product, padded however
   * much: for few, short prompts, where every product costs its call.
   *
   * @throws dev.credence.transformer.config.InvalidInputException as above
   */
  public static RowPlan inOneBatch(CellSet set, ModelConfig config, HookTable hooks) {
    int[] all = IntStream.range(0, set.cells().size()).toArray();
    List<BoundCell> cells = new CellBinder(set, config, hooks, Map.of()).bind(all);
    FiringCheck check = new FiringCheck();
    check.add(cells, all.length);
    check.finish();
    return new RowPlanner(config, cells, all.length, true).plan();
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
    if (wanted.length == set.cells().size()) {
      FiringCheck check = new FiringCheck();
      check.add(cells, wanted.length);
      check.finish();
    }
    return new RowPlanner(config, cells, wanted.length).plan();
  }

  /** The same rows, with nothing kept of them. */
  RowPlan withoutCaptures() {
    List<LayerPlan> without = layers.stream().map(LayerPlan::withoutCaptures).toList();
    return new RowPlan(
        config,
        cells,
        embedding.withoutCaptures(),
        without,
        last.withoutCaptures(),
        readRows,
        wanted,
        distinct);
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

  /** Cells that were asked for; they stand first, donors that were added behind them. */
  public int wanted() {
    return wanted;
  }

  /** Cells among {@link #wanted} that are not an earlier one again. */
  public int distinct() {
    return distinct;
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

  /** Rows of one plain forward pass per cell that was asked for, in any layer. */
  public long naiveRows() {
    return cells.stream().limit(wanted).mapToLong(cell -> cell.tokens().length).sum();
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
    return flops + logitFlops();
  }

  /** Floating-point operations of the unembedding. */
  public double logitFlops() {
    return 2.0 * last.rows() * config.dModel() * config.vocabOut();
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
    double mlp = Workload.products(config) * config.dMlp();
    return flops + 2.0 * layer.output().rows() * width * (config.heads() * head + mlp);
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
