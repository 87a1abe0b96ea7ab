package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.BoundCell.BoundCapture;
import dev.credence.transformer.plan.BoundCell.BoundEdit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks up every name in a cell set: prompts become tokens, positions numbers, donors cells. What a
 * user can have got wrong is found here, before anything runs.
 */
final class CellBinder {
  private static final Set<Hook> HEAD_INPUTS =
      Set.of(Hook.ATTN_IN, Hook.K_INPUT, Hook.V_INPUT, Hook.Q_INPUT);
  private static final Set<Hook> NORM_HOOKS = Set.of(Hook.LN1_SCALE, Hook.LN1_NORMALIZED);

  private final CellSet set;
  private final ModelConfig config;
  private final HookTable hooks;
  private final EditShapes shapes;
  private final Map<String, List<Edit>> functions;

  private final Map<String, Cell> byId = new HashMap<>();
  private final Map<String, Integer> bound = new HashMap<>();
  private final Map<Change, Integer> specs = new HashMap<>();
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
    this.shapes = new EditShapes(hooks, set.tensors());
    this.functions = functions;
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
    List<BoundEdit> edits = bindEdits(cell, tokens.length);
    List<BoundCapture> kept = wanted ? bindCaptures(cell, tokens.length) : List.of();
    int[] reads = wanted ? reads(cell, tokens.length, kept) : new int[0];
    int depth = 0;
    for (BoundEdit edit : edits) {
      if (edit.donor() >= 0) {
        depth = Math.max(depth, cells.get(edit.donor()).depth() + 1);
      }
      for (int donor : edit.over()) {
        depth = Math.max(depth, cells.get(donor).depth() + 1);
      }
    }
    int baseline = -1;
    if (wanted && cell.readouts().stream().anyMatch(name -> readout(name).kl())) {
      baseline = unedited(cell.prompt());
      cells.set(baseline, cells.get(baseline).readAlsoAt(reads));
    }
    cells.set(place, new BoundCell(cell.id(), tokens, edits, reads, kept, depth, baseline));
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

  private List<BoundEdit> bindEdits(Cell cell, int length) {
    List<BoundEdit> edits = new ArrayList<>();
    int number = 0;
    for (Intervention intervention : cell.interventions()) {
      String what = "cell " + cell.id() + ", edit " + ++number;
      try {
        edits.add(bindEdit(intervention, cell, length, what));
      } catch (InvalidInputException e) {
        String message = String.valueOf(e.getMessage());
        throw message.startsWith("cell ") || message.startsWith(what)
            ? e
            : new InvalidInputException("%s: %s", what, message);
      }
    }
    for (Edit edit : functions.getOrDefault(cell.id(), List.of())) {
      edits.add(bindFunction(edit, cell, length));
    }
    edits.sort(Comparator.comparing(BoundEdit::point)); // stable: the list's order at one hook
    checkHeadInputs(cell, edits);
    return withLevels(edits);
  }

  /** Copies of the stream for single heads are normed apart, so the norm's own hooks miss them. */
  private static void checkHeadInputs(Cell cell, List<BoundEdit> edits) {
    for (BoundEdit copy : edits) {
      for (BoundEdit norm : edits) {
        if (HEAD_INPUTS.contains(copy.point().hook())
            && NORM_HOOKS.contains(norm.point().hook())
            && copy.point().layer() == norm.point().layer()) {
          throw new InvalidInputException(
              "cell %s: %s and %s cannot be edited together; edit the stream, or queries and keys",
              cell.id(), copy.point(), norm.point());
        }
      }
    }
  }

  private BoundEdit bindFunction(Edit edit, Cell cell, int length) {
    hooks.require(edit.point());
    if (edit.point().hook().isAttention() || edit.point().hook() == Hook.LOGITS) {
      throw new InvalidInputException(
          "cell %s: a function cannot edit %s; it can edit hook_z, queries, keys or values",
          cell.id(), edit.point());
    }
    int[] all = Positions.ALL.resolve(length, cell.id());
    Change change = new Change.ByFunction(edit);
    return new BoundEdit(change, spec(change), all, -1, new int[0], new int[0], true, 0);
  }

