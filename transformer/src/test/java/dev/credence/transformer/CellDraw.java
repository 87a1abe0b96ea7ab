package dev.credence.transformer;

import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
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
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws cells: prompts that share beginnings and others that do not, edits of every kind at every
 * hook, donors that are prompts or cells, of this length or another.
 */
final class CellDraw {
  /** Functions of this process; each as good in float32 as in float64. */
  private static final List<UnaryOperator<Tensor>> FUNCTIONS =
      List.of(
          t -> Ops.mul(t, .75), // row by row
          t -> Ops.flip(t, 0), // from other positions, later ones too
          t -> Ops.add(Ops.mul(t, .5), Ops.mul(Ops.mean(t, 0, true), .5)));

  private final Random random;
  private final HookTable hooks;
  private final Map<String, int[]> prompts = new LinkedHashMap<>();
  private final Map<String, NdArray> tensors = new LinkedHashMap<>();
  private final Map<String, String> promptOfCell = new LinkedHashMap<>();
  private int names;

  /** Cells with functions that go with some of them. */
  record Drawn(CellSet set, Map<String, List<Edit>> functions) {
    Drawn with(List<Cell> cells, Map<String, List<Edit>> others) {
      Map<String, List<Edit>> kept = new LinkedHashMap<>(others);
      kept.keySet().retainAll(cells.stream().map(Cell::id).toList());
      List<String> ids = cells.stream().map(Cell::id).toList();
      List<Capture> captures =
          set.captures().stream()
              .filter(c -> c.cells().isEmpty() || ids.containsAll(c.cells()))
              .toList();
      return new Drawn(
          new CellSet(set.prompts(), set.tensors(), set.readouts(), cells, captures), kept);
    }
  }

  CellDraw(GoldenEngine engine, Random random) {
    this.random = random;
    this.hooks = engine.model().hooks();
    int longest = Math.min(9, engine.config.context());
    int length = 3 + random.nextInt(longest - 3);
    int vocab = engine.config.vocab();
    int[] base = random.ints(length, 0, vocab).toArray();
    int[] near = base.clone();
    near[random.nextInt(length)] = random.nextInt(vocab);
    int[] longer = Arrays.copyOf(base, length + 1);
    longer[length] = random.nextInt(vocab);
    int[] other = random.ints(2 + random.nextInt(longest - 2), 0, vocab).toArray();
    other[0] = base[0];
    prompts.put("p0", base);
    prompts.put("p1", near);
    prompts.put("p2", longer);
    prompts.put("p3", other);
  }

  /** The kinds of change there are, asked of the types. */
  static List<Class<?>> kinds() {
    List<Class<?>> kinds = new ArrayList<>();
    for (Class<?> kind : Intervention.class.getPermittedSubclasses()) {
      if (kind == Ablate.class) {
        kinds.addAll(List.of(Ablation.class.getPermittedSubclasses()));
      } else {
        kinds.add(kind);
      }
    }
    kinds.add(Edit.class);
    return kinds;
  }

  /** Rows of attention are as long as the prompt is: no vector, mean or basis fits them all. */
  static boolean allows(Hook hook, Class<?> kind) {
    return hook != Hook.LOGITS
        && (!hook.isAttention()
            || List.of(Ablation.Zero.class, Ablation.Resample.class, Patch.class, Scale.class)
                .contains(kind));
  }

  /** Zero among scales divides by zero; what comes of it is another test's business. */
  private static boolean isFinite(Hook hook, Class<?> kind) {
    return !isScale(hook) || kind != Ablation.Zero.class;
  }

  private static boolean isScale(Hook hook) {
    return hook.suffix().endsWith("hook_scale");
  }

