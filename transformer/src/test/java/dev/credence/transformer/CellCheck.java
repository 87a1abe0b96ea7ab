package dev.credence.transformer;

import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what cells give together with what each gives alone: in the engine, and in plain loops.
 *
 * <p>Two float32 results of one formula may lie as far apart as its rounding is amplified. So where
 * the tolerance is not met, the plain run is repeated with every step disturbed by half a unit in
 * the last place of a float32: what moves the exact result as much as that, no order of summation
 * can hold. {@link #excused} counts those values.
 */
final class CellCheck {
  /** Disturbed runs, and how many times the largest of their deviations is still rounding. */
  private static final int DISTURBED = 8;

  private static final double TIMES = 4;

  private final GoldenEngine engine;
  private final CellDraw.Drawn drawn;
  private final long waveBytes;
  private int compared;
  private int excused;
  private double largest;

  CellCheck(GoldenEngine engine, CellDraw.Drawn drawn, long waveBytes) {
    this.engine = engine;
    this.drawn = drawn;
    this.waveBytes = waveBytes;
  }

  int compared() {
    return compared;
  }

  int excused() {
    return excused;
  }

  /** The largest difference of shared and exact, in units of max(1, |exact|). */
  double largest() {
    return largest;
  }

  /** What differs, or null. */
  @Nullable String difference() {
    Results shared = run(drawn, ModelOptions.ACTIVATION_BYTES);
    Results cut = waveBytes > 0 ? run(drawn, waveBytes) : shared;
    Results alone = waveBytes > 0 ? run(drawn, GoldenEngine.EACH_ALONE) : shared;
    PlainRuns exact = new PlainRuns(engine.plain, drawn.set(), drawn.functions(), null);
    for (Cell cell : drawn.set().cells()) {
      for (Map.Entry<HookPoint, int[]> kept : captured(cell).entrySet()) {
        HookPoint point = kept.getKey();
        double[] expected = values(exact, cell, point, kept.getValue());
        String name = point.name();
        float[] together = capture(shared, cell, name, expected.length);
        float[] inWaves = capture(cut, cell, name, expected.length);
        float[] byItself = capture(alone, cell, name, expected.length);
        String what = cell.id() + "/" + name;
        List<String> off = new ArrayList<>();
        compare(off, what + ", together and in plain loops", together, expected);
        compare(off, what + ", alone and in plain loops", byItself, expected);
        compare(off, what + ", in waves and in plain loops", inWaves, expected);
        compare(off, what + ", together and alone", together, doubles(byItself));
        compare(off, what + ", in waves and together", inWaves, doubles(together));
        compared++;
        largest = Math.max(largest, distance(together, expected));
        if (!off.isEmpty()) {
          double rounding = TIMES * conditioning(cell, point, kept.getValue(), expected);
          if (furthest(together, expected) > rounding
              || furthest(byItself, expected) > rounding
              || furthest(inWaves, expected) > rounding) {
            return String.format(
                Locale.ROOT, "%s; rounding explains %.1e", off.getFirst(), rounding);
          }
          excused++;
        }
      }
    }
    return null;
  }

  private Results run(CellDraw.Drawn cells, long bytes) {
    return engine.model(bytes).run(cells.set(), cells.functions(), SweepListener.SILENT);
  }

  private static float[] capture(Results results, Cell cell, String point, int size) {
    NdArray array = results.capture(cell.id(), point);
    if (array.size() != size) {
      throw new AssertionError(cell.id() + "/" + point + ": " + array + " has not " + size);
    }
    return array.floats();
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] values(PlainRuns runs, Cell cell, HookPoint point, int[] positions) {
    PlainActivation h = runs.cell(cell.id()).get(point);
    if (h == null) {
      throw new AssertionError("the plain pass never came to " + point);
    }
    return h.laidOut(point.hook().isAttention(), positions);
  }

  /** What is kept of a cell: the union of what its captures name. */
  private Map<HookPoint, int[]> captured(Cell cell) {
    int length = drawn.set().prompts().getOrDefault(cell.prompt(), new int[0]).length;
    Map<HookPoint, TreeSet<Integer>> kept = new LinkedHashMap<>();
    for (Capture capture : drawn.set().captures()) {
      if (capture.cells().isEmpty() || capture.cells().contains(cell.id())) {
        for (int position : capture.positions().resolve(length, "")) {
          kept.computeIfAbsent(HookPoint.parse(capture.hook()), point -> new TreeSet<>())
              .add(position);
        }
      }
    }
    Map<HookPoint, int[]> positions = new LinkedHashMap<>();
    kept.forEach(
        (point, all) -> positions.put(point, all.stream().mapToInt(Integer::intValue).toArray()));
    return positions;
  }

  /** How far disturbances as large as float32's rounding move the exact result. */
  private double conditioning(Cell cell, HookPoint point, int[] positions, double[] expected) {
    double most = 0;
    for (int i = 0; i < DISTURBED; i++) {
      PlainRuns disturbed =
          new PlainRuns(engine.plain, drawn.set(), drawn.functions(), new Random(i));
      double[] moved = values(disturbed, cell, point, positions);
      for (int j = 0; j < moved.length; j++) {
        if (moved[j] != expected[j]) {
          most = Math.max(most, Math.abs(moved[j] - expected[j]));
        }
      }
    }
    return most;
  }

  private void compare(List<String> off, String what, float[] found, double[] expected) {
    double distance = distance(found, expected);
    if (distance > engine.tolerance()) {
      off.add(
          String.format(
              Locale.ROOT, "%s: %.1e apart, %.0e is allowed", what, distance, engine.tolerance()));
    }
  }

  /** The largest difference, in units of max(1, |expected|); what is not finite must be equal. */
  private static double distance(float[] found, double[] expected) {
    double most = 0;
    for (int i = 0; i < found.length; i++) {
      most = Math.max(most, apart(found[i], expected[i]) / Math.max(1, Math.abs(expected[i])));
    }
    return most;
  }

  private static double furthest(float[] found, double[] expected) {
    double most = 0;
    for (int i = 0; i < found.length; i++) {
      most = Math.max(most, apart(found[i], expected[i]));
    }
    return most;
  }

  private static double apart(double a, double b) {
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return 0;
    }
    double apart = Math.abs(a - b);
    return Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart;
  }

  /** Fewer cells and edits of which the same can be said; one that cannot be made smaller. */
  static CellDraw.Drawn smallest(GoldenEngine engine, CellDraw.Drawn drawn, long waveBytes) {
    for (CellDraw.Drawn less : smaller(drawn)) {
      String said;
      try {
        said = new CellCheck(engine, less, waveBytes).difference();
      } catch (RuntimeException | AssertionError e) {
        said = null; // a donor is gone, or something else is wrong with it
      }
      if (said != null) {
        return smallest(engine, less, waveBytes);
      }
    }
    return drawn;
  }

  private static List<CellDraw.Drawn> smaller(CellDraw.Drawn drawn) {
    List<CellDraw.Drawn> smaller = new ArrayList<>();
    List<Cell> cells = drawn.set().cells();
    for (Cell cell : cells) {
      List<Cell> fewer = new ArrayList<>(cells);
      fewer.remove(cell);
      if (!fewer.isEmpty()) {
        smaller.add(drawn.with(fewer, drawn.functions()));
      }
    }
    for (int c = 0; c < cells.size(); c++) {
      Cell cell = cells.get(c);
      for (int e = 0; e < cell.interventions().size(); e++) {
        List<Intervention> edits = new ArrayList<>(cell.interventions());
        edits.remove(e);
        List<Cell> changed = new ArrayList<>(cells);
        changed.set(c, new Cell(cell.id(), cell.prompt(), edits, cell.readouts()));
        smaller.add(drawn.with(changed, drawn.functions()));
      }
      if (drawn.functions().containsKey(cell.id())) {
        Map<String, List<Edit>> without = new LinkedHashMap<>(drawn.functions());
        without.remove(cell.id());
        smaller.add(drawn.with(cells, without));
      }
    }
    return smaller;
  }

  /** The cells as a reader can try them again. */
  static String told(CellDraw.Drawn drawn) {
    StringBuilder text = new StringBuilder();
    drawn.set().prompts().forEach((name, t) -> text.append(name + " " + Arrays.toString(t) + "\n"));
    drawn.set().cells().forEach(cell -> text.append(cell + "\n"));
    drawn
        .functions()
        .forEach((id, edits) -> text.append("functions of " + id + ": " + edits + "\n"));
    return text.append(drawn.set().captures()).toString();
  }
}
