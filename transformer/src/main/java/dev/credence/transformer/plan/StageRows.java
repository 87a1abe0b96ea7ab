package dev.credence.transformer.plan;

import dev.credence.transformer.hook.HookPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The distinct rows of one stage while the plan is made. A row is what it is made from, and what is
 * done to it; equal ones are one.
 */
final class StageRows {

  /**
   * Something done to a row.
   *
   * @param spec which change
   * @param level when, at its hook
   * @param donor a row of this stage, or -1
   * @param over rows of this stage whose mean is taken
   * @param run index into {@link #runs}, or -1
   */
  record Done(int spec, HookPoint point, int level, int donor, List<Integer> over, int run) {}

  /** Rows of the stage before (for queries: nodes of the trie). */
  final Ints input = new Ints();

  final Ints position = new Ints();
  private final Ints done = new Ints();

  /** For each input the row to which nothing is done, or -1: most rows are such, so no hashing. */
  private int[] plain = new int[0];

  private final PairMap byKey = new PairMap();

  private final List<List<Done>> lists = new ArrayList<>(List.of(List.of()));
  private final Map<List<Done>, Integer> listIds = new HashMap<>(Map.of(List.of(), 0));

  /** For each change that reads a whole run, that run's rows in the order of positions. */
  final List<int[]> runs = new ArrayList<>();

  final List<RowCapture> captures = new ArrayList<>();

  /** The row made from {@code from} to which {@code list} is done; made where there is none. */
  int row(int from, List<Done> list, int at) {
    if (list.isEmpty()) {
      return plainRow(from, at);
    }
    int id = listIds.computeIfAbsent(list, this::addList);
    int row = byKey.get(from, id);
    if (row < 0) {
      row = add(from, id, at);
      byKey.put(from, id, row);
    }
    return row;
  }

  private int plainRow(int from, int at) {
    if (from >= plain.length) {
      int old = plain.length;
      plain = Arrays.copyOf(plain, Math.max(2 * old, from + 1));
      Arrays.fill(plain, old, plain.length, -1);
    }
    if (plain[from] < 0) {
      plain[from] = add(from, 0, at);
    }
    return plain[from];
  }

  private int add(int from, int id, int at) {
    done.add(id);
    position.add(at);
    return input.add(from);
  }

  private int addList(List<Done> list) {
    lists.add(list);
    return lists.size() - 1;
  }

  List<Done> done(int row) {
    return lists.get(done.get(row));
  }

  /** Whether nothing is done to a row. */
  boolean isPlain(int row) {
    return done.get(row) == 0;
  }

  /** Whether something is done to some row at a hook of that kind. */
  boolean anyDone(Predicate<Done> kind) {
    return lists.stream().anyMatch(list -> list.stream().anyMatch(kind));
  }

  int size() {
    return input.size();
  }

  /** Adds to {@code needed} every row that a needed row takes something from. */
  void closeOverDonors(BitSet needed) {
    for (RowCapture capture : captures) {
      for (int row : capture.rows()) {
        needed.set(row);
      }
    }
    Ints open = new Ints();
    needed.stream().filter(row -> !isPlain(row)).forEach(open::add);
    while (!open.isEmpty()) {
      for (Done step : done(open.removeLast())) {
        need(step.donor(), needed, open);
        for (int donor : step.over()) {
          need(donor, needed, open);
        }
        if (step.run() >= 0) {
          for (int row : runs.get(step.run())) {
            need(row, needed, open);
          }
        }
      }
    }
  }

  private void need(int row, BitSet needed, Ints open) {
    if (row >= 0 && !needed.get(row)) {
      needed.set(row);
      if (!isPlain(row)) {
        open.add(row);
      }
    }
  }
}