  /** A set of cells under up to four edits each. */
  Drawn cells(int count) {
    List<Cell> cells = new ArrayList<>();
    Map<String, List<Edit>> functions = new LinkedHashMap<>();
    HookPoint favourite = anyPoint();
    for (int i = 0; i < count; i++) {
      String id = "c" + i;
      String prompt = anyPrompt();
      List<Intervention> edits = new ArrayList<>();
      List<Edit> own = new ArrayList<>();
      for (int e = random.nextInt(5); e > 0; e--) {
        // Edits at one hook point act on each other, in one cell and from donor to taker, so they
        // shall meet more often than by chance.
        HookPoint point = random.nextInt(3) == 0 ? favourite : anyPoint();
        Class<?> kind = kinds().get(random.nextInt(kinds().size()));
        if (!allows(point.hook(), kind)
            || !isFinite(point.hook(), kind)
            || clashes(point, edits, own)) {
          continue;
        }
        if (kind == Edit.class) {
          own.add(function(point));
        } else {
          edits.add(edit(kind, point, prompt));
        }
      }
      if (!cells.isEmpty() && random.nextInt(4) == 0) { // nearly the cell before it
        Cell before = cells.getLast();
        prompt = before.prompt();
        edits = new ArrayList<>(before.interventions());
        own.clear();
        if (edits.size() > 1) {
          if (random.nextBoolean()) {
            edits.remove(random.nextInt(edits.size()));
          } else {
            Collections.swap(edits, 0, edits.size() - 1);
          }
        }
      }
      cells.add(new Cell(id, prompt, edits, List.of()));
      if (!own.isEmpty()) {
        functions.put(id, own);
      }
      promptOfCell.put(id, prompt); // a later cell may take from it: chains without cycles
    }
    List<Capture> captures = new ArrayList<>();
    captures.add(Capture.of("logits", positionsForAll()));
    for (int i = random.nextInt(4); i > 0; i--) {
      List<String> of =
          random.nextBoolean() ? List.of() : List.of("c" + random.nextInt(cells.size()));
      captures.add(new Capture(anyPoint().name(), positionsForAll(), of));
    }
    Collections.shuffle(cells, random); // donors before and behind those they give to
    return new Drawn(new CellSet(prompts, tensors, Map.of(), cells, captures), functions);
  }

  /** One cell for each kind and hook point, on the first prompt. */
  Drawn everyKindEverywhere() {
    List<Cell> cells = new ArrayList<>();
    Map<String, List<Edit>> functions = new LinkedHashMap<>();
    for (HookPoint point : hooks.points()) {
      for (Class<?> kind : kinds()) {
        if (!allows(point.hook(), kind) || !isFinite(point.hook(), kind)) {
          continue;
        }
        String id = point.name() + " " + kind.getSimpleName();
        if (kind == Edit.class) {
          functions.put(id, List.of(function(point)));
          cells.add(Cell.unedited(id, "p0"));
        } else {
          cells.add(new Cell(id, "p0", List.of(edit(kind, point, "p0")), List.of()));
        }
      }
    }
    List<Capture> captures = List.of(Capture.of("logits"));
    return new Drawn(new CellSet(prompts, tensors, Map.of(), cells, captures), functions);
  }

  /** Copies of the stream are normed apart, and apart from each other: such pairs are refused. */
  private static boolean clashes(HookPoint point, List<Intervention> edits, List<Edit> own) {
    List<HookPoint> all = new ArrayList<>();
    edits.forEach(edit -> all.add(edit.site().point()));
    own.forEach(edit -> all.add(edit.point()));
    return all.stream()
        .anyMatch(
            other ->
                other.layer() == point.layer()
                    && (refused(point.hook(), other.hook())
                        || refused(other.hook(), point.hook())));
  }

  private static boolean refused(Hook a, Hook b) {
    return PlainModel.isHeadInput(a)
        && (b == Hook.LN1_SCALE
            || b == Hook.LN1_NORMALIZED
            || (b == Hook.ATTN_IN && a != Hook.ATTN_IN));
  }

  private HookPoint anyPoint() {
    List<HookPoint> points = hooks.points();
    HookPoint point = points.get(random.nextInt(points.size()));
    return point.hook() == Hook.LOGITS ? anyPoint() : point;
  }

