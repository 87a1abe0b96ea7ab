package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.plan.BoundCell.BoundCapture;
import dev.credence.transformer.plan.BoundCell.BoundEdit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks up every name in a cell set: prompts become tokens, positions numbers, donors cells. What a
 * user can have got wrong is found here, before anything runs.
 */
final class CellBinder {
  private final CellSet set;
  private final ModelConfig config;
  private final HookTable hooks;
  private final EditBinder edits;

  private final Map<String, Cell> byId = new HashMap<>();
  private final Map<String, Integer> bound = new HashMap<>();
  private final List<BoundCell> cells = new ArrayList<>();
  private final Set<String> underWay = new LinkedHashSet<>();
  private final List<OpenCapture> captures = new ArrayList<>();
  private int wantedCount;

  /** A capture whose pattern has been looked up. */
  private record OpenCapture(Capture capture, List<HookPoint> points, Set<String> cells) {}

  CellBinder(CellSet set, ModelConfig config, HookTable hooks, Map<String, List<Edit>> functions) {
    this.set = set;
    this.config = config;
    this.hooks = hooks;
    this.edits = new EditBinder(hooks, set.tensors(), functions, this);
    for (Cell cell : set.cells()) {
      byId.put(cell.id(), cell);
    }
    for (String id : functions.keySet()) {
      if (!byId.containsKey(id)) {
        throw new InvalidInputException("edit of cell %s: there is no such cell", id);
      }
    }
    set.prompts().forEach(this::checkTokens);
    for (Capture capture : set.captures()) {
      captures.add(
          new OpenCapture(capture, hooks.match(capture.hook()), Set.copyOf(capture.cells())));
    }
  }

  private void checkTokens(String prompt, int[] tokens) {
    if (tokens.length == 0) {
      throw new InvalidInputException("prompt %s: it has no tokens; give at least one", prompt);
    }
    if (tokens.length > config.context()) {
      throw new InvalidInputException(
          "prompt %s: it has %d tokens, but the model's context is %d; shorten the prompt",
          prompt, tokens.length, config.context());
    }
    for (int token : tokens) {
      if (token < 0 || token >= config.vocab()) {
        throw new InvalidInputException(
            "prompt %s: token %d; this model's vocabulary has tokens 0 to %d",
            prompt, token, config.vocab() - 1);
      }
    }
  }

  /**
   * Binds some cells of the set; their donors are added behind them where they are not among them.
   *
   * @param wanted indices into the set's cells
   * @return the wanted cells in order, then donors
   */
  List<BoundCell> bind(int[] wanted) {
    cells.clear();
    bound.clear();
    edits.begin();
    // Cells name each other as donors, so places are handed out before any is bound.
    for (int index : wanted) {
      bound.put("cell " + set.cells().get(index).id(), cells.size());
      cells.add(UNBOUND);
    }
    wantedCount = wanted.length;
    for (int i = 0; i < wanted.length; i++) {
      if (cells.get(i) == UNBOUND) {
        bindCell(set.cells().get(wanted[i]), i);
      }
    }
    return List.copyOf(cells);
  }

  private static final BoundCell UNBOUND =
      new BoundCell("", new int[0], List.of(), new int[0], List.of(), 0, -1);

  private void bindCell(Cell cell, int place) {
    boolean wanted = place < wantedCount; // others are here as donors only: nothing is read of them
    if (!underWay.add(cell.id())) {
      throw new InvalidInputException(
          "cell %s: its donors lead back to itself (%s -> %s); a donor must not depend on the cell"
              + " that it gives to",
          cell.id(), String.join(" -> ", underWay), cell.id());
    }
    int[] tokens = prompt(cell.prompt());
    List<BoundEdit> edited = edits.bind(cell, tokens.length);
    List<BoundCapture> kept = wanted ? bindCaptures(cell, tokens.length) : List.of();
    int[] reads = wanted ? reads(cell, tokens.length, kept) : new int[0];
    int depth = 0;
    for (BoundEdit edit : edited) {
      for (int donor : edit.donors()) {
        depth = Math.max(depth, cells.get(donor).depth() + 1);
      }
    }
    int baseline = -1;
    if (wanted && cell.readouts().stream().anyMatch(name -> readout(name).kl())) {
      baseline = unedited(cell.prompt());
      cells.set(baseline, cells.get(baseline).readAlsoAt(reads));
    }
    cells.set(place, new BoundCell(cell.id(), tokens, edited, reads, kept, depth, baseline));
    underWay.remove(cell.id());
  }

