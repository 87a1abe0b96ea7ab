package dev.credence.transformer.plan;

import dev.credence.transformer.plan.Branches.Single;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Packs branches of like size together, so that one batched product serves many. */
final class BranchPacking {
  /** Entries of one attention matrix at most; beyond it, branches are packed apart. */
  private static final long MOST_SCORES = 1L << 22;

  /** Padding at most, as a share of the real entries. */
  private static final double MOST_PADDING = 0.25;

  private final List<Single> branches;
  private final List<Branch> batches = new ArrayList<>();
  private final Ints order = new Ints();

  /**
   * Packs.
   *
   * @param together whether all must stand in one batch
   * @param heads of a query
   */
  BranchPacking(List<Single> unpacked, boolean together, int heads) {
    branches = new ArrayList<>(unpacked);
    branches.sort(
        Comparator.<Single>comparingInt(branch -> branch.queries.size())
            .thenComparingInt(branch -> branch.keys.size())
            .thenComparingInt(branch -> branch.queries.get(0)));
    int start = 0;
    while (start < branches.size()) {
      int end = start;
      long real = 0;
      int keys = 0;
      int queries = 0;
      while (end < branches.size()) {
        Single next = branches.get(end);
        int widest = Math.max(keys, next.keys.size());
        int longest = Math.max(queries, next.queries.size());
        long entries = (long) (end - start + 1) * widest * longest;
        long realWith = real + (long) next.keys.size() * next.queries.size();
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
  }

  private Branch batch(List<Single> members, int keysEach, int queriesEach) {
    int count = members.size();
    int[] keys = new int[count * keysEach];
    int[] keyPositions = new int[count * keysEach];
    int[] queries = new int[count * queriesEach];
    int[] queryPositions = new int[count * queriesEach];
    int[] visible = new int[count * queriesEach];
    int[] tailFrom = new int[count * queriesEach];
    int[] tailTo = new int[count * queriesEach];
    Ints places = new Ints();
    int firstRow = order.size();
    for (int b = 0; b < count; b++) {
      Single branch = members.get(b);
      for (int i = 0; i < keysEach; i++) {
        boolean real = i < branch.keys.size();
        keys[b * keysEach + i] = branch.keys.get(real ? i : 0);
        keyPositions[b * keysEach + i] = real ? branch.keyPositions.get(i) : 0;
      }
      int firstOfBranch = order.size();
      for (int i = 0; i < queriesEach; i++) {
        int place = b * queriesEach + i;
        if (i < branch.queries.size()) {
          places.add(place);
          queries[place] = order.size();
          queryPositions[place] = branch.queryPositions.get(i);
          visible[place] = branch.visible.get(i);
          tailFrom[place] = branch.tailFrom.get(i);
          tailTo[place] = branch.tailTo.get(i);
          order.add(branch.queries.get(i));
        } else {
          queries[place] = firstOfBranch;
          visible[place] = 1;
        }
      }
    }
    return new Branch(
        count,
        keysEach,
        queriesEach,
        keys,
        keyPositions,
        queries,
        queryPositions,
        visible,
        tailFrom,
        tailTo,
        places.toArray(),
        firstRow);
  }

  /** The batches. */
  List<Branch> batches() {
    return batches;
  }

  /** The queries, in the order in which the batches hold them. */
  int[] order() {
    return order.toArray();
  }
}