  private BoundEdit bindEdit(Intervention intervention, Cell cell, int length, String what) {
    Site site = intervention.site();
    hooks.require(site);
    shapes.check(intervention, length);
    int[] positions = site.positions().resolve(length, what);
    Site open = new Site(site.point(), Positions.ALL, site.heads(), site.neurons());
    return switch (intervention) {
      case Steer steer -> plain(new Steer(open, steer.vector(), steer.alpha()), positions, false);
      case Scale scale -> plain(new Scale(open, scale.factor()), positions, false);
      case Patch patch ->
          fromDonor(
              new Patch(open, ""), patch.from(), patch.fromPositions(), site, positions, what);
      case Interchange swap ->
          fromDonor(
              new Interchange(open, "", swap.basis()),
              swap.from(),
              swap.fromPositions(),
              site,
              positions,
              what);
      case Ablate ablate ->
          switch (ablate.kind()) {
            case Ablation.Resample resample ->
                fromDonor(new Patch(open, ""), resample.from(), null, site, positions, what);
            case Ablation.PositionMeans means -> overDonors(open, means, positions, what);
            case Ablation.Mean mean -> plain(new Ablate(open, mean), positions, true);
            case Ablation.Zero zero -> plain(new Ablate(open, zero), positions, false);
            case Ablation.Vector vector -> plain(new Ablate(open, vector), positions, false);
            case Ablation.PositionVectors vectors ->
                plain(new Ablate(open, vectors), positions, false);
          };
    };
  }

  private BoundEdit plain(Intervention what, int[] positions, boolean wholeRun) {
    Change change = new Change.ByData(what);
    return new BoundEdit(change, spec(change), positions, -1, positions, new int[0], wholeRun, 0);
  }

  private BoundEdit overDonors(
      Site open, Ablation.PositionMeans means, int[] positions, String what) {
    int[] over = new int[means.over().size()];
    for (int i = 0; i < over.length; i++) {
      over[i] = unedited(means.over().get(i));
      int length = cells.get(over[i]).tokens().length;
      for (int position : positions) {
        if (position >= length) {
          throw new InvalidInputException(
              "%s: prompt %s has %d tokens, so no mean can be taken at position %d; name prompts as"
                  + " long as this one",
              what, means.over().get(i), length, position);
        }
      }
    }
    Change change = new Change.ByData(new Ablate(open, means));
    return new BoundEdit(change, spec(change), positions, -1, positions, over, false, 0);
  }

  private BoundEdit fromDonor(
      Intervention what,
      String from,
      @Nullable Positions fromPositions,
      Site site,
      int[] positions,
      String where) {
    int donor = donor(from, where);
    int length = cells.get(donor).tokens().length;
    String label = where + ", from " + from;
    Positions theirs = fromPositions == null ? site.positions() : fromPositions;
    int[] donorPositions = theirs.resolve(length, label);
    if (donorPositions.length != positions.length) {
      throw new InvalidInputException(
          "%s: %d positions here, %d in %s; name from_positions, one for each position",
          where, positions.length, donorPositions.length, from);
    }
    if (site.point().hook().isAttention()) {
      for (int i = 0; i < positions.length; i++) {
        if (donorPositions[i] > positions[i]) {
          throw new InvalidInputException(
              "%s: the row of position %d in %s attends to positions up to %1$s, which position %d"
                  + " here cannot see",
              where, donorPositions[i], from, positions[i]);
        }
      }
    }
    Change change = new Change.ByData(what);
    return new BoundEdit(
        change, spec(change), positions, donor, donorPositions, new int[0], false, 0);
  }

  private int spec(Change change) {
    return specs.computeIfAbsent(change, key -> specs.size());
  }

  /** The cell that a donor's name means: a cell of that id, else the unedited run of a prompt. */
  private int donor(String name, String what) {
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

  private int unedited(String name) {
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

  private List<BoundEdit> withLevels(List<BoundEdit> edits) {
    List<BoundEdit> levelled = new ArrayList<>();
    for (BoundEdit edit : edits) {
      int level = 0;
      for (BoundEdit before : levelled) {
        if (before.point().equals(edit.point())) {
          level = Math.max(level, before.level() + 1);
        }
      }
      for (int donor : donors(edit)) {
        for (BoundEdit theirs : cells.get(donor).edits()) {
          if (theirs.point().equals(edit.point())) {
            level = Math.max(level, theirs.level() + 1);
          }
        }
      }
      levelled.add(
          new BoundEdit(
              edit.change(),
              edit.spec(),
              edit.positions(),
              edit.donor(),
              edit.donorPositions(),
              edit.over(),
              edit.wholeRun(),
              level));
    }
    return List.copyOf(levelled);
  }

  private static int[] donors(BoundEdit edit) {
    if (edit.donor() < 0) {
      return edit.over();
    }
    int[] donors = Arrays.copyOf(edit.over(), edit.over().length + 1);
    donors[edit.over().length] = edit.donor();
    return donors;
  }
}
