package dev.credence.transformer.plan;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The plans of one cell that goes on behind its prompt: first the prompt's, then one for each batch
 * of tokens that follow. A row of a later plan is made from its token alone; of the rows before it
 * it reads keys and values.
 *
 * <p>An edit acts on a row of a later plan if its positions are {@code all} and what it does is
 * known there: {@code steer}, {@code scale}, {@code ablate zero} and {@code ablate vector}. Edits
 * that take something position by position from elsewhere (patch, interchange, resample, position
 * means and vectors) have nothing to take behind the prompt and act on the prompt alone; so do
 * edits whose positions are listed or {@code last}. A mean over the run's own positions would
 * change with every further token, earlier rows included, so it is refused.
 */
public final class Continuation {
  private static final String NEXT = "next";

  private final ModelConfig config;
  private final Cell cell;
  private final int[] promptTokens;
  private final ContinuedPlan prompt;

  private Continuation(ModelConfig config, Cell cell, int[] promptTokens, ContinuedPlan prompt) {
    this.config = config;
    this.cell = cell;
    this.promptTokens = promptTokens;
    this.prompt = prompt;
  }

  /**
   * The continuation of one cell of a set. What the set reads and captures is left out.
   *
   * @param id the cell's
   * @throws InvalidInputException if there is no such cell, it names something that is not there,
   *     an edit would never fire, or one is a mean over the run
   */
  public static Continuation of(CellSet set, String id, ModelConfig config, HookTable hooks) {
    int index = set.cells().stream().map(Cell::id).toList().indexOf(id);
    if (index < 0) {
      throw new InvalidInputException(
          "cell %s: there is none; these are: %s", id, set.cells().stream().map(Cell::id).toList());
    }
    Cell cell = set.cells().get(index);
    refuseMeans(cell);
    List<Cell> cells = set.cells().stream().map(c -> reading(c, c == cell)).toList();
    // A capture makes every row of the prompt live in every layer, and says which rows they are.
    List<Capture> values =
        config.layers() == 0
            ? List.of()
            : List.of(new Capture("blocks.*." + Hook.V.suffix(), Positions.ALL, List.of(id)));
    Readout next = new Readout(Map.of(), Positions.LAST, 1, false);
    CellSet reduced = new CellSet(set.prompts(), set.tensors(), Map.of(NEXT, next), cells, values);
    RowPlan plan = RowPlan.of(reduced, new int[] {index}, config, hooks, Map.of());
    int[][] kept =
        plan.layers().stream()
            .map(layer -> layer.keys().captures().getOrDefault(Hook.V, List.of()).getFirst().rows())
            .toArray(int[][]::new);
    int[] tokens = Objects.requireNonNull(set.prompts().get(cell.prompt())); // the set has checked
    return new Continuation(config, cell, tokens, new ContinuedPlan(plan.withoutCaptures(), kept));
  }

  private static Cell reading(Cell cell, boolean read) {
    return new Cell(
        cell.id(), cell.prompt(), cell.interventions(), read ? List.of(NEXT) : List.of());
  }

  private static void refuseMeans(Cell cell) {
    for (Intervention edit : cell.interventions()) {
      if (edit instanceof Ablate ablate && ablate.kind() instanceof Ablation.Mean) {
        throw new InvalidInputException(
            "cell %s: ablate mean %s: the mean over all positions of the run is not known while"
                + " the run goes on; use position_means, or vector with a mean taken before",
            cell.id(), edit.site().point());
      }
    }
  }

  /** The prompt's tokens. */
  public int[] promptTokens() {
    return promptTokens.clone();
  }

  /** The plan of the prompt; its last row is the prompt's last token. */
  public ContinuedPlan prompt() {
    return prompt;
  }

  /** The edits that act on the prompt's positions only. */
  public List<Intervention> promptOnly() {
    return cell.interventions().stream().filter(edit -> !goesOn(edit)).toList();
  }

  /** Whether an edit acts behind the prompt as well. */
  private static boolean goesOn(Intervention edit) {
    boolean known =
        switch (edit) {
          case Steer steer -> true;
          case Scale scale -> true;
          case Patch patch -> false;
          case Interchange interchange -> false;
          case Ablate ablate ->
              switch (ablate.kind()) {
                case Ablation.Zero zero -> true;
                case Ablation.Vector vector -> true;
                case Ablation.Mean mean -> false;
                case Ablation.PositionVectors vectors -> false;
                case Ablation.PositionMeans means -> false;
                case Ablation.Resample resample -> false;
              };
        };
    return known && edit.site().positions() instanceof Positions.All;
  }

  /**
   * The plan of tokens behind others whose keys and values are there.
   *
   * @param sequence all tokens, the prompt's first
   * @param past how many of them have been run
   * @return its last row is the last token
   */
  public ContinuedPlan next(int[] sequence, int past) {
    int count = sequence.length - past;
    int[] rows = IntStream.range(0, count).toArray();
    int[] positions = IntStream.range(past, sequence.length).toArray();
    int[] tokens = Arrays.copyOfRange(sequence, past, sequence.length);
    List<Branch> look = List.of(Branch.behind(past, count));
    List<LayerPlan> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(
          new LayerPlan(
              layer,
              stage(1 + 3 * layer, rows, positions),
              stage(2 + 3 * layer, rows, positions),
              look,
              stage(3 + 3 * layer, rows, positions)));
    }
    int[] last = {count - 1};
    RowPlan plan =
        new RowPlan(
            config,
            List.of(
                new BoundCell(
                    cell.id(),
                    sequence.clone(),
                    List.of(),
                    new int[] {sequence.length - 1},
                    List.of(),
                    0,
                    -1)),
            stage(0, tokens, positions),
            List.copyOf(layers),
            stage(Integer.MAX_VALUE, last, new int[] {sequence.length - 1}),
            new int[][] {{0}},
            1,
            1);
    int[][] kept = new int[config.layers()][];
    Arrays.fill(kept, rows);
    return new ContinuedPlan(plan, kept);
  }

  private StagePlan stage(int index, int[] input, int[] positions) {
    int[] rows = IntStream.range(0, input.length).toArray();
    Map<Hook, List<RowEdit>> edits = new EnumMap<>(Hook.class);
    for (Intervention edit : cell.interventions()) { // at one hook in the order of the list
      if (goesOn(edit) && RowPlanner.stageIndex(edit.site().point()) == index) {
        edits
            .computeIfAbsent(edit.site().point().hook(), hook -> new ArrayList<>())
            .add(
                new RowEdit(
                    new Change.ByData(edit),
                    rows,
                    new int[0],
                    positions,
                    new int[0][],
                    new int[0]));
      }
    }
    return new StagePlan(input, positions, edits, Map.of());
  }
}
