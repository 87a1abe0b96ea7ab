package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
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
import dev.credence.transformer.plan.BoundCell.BoundEdit;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a cell's edits against the model and puts numbers in the place of names: positions,
 * donors, and the order in which edits at one hook act.
 */
final class EditBinder {
  private static final Set<Hook> HEAD_INPUTS =
      Set.of(Hook.ATTN_IN, Hook.K_INPUT, Hook.V_INPUT, Hook.Q_INPUT);
  private static final Set<Hook> NORM_HOOKS = Set.of(Hook.LN1_SCALE, Hook.LN1_NORMALIZED);

  private final HookTable hooks;
  private final EditShapes shapes;
  private final Map<String, List<Edit>> functions;
  private final CellBinder cells;
  private final Map<Change, Integer> specs = new HashMap<>();

  /**
   * A binder.
   *
   * @param functions edits of this process, by cell id
   * @param cells finds donors
   */
  EditBinder(
      HookTable hooks,
      Map<String, NdArray> tensors,
      Map<String, List<Edit>> functions,
      CellBinder cells) {
    this.hooks = hooks;
    this.shapes = new EditShapes(hooks, tensors);
    this.functions = functions;
    this.cells = cells;
  }

  /** Forgets the numbers of changes handed out so far: each plan counts from 0. */
  void begin() {
    specs.clear();
  }

  /**
   * The edits of a cell, in the order in which the forward pass meets them.
   *
   * @param length tokens of the cell's prompt
   */
  List<BoundEdit> bind(Cell cell, int length) {
    List<BoundEdit> edits = new ArrayList<>();
    int number = 0;
    for (Intervention intervention : cell.interventions()) {
      String what = "cell " + cell.id() + ", edit " + ++number;
      try {
        edits.add(bindEdit(intervention, length, what));
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

  /**
   * Copies of the stream for single heads are normed apart, so the norm's own hooks miss them; and
   * {@code hook_attn_in} is not what the copies for queries, keys or values are made from.
   */
  private static void checkHeadInputs(Cell cell, List<BoundEdit> edits) {
    for (BoundEdit copy : edits) {
      for (BoundEdit other : edits) {
        Hook hook = copy.point().hook();
        if (HEAD_INPUTS.contains(hook)
            && (NORM_HOOKS.contains(other.point().hook())
                || (other.point().hook() == Hook.ATTN_IN && hook != Hook.ATTN_IN))
            && copy.point().layer() == other.point().layer()) {
          throw new InvalidInputException(
              "cell %s: %s and %s cannot be edited together; edit the stream, or queries and keys",
              cell.id(), copy.point(), other.point());
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

  private BoundEdit bindEdit(Intervention intervention, int length, String what) {
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
      over[i] = cells.unedited(means.over().get(i));
      int length = cells.at(over[i]).tokens().length;
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
    int donor = cells.donor(from, where);
    int length = cells.at(donor).tokens().length;
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
              "%s: the row of position %d in %s attends to positions up to %2$d, which"
                  + " position %d here cannot see",
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

  /** An edit acts after those before it at its hook, and after those of its donors there. */
  private List<BoundEdit> withLevels(List<BoundEdit> edits) {
    List<BoundEdit> levelled = new ArrayList<>();
    for (BoundEdit edit : edits) {
      int level = 0;
      for (BoundEdit before : levelled) {
        if (before.point().equals(edit.point())) {
          level = Math.max(level, before.level() + 1);
        }
      }
      for (int donor : edit.donors()) {
        for (BoundEdit theirs : cells.at(donor).edits()) {
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
}
