package dev.credence.transformer;

import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run has given so far, cell by cell, in whatever order it comes. */
final class ResultSheet {
  private final CellSet set;
  private final Map<Integer, List<Reading>> readings = new TreeMap<>();
  private final Map<Integer, Map<String, NdArray>> captures = new TreeMap<>();

  ResultSheet(CellSet set) {
    this.set = set;
  }

  /** Adds a reading of the cell of that index. */
  void add(int cell, Reading reading) {
    readings.computeIfAbsent(cell, c -> new ArrayList<>(1)).add(reading);
  }

  /** Adds a captured activation of the cell of that index. */
  void keep(int cell, String hook, NdArray activation) {
    captures.computeIfAbsent(cell, c -> new LinkedHashMap<>()).put(hook, activation);
  }

  /** Adds all of another sheet of the same set; no cell stands on both. */
  void addAll(ResultSheet other) {
    readings.putAll(other.readings);
    captures.putAll(other.captures);
  }

  /** All of it, in the order of the set's cells. */
  Results results() {
    List<Reading> inOrder = new ArrayList<>();
    readings.values().forEach(inOrder::addAll);
    Map<String, NdArray> kept = new LinkedHashMap<>();
    captures.forEach(
        (cell, hooks) ->
            hooks.forEach(
                (hook, activation) ->
                    kept.put(set.cells().get(cell).id() + "/" + hook, activation)));
    return new Results(inOrder, kept);
  }
}
