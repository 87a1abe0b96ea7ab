package dev.credence.transformer.plan;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.plan.BoundCell.BoundCapture;
import dev.credence.transformer.plan.BoundCell.BoundEdit;
import dev.credence.transformer.plan.StageRows.Done;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Finds which rows are one.
 *
 * <p>The pasts of all cells form a trie: a node is a position of a cell with everything before it,
 * and cells that agree so far share their nodes. A cell is its leaf. Stage by stage every node is
 * given a row; a cell that edits something in a stage leaves the shared path at the first position
 * where the edit changes anything and goes on along nodes of its own. So the work is in proportion
 * to distinct rows and to edits, not to cells times positions.
 *
 * <p>A patch from a row that is the row itself, in every respect up to that hook, is no edit. That
 * is why positions before the first difference of clean and corrupt prompts stay shared.
 */
final class RowPlanner {
  private final ModelConfig config;
  private final List<BoundCell> cells;
  private final List<Change> changes;

  /** Cells in an order in which donors stand before those they give to. */
  private final int[] order;

  private final Map<Integer, List<Integer>> editors = new HashMap<>();

  // The trie.
  private final Ints parent = new Ints();
  private final Ints depth = new Ints();
  private final int[] leaf;

  private final int wanted;
  private final boolean inOneBatch;

  /** For each node its row in the stage at work. */
  private int[] rowOf = new int[0];

  private int[] alive = new int[0];

  // What is made, stage by stage.
  private final Ints tokenOf = new Ints();
  private final Ints tokenPosition = new Ints();
  private final List<StageRows> stages = new ArrayList<>();
  private final List<int[]> keyRows = new ArrayList<>();

  /**
   * A planner of these cells.
   *
   * @param wanted how many of them, from the first on, were asked for; the others are donors
   */
  RowPlanner(ModelConfig config, List<BoundCell> cells, int wanted) {
    this(config, cells, wanted, false);
  }

