package dev.credence.transformer.plan;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cells cut into waves, each a forward pass whose activations fit into the memory allowed.
 *
 * <p>Cut by what the plan says alone, never by time or progress: the last bits of a product depend
 * on the rows beside a row, so that the same cells must meet the same neighbours whenever they run.
 * A set that needs several waves is first put into the order of its prompts' tokens, whatever order
 * it was written in, because only cells of one wave share rows.
 *
 * <p>The plans of very many waves would need more memory than the waves themselves, so that only
 * the first are kept; {@link #rows} makes the others again.
 */
public final class SweepPlan {
  /** Cells that are planned at once before anything is known of how much memory they take. */
  private static final int FIRST_GUESS = 2048;

  /** Memory that plans may take which are made and not yet run. */
  private static final long KEPT_BYTES = 64L << 20;

  /** Share of the memory allowed that a wave aims at when its size is guessed from the last. */
  private static final double AIM = 0.9;

  private final ModelConfig config;
  private final CellBinder binder;
  private final Memory memory;
  private final List<Wave> waves = new ArrayList<>();
  private final double seconds;
  private final List<RowPlan> kept = new ArrayList<>();
  private final FiringCheck check = new FiringCheck();
  private long keptBytes;

  /**
   * How much memory one wave may take.
   *
   * @param bytes of activations at once
   * @param width bytes of one number of them
   */
  public record Memory(long bytes, int width) {}

  /**
   * Some cells that run together.
   *
   * @param cells indices into the set's cells
   * @param work what they compute
   */
  public record Wave(int[] cells, Workload work) {}

  private SweepPlan(
      CellSet set,
      int[] wanted,
      ModelConfig config,
      HookTable hooks,
      Map<String, List<Edit>> functions,
      Memory memory) {
    long began = System.nanoTime();
    this.config = config;
    this.memory = memory;
    this.binder = new CellBinder(set, config, hooks, functions);
    cut(set, wanted);
    if (wanted.length == set.cells().size()) {
      check.finish(); // a donor of some of the cells may be read in others
    }
    this.seconds = (System.nanoTime() - began) / 1e9;
  }

  /**
   * The plan of some cells of a set.
   *
   * @param wanted indices into the set's cells; donors need not be among them
   * @param functions edits of this process, by cell id
   * @throws dev.credence.transformer.config.InvalidInputException if a cell names something that is
   *     not there, or an edit would never fire
   */
  public static SweepPlan of(
      CellSet set,
      int[] wanted,
      ModelConfig config,
      HookTable hooks,
      Map<String, List<Edit>> functions,
      Memory memory) {
    return new SweepPlan(set, wanted, config, hooks, functions, memory);
  }

  private void cut(CellSet set, int[] wanted) {
    int guess = FIRST_GUESS;
    if (wanted.length <= FIRST_GUESS) {
      RowPlan whole = plan(wanted);
      Workload work = Workload.of(whole, config, memory.width());
      if (fits(wanted.length, work)) {
        add(wanted, work, whole);
        return;
      }
      guess = fitting(wanted.length, work);
    }
    int[] cells = inOrderOfPrompts(set, wanted);
    for (int from = 0; from < cells.length; ) {
      int[] next = Arrays.copyOfRange(cells, from, Math.min(from + guess, cells.length));
      RowPlan rows = plan(next);
      Workload work = Workload.of(rows, config, memory.width());
      if (fits(next.length, work)) {
        add(next, work, rows);
        from += next.length;
        guess = Math.min(2 * next.length, fitting(next.length, work));
      } else {
        guess = Math.min(next.length - 1, fitting(next.length, work));
      }
    }
  }

  private void add(int[] cells, Workload work, RowPlan rows) {
    keptBytes += work.planBytes();
    if (kept.size() == waves.size() && (waves.isEmpty() || keptBytes <= KEPT_BYTES)) {
      kept.add(rows);
    }
    waves.add(new Wave(cells, work));
  }

  /** A single cell runs whatever it takes. */
  private boolean fits(int cells, Workload work) {
    return cells <= 1 || work.peakBytes() + work.planBytes() <= memory.bytes();
  }

  /** How many cells would fit, if more are as these. */
  private int fitting(int count, Workload work) {
    double bytes = Math.max(1, work.peakBytes() + work.planBytes());
    return (int) Math.clamp(AIM * count * memory.bytes() / bytes, 1, Integer.MAX_VALUE / 2.0);
  }

  private RowPlan plan(int[] cells) {
    List<BoundCell> bound = binder.bind(cells);
    check.add(bound, cells.length);
    return new RowPlanner(config, bound, cells.length).plan();
  }

  /** Stable: cells of one prompt keep their order. */
  private static int[] inOrderOfPrompts(CellSet set, int[] wanted) {
    List<String> names = new ArrayList<>(set.prompts().keySet());
    names.sort((a, b) -> Arrays.compare(set.prompts().get(a), set.prompts().get(b)));
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    long[] keys = new long[wanted.length];
    for (int i = 0; i < keys.length; i++) {
      long place = places.getOrDefault(set.cells().get(wanted[i]).prompt(), 0);
      keys[i] = place << Integer.SIZE | wanted[i];
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  /** The waves, in the order in which they run. */
  public List<Wave> waves() {
    return List.copyOf(waves);
  }

  /** The rows of one wave. */
  public RowPlan rows(int wave) {
    return wave < kept.size() ? kept.get(wave) : plan(waves.get(wave).cells());
  }

  /** What all waves compute. */
  public Workload work() {
    return waves.stream().map(Wave::work).reduce(Workload::plus).orElseThrow();
  }

  /** How long planning took, in seconds. */
  public double seconds() {
    return seconds;
  }

  /** The plan in words, as a database explains a query. */
  public String explain() {
    return new Explanation(this).text();
  }

  @Override
  public String toString() {
    Workload work = work();
    return "SweepPlan[%d cells, %d waves, %d living rows, %.1f GFLOP]"
        .formatted(work.cells(), work.waves(), work.livingRows(), work.flops() / 1e9);
  }
}
