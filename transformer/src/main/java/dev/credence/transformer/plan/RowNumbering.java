package dev.credence.transformer.plan;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.plan.StageRows.Done;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Drops the rows that nothing reads, from the top down, and numbers those that live, from the
 * bottom up, so that each stage's rows lie in the order in which they are computed.
 */
final class RowNumbering {
  private final ModelConfig config;
  private final List<BoundCell> cells;
  private final List<Change> changes;
  private final List<StageRows> stages;
  private final List<int[]> keyRows;
  private final Ints parent;
  private final Ints depth;
  private final Ints tokenOf;
  private final int[][] reads;
  private final boolean inOneBatch;
  private final BitSet[] needed;

  RowNumbering(
      ModelConfig config,
      List<BoundCell> cells,
      List<Change> changes,
      List<StageRows> stages,
      List<int[]> keyRows,
      Ints parent,
      Ints depth,
      Ints tokenOf,
      int[][] reads,
      boolean inOneBatch) {
    this.config = config;
    this.cells = cells;
    this.changes = changes;
    this.stages = stages;
    this.keyRows = keyRows;
    this.parent = parent;
    this.depth = depth;
    this.tokenOf = tokenOf;
    this.reads = reads;
    this.inOneBatch = inOneBatch;
    this.needed = new BitSet[stages.size()];
    Arrays.setAll(needed, i -> new BitSet(stages.get(i).size()));
  }

  /**
   * The plan.
   *
   * @param wanted cells that were asked for
   * @param distinct how many of them differ
   */
  RowPlan number(int wanted, int distinct) {
    findNeeded();

    StageRows first = stages.getFirst();
    int[] order = needed[0].stream().toArray();
    int[] numbers = numbers(first, order);
    StagePlan embedding = compile(0, order, numbers, first.input::get, tokenOf::get);

    List<LayerPlan> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      int[] stream = numbers;
      StageRows keyStage = stages.get(1 + 3 * layer);
      order = sorted(1 + 3 * layer, stream);
      int[] keyNumbers = numbers(keyStage, order);
      StagePlan keys = compile(1 + 3 * layer, order, keyNumbers, keyStage.input::get, at(stream));

      StageRows queryStage = stages.get(2 + 3 * layer);
      int[] rowOfNode = keyRows.get(layer);
      BitSet living = needed[2 + 3 * layer];
      boolean together = editsAttention(queryStage); // donors may be in other branches
      boolean tails = !together && !keepsAttention(queryStage);
      Branches branches =
          new Branches(queryStage, living, parent, rowOfNode, keyNumbers, depth, tails);
      BranchPacking packing =
          new BranchPacking(branches.all(), together || inOneBatch, config.heads());
      order = packing.order();
      int[] queryNumbers = numbers(queryStage, order);
      StagePlan queries =
          compile(
              2 + 3 * layer,
              order,
              queryNumbers,
              row -> rowOfNode[queryStage.input.get(row)],
              at(keyNumbers));

      StageRows outputStage = stages.get(3 + 3 * layer);
      order = sorted(3 + 3 * layer, queryNumbers);
      numbers = numbers(outputStage, order);
      StagePlan output =
          compile(3 + 3 * layer, order, numbers, outputStage.input::get, at(queryNumbers));
      layers.add(new LayerPlan(layer, keys, queries, packing.batches(), output));
    }