  private int[] prompt(String name) {
    int[] tokens = set.prompts().get(name);
    if (tokens == null) {
      throw new InvalidInputException(
          "no prompt is named \"%s\"; there are %s", name, set.prompts().keySet());
    }
    return tokens;
  }

  private int[] reads(Cell cell, int length, List<BoundCapture> kept) {
    TreeSet<Integer> reads = new TreeSet<>();
    for (String name : cell.readouts()) {
      Readout readout = readout(name);
      String what = "cell " + cell.id() + ", readout " + name;
      for (int position : readout.positions().resolve(length, what)) {
        reads.add(position);
      }
      readout.among().forEach((label, ids) -> checkAnswer(what, label, ids));
    }
    for (BoundCapture capture : kept) {
      if (capture.point().hook() == Hook.LOGITS) {
        for (int position : capture.positions()) {
          reads.add(position);
        }
      }
    }
    return reads.stream().mapToInt(Integer::intValue).toArray();
  }

  private Readout readout(String name) {
    return Objects.requireNonNull(set.readouts().get(name), name); // the set has checked its names
  }

  private void checkAnswer(String what, String label, List<Integer> ids) {
    for (int id : ids) {
      if (id < 0 || id >= config.vocabOut()) {
        throw new InvalidInputException(
            "%s: answer \"%s\" is token %d; this model predicts tokens 0 to %d",
            what, label, id, config.vocabOut() - 1);
      }
    }
  }

  private List<BoundCapture> bindCaptures(Cell cell, int length) {
    Map<HookPoint, TreeSet<Integer>> kept = new TreeMap<>();
    for (OpenCapture open : captures) {
      if (!open.cells().isEmpty() && !open.cells().contains(cell.id())) {
        continue;
      }
      String what = "cell " + cell.id() + ", capture " + open.capture().hook();
      for (HookPoint point : open.points()) {
        for (int position : open.capture().positions().resolve(length, what)) {
          kept.computeIfAbsent(point, key -> new TreeSet<>()).add(position);
        }
      }
    }
    List<BoundCapture> resolved = new ArrayList<>();
    kept.forEach(
        (point, positions) ->
            resolved.add(
                new BoundCapture(point, positions.stream().mapToInt(Integer::intValue).toArray())));
    return resolved;
  }

  /** The cell that a donor's name means: a cell of that id, else the unedited run of a prompt. */
  int donor(String name, String what) {
    Cell cell = byId.get(name);
    if (cell != null && !set.prompts().containsKey(name)) {
      Integer place = bound.get("cell " + name);
      if (place == null) {
        place = cells.size();
        bound.put("cell " + name, place);
        cells.add(UNBOUND);
      }
      if (cells.get(place) == UNBOUND) {
        bindCell(cell, place);
      }
      return place;
    }
    if (!set.prompts().containsKey(name)) {
      throw new InvalidInputException(
          "%s: no prompt or cell is named \"%s\"; prompts are %s",
          what, name, set.prompts().keySet());
    }
    return unedited(name);
  }

  /** The unedited run of a prompt. */
  int unedited(String name) {
    Integer place = bound.get("prompt " + name);
    if (place == null) {
      place = cells.size();
      bound.put("prompt " + name, place);
      cells.add(
          new BoundCell(
              "the unedited run of " + name,
              prompt(name),
              List.of(),
              new int[0],
              List.of(),
              0,
              -1));
    }
    return place;
  }

  /** A cell that has been bound. */
  BoundCell at(int place) {
    return cells.get(place);
  }
}