  /**
   * A planner of these cells.
   *
   * @param inOneBatch whether all queries of a layer attend in one product, padded however much
   */
  RowPlanner(ModelConfig config, List<BoundCell> cells, int wanted, boolean inOneBatch) {
    this.wanted = wanted;
    this.inOneBatch = inOneBatch;
    this.config = config;
    this.cells = cells;
    this.leaf = new int[cells.size()];
    this.changes = changes(cells);
    this.order =
        IntStream.range(0, cells.size())
            .boxed()
            .sorted(Comparator.comparingInt(cell -> cells.get(cell).depth()))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int cell : order) {
      cells.get(cell).edits().stream()
          .mapToInt(edit -> stageIndex(edit.point()))
          .distinct()
          .forEach(stage -> editors.computeIfAbsent(stage, s -> new ArrayList<>()).add(cell));
    }
  }

  private static List<Change> changes(List<BoundCell> cells) {
    List<Change> changes = new ArrayList<>();
    for (BoundCell cell : cells) {
      for (BoundEdit edit : cell.edits()) {
        while (changes.size() <= edit.spec()) {
          changes.add(edit.change());
        }
        changes.set(edit.spec(), edit.change());
      }
    }
    return changes;
  }

  /** Where a hook point's stage stands among all stages. */
  static int stageIndex(HookPoint point) {
    return switch (point.hook().stage()) {
      case EMBEDDING -> 0;
      case KEYS -> 1 + 3 * point.layer();
      case QUERIES -> 2 + 3 * point.layer();
      case OUTPUT -> 3 + 3 * point.layer();
      case FINAL -> Integer.MAX_VALUE;
    };
  }

  private int stages() {
    return 2 + 3 * config.layers();
  }

  /** The plan of these cells. */
  RowPlan plan() {
    embed();
    for (int layer = 0; layer < config.layers(); layer++) {
      int[] stream = rowOf;
      stage(1 + 3 * layer, node -> stream[node]);
      keyRows.add(rowOf);
      stage(2 + 3 * layer, node -> node);
      int[] queries = rowOf;
      stage(3 + 3 * layer, node -> queries[node]);
    }
    int[] stream = rowOf;
    stage(stages() - 1, node -> stream[node]);
    int[][] reads = new int[cells.size()][];
    for (int cell = 0; cell < reads.length; cell++) {
      int[] path = path(leaf[cell], cells.get(cell).tokens().length);
      reads[cell] =
          Arrays.stream(cells.get(cell).reads()).map(position -> rowOf[path[position]]).toArray();
    }
    int distinct = (int) Arrays.stream(leaf).limit(wanted).distinct().count();
    return new RowNumbering(
            config, cells, changes, stages, keyRows, parent, depth, tokenOf, reads, inOneBatch)
        .number(wanted, distinct);
  }

  private void embed() {
    PairMap tokens = new PairMap();
    PairMap children = new PairMap();
    Ints tokenRow = new Ints();
    for (int cell = 0; cell < cells.size(); cell++) {
      int node = -1;
      int[] ids = cells.get(cell).tokens();
      for (int position = 0; position < ids.length; position++) {
        int token = tokens.get(ids[position], position);
        if (token < 0) {
          token = tokenOf.add(ids[position]);
          tokenPosition.add(position);
          tokens.put(ids[position], position, token);
        }
        int child = children.get(node, token);
        if (child < 0) {
          child = addNode(node, position);
          tokenRow.add(token);
          children.put(node, token, child);
        }
        node = child;
      }
      leaf[cell] = node;
    }
    markAlive();
    stage(0, tokenRow::get);
  }

  private int addNode(int from, int position) {
    parent.add(from);
    return depth.add(position);
  }

  /** Gives every node its row in a stage; {@code inputOf} says from what it is made. */
  private void stage(int index, IntUnaryOperator inputOf) {
    StageRows rows = new StageRows();
    stages.add(rows);
    Work work = new Work(index, rows, inputOf);
    List<Integer> editing = editors.getOrDefault(key(index), List.of());
    for (int cell : editing) {
      work.split(cell);
    }
    if (!editing.isEmpty()) {
      markAlive();
    }
    for (int node : alive) {
      work.rowOf(node);
    }
    rowOf = work.out;
    keepCaptures(index, rows);
  }

  private int key(int index) {
    return index == stages() - 1 ? Integer.MAX_VALUE : index;
  }

  private void keepCaptures(int index, StageRows rows) {
    for (int cell = 0; cell < cells.size(); cell++) {
      BoundCell bound = cells.get(cell);
      int[] path = null;
      for (BoundCapture capture : bound.captures()) {
        if (stageIndex(capture.point()) != key(index)) {
          continue;
        }
        if (path == null) {
          path = path(leaf[cell], bound.tokens().length);
        }
        int[] kept = new int[capture.positions().length];
        for (int i = 0; i < kept.length; i++) {
          kept[i] = rowOf[path[capture.positions()[i]]];
        }
        rows.captures.add(
            new RowCapture(
                cell, capture.point(), kept, capture.positions(), bound.tokens().length));
      }
    }
  }

  /** Nodes that lie on some cell's path, parents before children. */
  private void markAlive() {
    boolean[] mark = new boolean[parent.size()];
    int count = 0;
    for (int tip : leaf) {
      for (int node = tip; node >= 0 && !mark[node]; node = parent.get(node)) {
        mark[node] = true;
        count++;
      }
    }
    alive = new int[count];
    int next = 0;
    for (int node = 0; node < mark.length; node++) {
      if (mark[node]) {
        alive[next++] = node;
      }
    }
  }

  private int[] path(int tip, int length) {
    int[] path = new int[length];
    int node = tip;
    for (int position = length - 1; position >= 0; position--) {
      path[position] = node;
      node = parent.get(node);
    }
    return path;
  }

  /** One stage at work. */
  private final class Work {
    private final int index;
    private final StageRows rows;
    private final IntUnaryOperator inputOf;
    private final PairMap children = new PairMap();
    private final Map<Integer, int[]> donorPaths = new HashMap<>();
    private final Map<List<Object>, Integer> runIds = new HashMap<>();
    private int[] out;

    Work(int index, StageRows rows, IntUnaryOperator inputOf) {
      this.index = index;
      this.rows = rows;
      this.inputOf = inputOf;
      this.out = new int[parent.size()];
      Arrays.fill(out, -1);
    }

    /** The node's row, unedited unless it was set otherwise. */
    int rowOf(int node) {
      if (out[node] < 0) {
        out[node] = rows.row(inputOf.applyAsInt(node), List.of(), depth.get(node));
      }
      return out[node];
    }

    /** Leads a cell that edits this stage along its own path. */
    void split(int cell) {
      BoundCell bound = cells.get(cell);
      List<BoundEdit> edits =
          bound.edits().stream().filter(edit -> stageIndex(edit.point()) == key(index)).toList();
      int[] path = path(leaf[cell], bound.tokens().length);
      int[] runs = edits.stream().mapToInt(edit -> run(edit, edits, cell)).toArray();
      int[] cellRows = new int[path.length];
      int node = -1;
      boolean apart = false;
      for (int position = 0; position < path.length; position++) {
        int input = inputOf.applyAsInt(path[position]);
        List<Done> done = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
          append(done, edits.get(i), position, input, runs[i]);
        }
        if (!apart && done.isEmpty()) {
          node = path[position];
          cellRows[position] = rowOf(node);
          continue;
        }
        apart = true;
        cellRows[position] = rows.row(input, List.copyOf(done), position);
        node = child(node, cellRows[position], position);
      }
      for (int run : runs) {
        if (run >= 0) {
          rows.runs.set(run, cellRows);
        }
      }
      leaf[cell] = node;
    }

    private int child(int from, int row, int position) {
      int child = children.get(from, row);
      if (child < 0) {
        child = addNode(from, position);
        children.put(from, row, child);
        if (child >= out.length) {
          int old = out.length;
          out = Arrays.copyOf(out, Math.max(2 * old, child + 1));
          Arrays.fill(out, old, out.length, -1);
        }
        out[child] = row;
      }
      return child;
    }

    private void append(List<Done> done, BoundEdit edit, int position, int input, int run) {
      int at = edit.indexOf(position);
      if (at < 0) {
        return;
      }
      int donor = -1;
      if (edit.donor() >= 0) {
        donor = donorRow(edit.donor(), edit.donorPositions()[at]);
        if (rows.input.get(donor) == input && done.equals(upTo(donor, edit.point().hook()))) {
          return; // the donor's row is this row: nothing would change
        }
      }
      List<Integer> over =
          Arrays.stream(edit.over()).mapToObj(cell -> donorRow(cell, position)).toList();
      done.add(new Done(edit.spec(), edit.point(), edit.level(), donor, over, run));
    }

    private List<Done> upTo(int row, Hook hook) {
      return rows.done(row).stream()
          .filter(done -> done.point().hook().compareTo(hook) <= 0)
          .toList();
    }

    private int donorRow(int cell, int position) {
      int[] path =
          donorPaths.computeIfAbsent(leaf[cell], tip -> path(tip, cells.get(cell).tokens().length));
      return rowOf(path[position]);
    }

    /** A number for the run that a whole-run edit reads: the same for runs that are the same. */
    private int run(BoundEdit edit, List<BoundEdit> edits, int cell) {
      if (!edit.wholeRun()) {
        return -1;
      }
      List<Object> key = new ArrayList<>(List.of(leaf[cell], edit.spec(), edit.level()));
      if (edit.change() instanceof Change.ByFunction) {
        key.add("cell " + cell); // a function may do something else each time
      }
      for (BoundEdit other : edits) {
        key.add(
            List.of(
                other.spec(),
                other.donor() < 0 ? -1 : leaf[other.donor()],
                Arrays.toString(other.over()),
                Arrays.toString(other.positions()),
                Arrays.toString(other.donorPositions())));
      }
      return runIds.computeIfAbsent(
          key,
          fresh -> {
            rows.runs.add(new int[0]);
            return rows.runs.size() - 1;
          });
    }
  }
}
