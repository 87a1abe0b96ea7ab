package dev.credence.transformer.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts a layer's trie into branches, and packs branches of like size together.
 *
 * <p>From the newest node down, every node that no branch has yet becomes the tip of one; the
 * branch takes all queries on its way to the root that no other has taken. So every query is in
 * exactly one branch, and the queries of one prompt stay together.
 */
final class Branches {
  /** Entries of one attention matrix at most; beyond it, branches are packed apart. */
  private static final long MOST_SCORES = 1L << 22;

  /** Padding at most, as a share of the real entries. */
  private static final double MOST_PADDING = 0.25;

  /** A past, and the queries that look back along it. */
  private record Single(int[] keys, int[] queries, int[] visible) {}

  private final List<Single> branches = new ArrayList<>();
  private final Ints order = new Ints();

  /**
   * The branches of one layer.
   *
   * @param queries the stage of the queries, made from nodes
   * @param needed which of its rows live
   * @param rowOfNode for each node its row of the keys
   * @param keyNumbers the numbers of those rows
   */
  Branches(StageRows queries, BitSet needed, Ints parent, int[] rowOfNode, int[] keyNumbers) {
    int[] firstQuery = new int[parent.size()];
    int[] nextQuery = new int[queries.size()];
    Arrays.fill(firstQuery, -1);
    BitSet nodes = new BitSet(parent.size());
    for (int row = needed.length() - 1; row >= 0; row--) {
      if (needed.get(row)) {
        int node = queries.input.get(row);
        nextQuery[row] = firstQuery[node];
        firstQuery[node] = row;
        nodes.set(node);
      }
    }
    for (int tip = nodes.previousSetBit(nodes.length());
        tip >= 0;
        tip = nodes.previousSetBit(tip - 1)) {
      Ints keys = new Ints();
      Ints taken = new Ints();
      for (int node = tip; node >= 0; node = parent.get(node)) {
        keys.add(keyNumbers[rowOfNode[node]]);
        if (nodes.get(node)) {
          nodes.clear(node);
          for (int row = firstQuery[node]; row >= 0; row = nextQuery[row]) {
            taken.add(row);
          }
        }
      }
      int[] mine = reversed(taken);
      int[] visible = Arrays.stream(mine).map(row -> queries.position.get(row) + 1).toArray();
      branches.add(new Single(reversed(keys), mine, visible));
    }
    branches.sort(
        Comparator.<Single>comparingInt(branch -> branch.queries().length)
            .thenComparingInt(branch -> branch.keys().length)
            .thenComparingInt(branch -> branch.queries()[0]));
  }

  private static int[] reversed(Ints values) {
    int[] reversed = new int[values.size()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = values.get(values.size() - 1 - i);
    }
    return reversed;
  }

  /**
   * Packs the branches.
   *
   * @param together whether all must stand in one batch
   */
  List<Branch> pack(boolean together, int heads) {
    List<Branch> batches = new ArrayList<>();
    int start = 0;
    while (start < branches.size()) {
      int end = start;
      long real = 0;
      int keys = 0;
      int queries = 0;
      while (end < branches.size()) {
        Single next = branches.get(end);
        int widest = Math.max(keys, next.keys().length);
        int longest = Math.max(queries, next.queries().length);
        long entries = (long) (end - start + 1) * widest * longest;
        long realWith = real + (long) next.keys().length * next.queries().length;
        boolean fits = entries * heads <= MOST_SCORES && entries <= realWith * (1 + MOST_PADDING);
        if (end > start && !fits && !together) {
          break;
        }
        keys = widest;
        queries = longest;
        real = realWith;
        end++;
      }
      batches.add(batch(branches.subList(start, end), keys, queries));
      start = end;
    }
    return batches;
  }

  private Branch batch(List<Single> members, int keysEach, int queriesEach) {
    int count = members.size();
    int[] keys = new int[count * keysEach];
    int[] visible = new int[count * queriesEach];
    Ints places = new Ints();
    int[] queries = new int[count * queriesEach];
    int firstRow = order.size();
    for (int b = 0; b < count; b++) {
      Single branch = members.get(b);
      for (int i = 0; i < keysEach; i++) {
        keys[b * keysEach + i] = branch.keys()[i < branch.keys().length ? i : 0];
      }
      int firstOfBranch = order.size();
      for (int i = 0; i < queriesEach; i++) {
        int place = b * queriesEach + i;
        if (i < branch.queries().length) {
          places.add(place);
          queries[place] = order.size();
          visible[place] = branch.visible()[i];
          order.add(branch.queries()[i]);
        } else {
          queries[place] = firstOfBranch;
          visible[place] = 1;
        }
      }
    }
    return new Branch(
        count, keysEach, queriesEach, keys, queries, visible, places.toArray(), firstRow);
  }

  /** The queries, in the order in which the batches hold them. */
  int[] order() {
    return order.toArray();
  }
}
