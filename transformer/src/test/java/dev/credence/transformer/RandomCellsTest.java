package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Cells drawn at random, with edits drawn from all hooks and all kinds: what a cell gives among
 * others is what it gives alone, and reordering cells changes nothing.
 */
class RandomCellsTest {
  private static final Path OWN = Path.of("src", "test", "resources", "golden");

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void sharingRowsChangesNothing(@ForAll long seed) {
    Random random = new Random(seed);
    String[] names = {"llama_gqa", "gpt2", "tl_attn_only", "tl_relu_1head"};
    Path folder = OWN.resolve(names[random.nextInt(names.length)]);
    try (Model model = GoldenFolders.open(folder)) {
      CellSet together = new Draw(model, random).cells();
      Results shared = model.run(together);
      List<Cell> shuffled = new ArrayList<>(together.cells());
      Collections.shuffle(shuffled, random);
      Results reordered = model.run(with(together, shuffled));
      for (Cell cell : together.cells()) {
        // A donor that is a cell must come along; nothing is read of it.
        Results alone = model.run(with(together, withDonors(together, cell)));
        assertClose(cell, shared, alone);
        assertClose(cell, shared, reordered);
      }
    }
  }

  private static List<Cell> withDonors(CellSet set, Cell cell) {
    List<Cell> needed = new ArrayList<>(List.of(cell));
    for (int i = 0; i < needed.size(); i++) {
      for (Intervention edit : needed.get(i).interventions()) {
        String from =
            edit instanceof Patch patch
                ? patch.from()
                : edit instanceof Interchange swap ? swap.from() : "";
        set.cells().stream()
            .filter(donor -> donor.id().equals(from) && !needed.contains(donor))
            .forEach(needed::add);
      }
    }
    return needed;
  }

  private static CellSet with(CellSet set, List<Cell> cells) {
    return new CellSet(set.prompts(), set.tensors(), Map.of(), cells, set.captures());
  }

  private static void assertClose(Cell cell, Results a, Results b) {
    float[] left = a.capture(cell.id(), "logits").floats();
    float[] right = b.capture(cell.id(), "logits").floats();
    for (int i = 0; i < left.length; i++) {
      // Edits may blow logits up; rounding grows with them.
      double allowed = 2e-5 * Math.max(1, Math.abs(left[i]));
      assertThat((double) Math.abs(left[i] - right[i])).as(cell.toString()).isLessThan(allowed);
    }
  }

  /** Draws prompts, tensors, edits and cells. */
  private static final class Draw {
    private final Model model;
    private final Random random;
    private final CellSet.Builder set = CellSet.builder().capture(Capture.of("logits"));
    private final List<String> earlier = new ArrayList<>();
    private int tensors;

    Draw(Model model, Random random) {
      this.model = model;
      this.random = random;
    }

    CellSet cells() {
      int length = 3 + random.nextInt(6);
      int[] base = random.ints(length, 0, model.config().vocab()).toArray();
      for (int i = 0; i < 3; i++) {
        int[] tokens = base.clone();
        tokens[random.nextInt(length)] = random.nextInt(model.config().vocab());
        set.prompt("p" + i, tokens);
      }
      for (int i = 0; i < 12; i++) {
        String id = "c" + i;
        List<Intervention> edits = new ArrayList<>();
        for (int e = random.nextInt(4); e > 0; e--) {
          edits.add(edit(length));
        }
        if (edits.stream().anyMatch(edit -> isHeadInput(edit.site()))) {
          edits.removeIf(edit -> edit.site().point().hook() == Hook.LN1_NORMALIZED); // refused
        }
        set.cell(new Cell(id, "p" + random.nextInt(3), edits, List.of()));
        earlier.add(id); // a later cell may take from it: chained donors without cycles
      }
      return set.build();
    }

    private String donor() {
      boolean chained = !earlier.isEmpty() && random.nextInt(3) == 0;
      return chained ? earlier.get(random.nextInt(earlier.size())) : "p" + random.nextInt(3);
    }

    private Intervention edit(int length) {
      return switch (random.nextInt(7)) {
        case 0 -> new Ablate(site(length, point -> true), Ablation.ZERO);
        case 1 -> new Ablate(site(length, Draw::isRow), Ablation.MEAN);
        case 2 -> new Patch(site(length, point -> true), donor());
        case 3 -> {
          Site site = site(length, Draw::isRow);
          yield new Steer(site, tensor(width(site)), random.nextGaussian());
        }
        case 4 -> new Scale(site(length, point -> true), random.nextDouble() + 0.5);
        case 5 -> {
          Site site = site(length, Draw::isRow);
          yield new Interchange(site, donor(), basis(width(site)));
        }
        default ->
            new Ablate(
                site(length, Draw::isRow), new Ablation.PositionMeans(List.of("p0", "p1", "p2")));
      };
    }

    private static boolean isHeadInput(Site site) {
      String name = site.point().hook().suffix();
      return name.endsWith("_input") || name.equals("hook_attn_in");
    }

    private static boolean isRow(HookPoint point) {
      return !point.hook().isAttention();
    }

    private Site site(int length, Predicate<HookPoint> allowed) {
      List<HookPoint> points =
          model.hooks().points().stream()
              .filter(point -> point.hook() != Hook.LOGITS && !isScale(point))
              .filter(allowed)
              .toList();
      HookPoint point = points.get(random.nextInt(points.size()));
      Positions positions =
          random.nextBoolean()
              ? Positions.ALL
              : Positions.at(
                  IntStream.range(0, length)
                      .filter(p -> p == length - 1 || random.nextBoolean())
                      .toArray());
      List<Integer> heads = List.of();
      if (point.hook().hasHeads() && random.nextBoolean()) {
        heads = List.of(random.nextInt(model.hooks().rowShape(point)[0]));
      }
      return new Site(point, positions, heads, List.of());
    }

    /**
     * A norm's scale divides: zero or a mean there makes infinities, which compare with nothing.
     */
    private static boolean isScale(HookPoint point) {
      return point.hook().suffix().endsWith("hook_scale");
    }

    private int width(Site site) {
      int[] row = model.hooks().rowShape(site.point());
      return row[row.length - 1];
    }

    private String tensor(int width) {
      float[] values = new float[width];
      for (int i = 0; i < width; i++) {
        values[i] = (float) random.nextGaussian();
      }
      String name = "t" + tensors++;
      set.tensor(name, NdArray.of(values, width));
      return name;
    }

    private String basis(int width) {
      float[] column = new float[width];
      column[random.nextInt(width)] = 1;
      String name = "u" + tensors++;
      set.tensor(name, NdArray.of(column, width, 1));
      return name;
    }
  }
}
