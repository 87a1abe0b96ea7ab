package dev.credence.transformer.plan;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Positions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Last rows of many prompts, run again and again above some layer, each looking back at its
 * prompt's other rows, which are run once. Nothing but the last row can differ where only that is
 * edited.
 */
public final class LastRowPlan {
  private static final String NEXT = "next";

  private final ModelConfig config;
  private final int[] lengths;
  private final ContinuedPlan prompts;
  private final int[][][] pasts; // [layer][prompt]: where in what is kept its earlier rows are

  private LastRowPlan(ModelConfig config, int[] lengths, ContinuedPlan prompts, int[][][] pasts) {
    this.config = config;
    this.lengths = lengths;
    this.prompts = prompts;
    this.pasts = pasts;
  }

  /**
   * A plan.
   *
   * @param prompts tokens, one row of numbers a prompt; prompts that begin alike share rows
   * @param firstLayer the lowest layer that last rows will go through
   * @throws dev.credence.transformer.config.InvalidInputException if a prompt is empty, longer than
   *     the model's context, or has a token that is not in its vocabulary
   */
  public static LastRowPlan of(
      List<int[]> prompts, int firstLayer, ModelConfig config, HookTable hooks) {
    Map<String, int[]> named = new LinkedHashMap<>();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      named.put("prompt " + i, prompts.get(i));
      cells.add(Cell.unedited("prompt " + i, "prompt " + i, NEXT));
    }
    // A capture makes every row live in every layer, and says which rows they are.
    List<Capture> values =
        config.layers() == 0 ? List.of() : List.of(Capture.of("blocks.*." + Hook.V.suffix()));
    Readout next = new Readout(Map.of(), Positions.LAST, 1, false);
    CellSet set = new CellSet(named, Map.of(), Map.of(NEXT, next), cells, values);
    RowPlan plan = RowPlan.of(set, config, hooks, Map.of());
    int[] lengths = prompts.stream().mapToInt(tokens -> tokens.length).toArray();
    int[][] kept = new int[config.layers()][];
    int[][][] pasts = new int[config.layers()][prompts.size()][];
    for (LayerPlan layer : plan.layers()) {
      kept[layer.layer()] =
          layer.layer() < firstLayer ? new int[0] : keep(layer, lengths, pasts[layer.layer()]);
    }
    return new LastRowPlan(config, lengths, new ContinuedPlan(plan.withoutCaptures(), kept), pasts);
  }

  /** Which rows of a layer come before a prompt's last; says where each prompt's will be found. */
  private static int[] keep(LayerPlan layer, int[] lengths, int[][] pasts) {
    BitSet wanted = new BitSet();
    int[][] rows = new int[lengths.length][];
    for (RowCapture capture : layer.keys().captures().getOrDefault(Hook.V, List.of())) {
      rows[capture.cell()] = Arrays.copyOf(capture.rows(), capture.rows().length - 1);
      Arrays.stream(rows[capture.cell()]).forEach(wanted::set);
    }
    int[] kept = wanted.stream().toArray();
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 0; i < kept.length; i++) {
      places.put(kept[i], i);
    }
    for (int i = 0; i < rows.length; i++) {
      pasts[i] = Arrays.stream(rows[i]).map(row -> places.getOrDefault(row, -1)).toArray();
    }
    return kept;
  }

  /** How many prompts. */
  public int prompts() {
    return lengths.length;
  }

  /** Tokens of the longest prompt. */
  public int longest() {
    return Arrays.stream(lengths).max().orElse(0);
  }

  /** The run of all prompts, which leaves what last rows look back at. */
  public ContinuedPlan promptRun() {
    return prompts;
  }

  /** How many rows a layer leaves, those of all prompts. */
  public int kept(int layer) {
    return prompts.kept()[layer].length;
  }

  /**
   * What some layers are told.
   *
   * @param first the lowest of them; all above it follow
   * @param which for each row the prompt whose last row it is; a prompt may stand more than once
   */
  public List<LayerPlan> layers(int first, int[] which) {
    int[] rows = IntStream.range(0, which.length).toArray();
    int[] positions = Arrays.stream(which).map(prompt -> lengths[prompt] - 1).toArray();
    StagePlan stage = new StagePlan(rows, positions, Map.of(), Map.of());
    return IntStream.range(first, config.layers())
        .mapToObj(
            layer ->
                new LayerPlan(layer, stage, stage, List.of(look(layer, which, positions)), stage))
        .toList();
  }

  /** Each row behind its past, padded with the first key it sees. */
  private Branch look(int layer, int[] which, int[] positions) {
    int n = which.length;
    int[] visible = Arrays.stream(which).map(prompt -> lengths[prompt]).toArray();
    int keysEach = Arrays.stream(visible).max().orElse(0);
    int[] keys = new int[n * keysEach];
    int[] keyPositions = new int[n * keysEach];
    for (int i = 0; i < n; i++) {
      int[] past = pasts[layer][which[i]];
      int from = i * keysEach;
      System.arraycopy(past, 0, keys, from, past.length);
      keys[from + past.length] = kept(layer) + i;
      Arrays.fill(keys, from + visible[i], from + keysEach, keys[from]);
      for (int p = 0; p < visible[i]; p++) {
        keyPositions[from + p] = p;
      }
    }
    int[] rows = IntStream.range(0, n).toArray();
    int[] none = new int[n];
    return new Branch(
        n, keysEach, 1, keys, keyPositions, rows, positions, visible, none, none, rows, 0);
  }
}