  private String anyPrompt() {
    return "p" + random.nextInt(prompts.size());
  }

  private int length(String prompt) {
    return tokens(prompt).length;
  }

  private int[] tokens(String prompt) {
    return prompts.getOrDefault(prompt, new int[0]);
  }

  /** Positions that every prompt has. */
  private Positions positionsForAll() {
    int shortest = prompts.values().stream().mapToInt(t -> t.length).min().orElseThrow();
    return switch (random.nextInt(4)) {
      case 0 -> Positions.LAST;
      case 1 -> subset(shortest, shortest, true);
      default -> Positions.ALL;
    };
  }

  /** Some of {@code length} positions, at most {@code most}, in any order. */
  private Positions subset(int length, int most, boolean fromTheEnd) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, length).boxed().toList());
    Collections.shuffle(all, random);
    int count = 1 + random.nextInt(Math.min(most, length));
    int back = fromTheEnd && random.nextBoolean() ? length : 0;
    return Positions.at(all.stream().limit(count).mapToInt(position -> position - back).toArray());
  }

  private Edit function(HookPoint point) {
    return new Edit(point, FUNCTIONS.get(random.nextInt(FUNCTIONS.size())));
  }

  private Intervention edit(Class<?> kind, HookPoint point, String prompt) {
    int n = length(prompt);
    boolean scale = isScale(point.hook());
    if (kind == Patch.class || kind == Interchange.class) {
      return fromDonor(kind, point, n);
    }
    if (kind == Ablation.Resample.class) {
      String from = anyPrompt();
      Positions positions = resampled(point, n, length(from));
      return new Ablate(site(point, positions), new Ablation.Resample(from));
    }
    Positions positions =
        switch (random.nextInt(3)) {
          case 0 -> Positions.ALL;
          case 1 -> Positions.LAST;
          default -> subset(n, n, true);
        };
    Site site = site(point, positions);
    int[] row = selected(site);
    int width = row[row.length - 1];
    if (kind == Steer.class) {
      double alpha = scale ? random.nextDouble() : random.nextGaussian();
      return new Steer(site, tensor(scale, random.nextBoolean() ? row : new int[] {width}), alpha);
    }
    if (kind == Scale.class) {
      return new Scale(site, scale ? .5 + random.nextDouble() : 1.5 * random.nextGaussian());
    }
    if (kind == Ablation.Zero.class) {
      return new Ablate(site, Ablation.ZERO);
    }
    if (kind == Ablation.Mean.class) {
      return new Ablate(site, Ablation.MEAN);
    }
    if (kind == Ablation.Vector.class) {
      String value = tensor(scale, random.nextBoolean() ? row : new int[] {width});
      return new Ablate(site, new Ablation.Vector(value));
    }
    if (kind == Ablation.PositionVectors.class) {
      int[] shape = IntStream.concat(IntStream.of(n), Arrays.stream(row)).toArray();
      return new Ablate(site, new Ablation.PositionVectors(tensor(scale, shape)));
    }
    if (kind == Ablation.PositionMeans.class) {
      int most = Arrays.stream(positions.resolve(n, "")).max().orElseThrow();
      List<String> over =
          new ArrayList<>(
              prompts.keySet().stream()
                  .filter(name -> length(name) > most)
                  .filter(name -> name.equals(prompt) || random.nextBoolean())
                  .toList());
      return new Ablate(site, new Ablation.PositionMeans(over));
    }
    throw new AssertionError("nobody draws " + kind + "; draw it here");
  }

  /** Positions that another prompt has as well. */
  private Positions resampled(HookPoint point, int n, int theirs) {
    if (n == theirs && random.nextBoolean()) {
      return Positions.ALL;
    }
    if (random.nextInt(3) == 0 && (!point.hook().isAttention() || theirs <= n)) {
      return Positions.LAST; // each run's own last
    }
    return subset(Math.min(n, theirs), n, false);
  }

  private Intervention fromDonor(Class<?> kind, HookPoint point, int n) {
    boolean chained = !promptOfCell.isEmpty() && random.nextInt(2) == 0;
    List<String> cells = new ArrayList<>(promptOfCell.keySet());
    String donor = chained ? cells.get(random.nextInt(cells.size())) : anyPrompt();
    int theirs = length(chained ? promptOfCell.getOrDefault(donor, "") : donor);
    Positions positions;
    Positions from = null;
    if (random.nextBoolean()) {
      positions = resampled(point, n, theirs);
    } else {
      positions = n <= theirs && random.nextBoolean() ? Positions.ALL : subset(n, theirs, false);
      from = mapped(point, positions.resolve(n, ""), theirs);
    }
    Site site = site(point, positions);
    if (kind == Patch.class) {
      return new Patch(site, donor, from);
    }
    int[] row = selected(site);
    return new Interchange(site, donor, basis(row[row.length - 1]), from);
  }

  /** For each position another one of the donor; of attention's rows none that sees more. */
  private @Nullable Positions mapped(HookPoint point, int[] positions, int theirs) {
    List<Integer> order = IntStream.range(0, positions.length).boxed().toList();
    int[] from = new int[positions.length];
    boolean[] taken = new boolean[theirs];
    for (int i : order.stream().sorted((a, b) -> positions[a] - positions[b]).toList()) {
      int end = point.hook().isAttention() ? Math.min(positions[i] + 1, theirs) : theirs;
      int[] open = IntStream.range(0, end).filter(p -> !taken[p]).toArray();
      from[i] = open[random.nextInt(open.length)];
      taken[from[i]] = true;
    }
    return Positions.at(from);
  }

  private Site site(HookPoint point, Positions positions) {
    int[] row = hooks.rowShape(point);
    List<Integer> heads =
        point.hook().hasHeads() && random.nextBoolean() ? some(row[0]) : List.of();
    List<Integer> neurons =
        !point.hook().isAttention() && random.nextInt(4) == 0
            ? some(row[row.length - 1])
            : List.of();
    return new Site(point, positions, heads, neurons);
  }

  private List<Integer> some(int of) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, of).boxed().toList());
    Collections.shuffle(all, random);
    return List.copyOf(all.subList(0, 1 + random.nextInt(of)));
  }

  private int[] selected(Site site) {
    int[] row = hooks.rowShape(site.point()).clone();
    if (!site.heads().isEmpty()) {
      row[0] = site.heads().size();
    }
    if (!site.neurons().isEmpty()) {
      row[row.length - 1] = site.neurons().size();
    }
    return row;
  }

  private String tensor(boolean positive, int... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (positive ? .5 + random.nextDouble() : .5 * random.nextGaussian());
    }
    String name = "t" + names++;
    tensors.put(name, NdArray.of(values, Arrays.stream(shape).asLongStream().toArray()));
    return name;
  }

  /** Orthonormal columns (Gram-Schmidt). */
  private String basis(int width) {
    int rank = 1 + random.nextInt(Math.min(3, width));
    double[][] columns = new double[rank][];
    for (int r = 0; r < rank; r++) {
      double[] column = random.doubles(width, -1, 1).toArray();
      for (int twice = 0; twice < 2; twice++) {
        for (int s = 0; s < r; s++) {
          double along = 0;
          for (int i = 0; i < width; i++) {
            along += column[i] * columns[s][i];
          }
          for (int i = 0; i < width; i++) {
            column[i] -= along * columns[s][i];
          }
        }
        double length = Math.sqrt(Arrays.stream(column).map(x -> x * x).sum());
        Arrays.setAll(column, i -> column[i] / length);
      }
      columns[r] = column;
    }
    float[] u = new float[width * rank];
    for (int i = 0; i < width; i++) {
      for (int r = 0; r < rank; r++) {
        u[i * rank + r] = (float) columns[r][i];
      }
    }
    String name = "u" + names++;
    tensors.put(name, NdArray.of(u, width, rank));
    return name;
  }
}