    int top = stages.size() - 1;
    StageRows finalStage = stages.get(top);
    order = sorted(top, numbers);
    int[] finalNumbers = numbers(finalStage, order);
    StagePlan last = compile(top, order, finalNumbers, finalStage.input::get, at(numbers));
    int[][] readRows = new int[reads.length][];
    for (int cell = 0; cell < reads.length; cell++) {
      readRows[cell] = Arrays.stream(reads[cell]).map(row -> finalNumbers[row]).toArray();
    }
    return new RowPlan(
        config, cells, embedding, List.copyOf(layers), last, readRows, wanted, distinct);
  }

  private static java.util.function.IntUnaryOperator at(int[] numbers) {
    return row -> numbers[row];
  }

  private void findNeeded() {
    int top = stages.size() - 1;
    for (int[] rows : reads) {
      for (int row : rows) {
        needed[top].set(row);
      }
    }
    stages.get(top).closeOverDonors(needed[top]);
    needInputs(top);
    for (int layer = config.layers() - 1; layer >= 0; layer--) {
      int keys = 1 + 3 * layer;
      stages.get(keys + 2).closeOverDonors(needed[keys + 2]);
      needInputs(keys + 2);
      stages.get(keys + 1).closeOverDonors(needed[keys + 1]);
      needPasts(layer);
      stages.get(keys).closeOverDonors(needed[keys]);
      needInputs(keys);
    }
    stages.getFirst().closeOverDonors(needed[0]);
  }

  private void needInputs(int stage) {
    StageRows rows = stages.get(stage);
    BitSet below = needed[stage - 1];
    needed[stage].stream()
        .filter(row -> !isOverwritten(rows, row))
        .forEach(row -> below.set(rows.input.get(row)));
  }

  /** A query needs the keys and values of its whole past. */
  private void needPasts(int layer) {
    StageRows queries = stages.get(2 + 3 * layer);
    int[] rowOfNode = keyRows.get(layer);
    BitSet seen = new BitSet(parent.size());
    needed[2 + 3 * layer].stream()
        .forEach(
            row -> {
              for (int node = queries.input.get(row);
                  node >= 0 && !seen.get(node);
                  node = parent.get(node)) {
                seen.set(node);
                needed[1 + 3 * layer].set(rowOfNode[node]);
              }
            });
  }

  /** Whether an edit puts something else in the place of the whole row before anything reads it. */
  private boolean isOverwritten(StageRows rows, int row) {
    if (rows.isPlain(row) || !rows.runs.isEmpty()) {
      return false; // a mean over a run may read the row before it is overwritten
    }
    for (Done done : rows.done(row)) {
      if (done.point().hook() == Hook.RESID_PRE
          && changes.get(done.spec()) instanceof Change.ByData(Intervention what)
          && what.site().neurons().isEmpty()
          && (what instanceof Patch
              || (what instanceof Ablate ablate && !(ablate.kind() instanceof Ablation.Mean)))) {
        return true;
      }
    }
    return false;
  }

  /** Living rows by the number of what they are made from, then in the order they were found. */
  private int[] sorted(int stage, int[] inputNumbers) {
    StageRows rows = stages.get(stage);
    return needed[stage].stream()
        .mapToLong(row -> (long) inputNumbers[rows.input.get(row)] << Integer.SIZE | row)
        .sorted()
        .mapToInt(key -> (int) key)
        .toArray();
  }

  private static int[] numbers(StageRows rows, int[] order) {
    int[] numbers = new int[rows.size()];
    Arrays.fill(numbers, -1);
    for (int i = 0; i < order.length; i++) {
      numbers[order[i]] = i;
    }
    return numbers;
  }

  private static boolean editsAttention(StageRows queries) {
    return queries.anyDone(done -> done.point().hook().isAttention());
  }

  private static boolean keepsAttention(StageRows queries) {
    return queries.captures.stream().anyMatch(capture -> capture.point().hook().isAttention());
  }

  private StagePlan compile(
      int stage,
      int[] order,
      int[] numbers,
      java.util.function.IntUnaryOperator inputOf,
      java.util.function.IntUnaryOperator inputNumber) {
    StageRows rows = stages.get(stage);
    int[] input = new int[order.length];
    int[] positions = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      input[i] =
          isOverwritten(rows, order[i]) ? -1 : inputNumber.applyAsInt(inputOf.applyAsInt(order[i]));
      positions[i] = rows.position.get(order[i]);
    }
    Map<Hook, List<RowCapture>> captures = new EnumMap<>(Hook.class);
    for (RowCapture capture : rows.captures) {
      captures
          .computeIfAbsent(capture.point().hook(), hook -> new ArrayList<>())
          .add(
              new RowCapture(
                  capture.cell(),
                  capture.point(),
                  Arrays.stream(capture.rows()).map(row -> numbers[row]).toArray(),
                  capture.positions(),
                  capture.length()));
    }
    return new StagePlan(input, positions, edits(rows, order, numbers), captures);
  }

  /** What distinguishes batches of equal edits: level first, so that they act in order. */
  private record Batch(int level, int spec, int run) implements Comparable<Batch> {
    @Override
    public int compareTo(Batch other) {
      return Comparator.comparingInt(Batch::level)
          .thenComparingInt(Batch::spec)
          .thenComparingInt(Batch::run)
          .compare(this, other);
    }
  }

  private Map<Hook, List<RowEdit>> edits(StageRows rows, int[] order, int[] numbers) {
    Map<Hook, Map<Batch, Ints>> batches = new EnumMap<>(Hook.class);
    for (int row : order) {
      if (rows.isPlain(row)) {
        continue;
      }
      for (Done done : rows.done(row)) {
        batches
            .computeIfAbsent(done.point().hook(), hook -> new TreeMap<>())
            .computeIfAbsent(new Batch(done.level(), done.spec(), done.run()), batch -> new Ints())
            .add(row);
      }
    }
    Map<Hook, List<RowEdit>> edits = new EnumMap<>(Hook.class);
    batches.forEach(
        (hook, ofHook) ->
            ofHook.forEach(
                (batch, members) ->
                    edits
                        .computeIfAbsent(hook, h -> new ArrayList<>())
                        .add(edit(rows, batch, members.toArray(), numbers))));
    return edits;
  }

  private RowEdit edit(StageRows rows, Batch batch, int[] members, int[] numbers) {
    Done[] done = new Done[members.length];
    for (int i = 0; i < members.length; i++) {
      done[i] =
          rows.done(members[i]).stream()
              .filter(d -> batch.equals(new Batch(d.level(), d.spec(), d.run())))
              .findFirst()
              .orElseThrow();
    }
    boolean given = done[0].donor() >= 0;
    boolean averaged = !done[0].over().isEmpty();
    return new RowEdit(
        changes.get(batch.spec()),
        Arrays.stream(members).map(row -> numbers[row]).toArray(),
        given ? Arrays.stream(done).mapToInt(d -> numbers[d.donor()]).toArray() : new int[0],
        Arrays.stream(members).map(rows.position::get).toArray(),
        averaged
            ? Arrays.stream(done)
                .map(d -> d.over().stream().mapToInt(row -> numbers[row]).toArray())
                .toArray(int[][]::new)
            : new int[0][],
        batch.run() < 0
            ? new int[0]
            : IntStream.of(rows.runs.get(batch.run())).map(row -> numbers[row]).toArray());
  }
}
