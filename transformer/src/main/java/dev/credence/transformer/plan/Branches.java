package dev.credence.transformer.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Cuts a layer's trie into branches.
 *
 * <p>From the newest node down, every node with a query that no branch has yet becomes the tip of a
 * past. What of that past no other branch holds is its <em>tail</em>. A short tail is laid behind
 * the keys of the branch that it leaves, whose queries do not see it: a thousand cells that differ
 * in their last position gather their common past once. A long one, which would make that branch's
 * scores mostly hidden ones, begins a branch of its own, with a copy of its whole past.
 */
final class Branches {
  /**
   * Scores that cost as much as gathering one more key and value: measured on a processor, where a
   * score of all heads takes some 90 ns with its softmax, and a key some 1,000.
   */
  private static final int SCORES_A_KEY = 11;

  private final StageRows queries;
  private final Ints parent;
  private final int[] rowOfNode;
  private final int[] keyNumbers;
  private final Ints depth;

  private final BitSet nodes;
  private final int[] firstQuery;
  private final int[] nextQuery;

  /** For each node the branch in whose past it stands last, or -1. */
  private final int[] owner;

  private final BitSet inTail;
  private final List<Single> branches = new ArrayList<>();

  /**
   * One branch: its keys in order, and its queries with what they see; {@link Branch} says what
   * each list means. Queries are rows of the stage, not yet numbered.
   */
  static final class Single {
    final Ints keys = new Ints();
    final Ints keyPositions = new Ints();
    final Ints queries = new Ints();
    final Ints queryPositions = new Ints();
    final Ints visible = new Ints();
    final Ints tailFrom = new Ints();
    final Ints tailTo = new Ints();
  }

  /**
   * The branches of one layer.
   *
   * @param queries the stage of the queries, made from nodes
   * @param needed which of its rows live
   * @param rowOfNode for each node its row of the keys
   * @param keyNumbers the numbers of those rows
   * @param depth for each node its position
   * @param tails whether tails may share a past; not where somebody looks at the scores, whose keys
   *     must then stand in the order of positions
   */
  Branches(
      StageRows queries,
      BitSet needed,
      Ints parent,
      int[] rowOfNode,
      int[] keyNumbers,
      Ints depth,
      boolean tails) {
    this.queries = queries;
    this.parent = parent;
    this.rowOfNode = rowOfNode;
    this.keyNumbers = keyNumbers;
    this.depth = depth;
    this.nodes = new BitSet(parent.size());
    this.firstQuery = new int[parent.size()];
    this.nextQuery = new int[queries.size()];
    this.owner = new int[parent.size()];
    this.inTail = new BitSet(parent.size());
    Arrays.fill(firstQuery, -1);
    Arrays.fill(owner, -1);
    for (int row = needed.length() - 1; row >= 0; row--) {
      if (needed.get(row)) {
        int node = queries.input.get(row);
        nextQuery[row] = firstQuery[node];
        firstQuery[node] = row;
        nodes.set(node);
      }
    }
    Ints path = new Ints();
    for (int tip = nodes.previousSetBit(nodes.length());
        tip >= 0;
        tip = nodes.previousSetBit(tip - 1)) {
      if (!tails || !joins(tip, path)) {
        begin(tip, path);
      }
    }
  }

  /** Lays the tail that ends at {@code tip} behind the branch that it leaves, if that pays. */
  private boolean joins(int tip, Ints path) {
    path.clear();
    int node = tip;
    int asking = 0;
    for (; node >= 0 && owner[node] < 0; node = parent.get(node)) {
      path.add(node);
      asking += queriesAt(node);
    }
    if (node < 0 || inTail.get(node)) {
      return false;
    }
    Single branch = branches.get(owner[node]);
    long past = depth.get(node) + 1L;
    long more = path.size();
    long scores =
        branch.queries.size() * more
            + asking * (branch.keys.size() + more)
            - asking * (past + more);
    if (scores > SCORES_A_KEY * past) {
      return false;
    }
    int from = branch.keys.size();
    for (int i = path.size() - 1; i >= 0; i--) {
      int own = path.get(i);
      owner[own] = owner[node];
      inTail.set(own);
      addKey(branch, own);
      addQueries(branch, own, (int) past, from, branch.keys.size());
    }
    return true;
  }

  /** Begins a branch of the whole past of {@code tip}; later tails leave this one. */
  private void begin(int tip, Ints path) {
    path.clear();
    for (int node = tip; node >= 0; node = parent.get(node)) {
      path.add(node);
    }
    Single branch = new Single();
    for (int i = path.size() - 1; i >= 0; i--) {
      int node = path.get(i);
      owner[node] = branches.size();
      inTail.clear(node);
      addKey(branch, node);
      addQueries(branch, node, branch.keys.size(), 0, 0);
    }
    branches.add(branch);
  }

  private int queriesAt(int node) {
    int count = 0;
    if (nodes.get(node)) {
      for (int row = firstQuery[node]; row >= 0; row = nextQuery[row]) {
        count++;
      }
    }
    return count;
  }

  private void addKey(Single branch, int node) {
    branch.keys.add(keyNumbers[rowOfNode[node]]);
    branch.keyPositions.add(depth.get(node));
  }

  private void addQueries(Single branch, int node, int visible, int from, int to) {
    if (!nodes.get(node)) {
      return;
    }
    nodes.clear(node);
    for (int row = firstQuery[node]; row >= 0; row = nextQuery[row]) {
      branch.queries.add(row);
      branch.queryPositions.add(queries.position.get(row));
      branch.visible.add(visible);
      branch.tailFrom.add(from);
      branch.tailTo.add(to);
    }
  }

  /** All of them. */
  List<Single> all() {
    return branches;
  }
}
