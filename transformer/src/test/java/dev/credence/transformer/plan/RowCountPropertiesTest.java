package dev.credence.transformer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.hook.Stage;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * How many rows there are, counted a second way: every cell is written out in full, stage by stage
 * and position by position, as what it is made from and what is done to it; as many different
 * writings as there are, so many rows. When an edit acts among those of its hook (behind those of
 * its donor there) is part of what is written.
 */
class RowCountPropertiesTest {
  private static final int LAYERS = 3;
  private static final ModelConfig CONFIG =
      ModelConfig.builder()
          .layers(LAYERS)
          .dModel(8)
          .heads(2)
          .kvHeads(2)
          .dHead(4)
          .dMlp(16)
          .vocab(4)
          .context(32)
          .norm(NormKind.RMS, 1e-5)
          .positions(
              new PositionScheme.Rotary(
                  4, 10000, false, new PositionScheme.RotaryScaling.Unscaled()))
          .build();
  private static final HookTable HOOKS = new HookTable(CONFIG);

  /** What a row is, once for each different one. */
  private record State(int stage, Object madeFrom, List<Object> done) {}

  /** The states of one cell, by stage and position. */
  private static final class Written {
    private final Map<String, int[]> prompts;
    private final Map<String, List<List<Integer>>> cells = new HashMap<>();
    private final Map<State, Integer> states = new HashMap<>();

    /** For each position of each stage what was done to the row, hook by hook. */
    private final Map<String, List<List<List<Object>>>> done = new HashMap<>();

    Written(Map<String, int[]> prompts) {
      this.prompts = prompts;
    }

    /** For each cell and hook point the turn behind all edits of that cell there. */
    private final Map<String, Map<HookPoint, Integer>> turns = new HashMap<>();

    private int turn(String id, HookPoint point) {
      return turns.getOrDefault(id, Map.of()).getOrDefault(point, 0);
    }

    private int state(State state) {
      return states.computeIfAbsent(state, fresh -> states.size());
    }

    void write(String id, String prompt, List<Intervention> interventions) {
      List<Intervention> edits = new ArrayList<>(interventions);
      edits.sort((a, b) -> a.site().point().compareTo(b.site().point())); // stable
      int[] tokens = prompts.getOrDefault(prompt, new int[0]);
      List<Integer> turnOf = new ArrayList<>();
      turns.put(id, new HashMap<>());
      for (Intervention edit : edits) {
        HookPoint point = edit.site().point();
        String donor = edit instanceof Patch patch ? patch.from() : id;
        int turn = Math.max(turn(id, point), turn(donor, point));
        turnOf.add(turn);
        turns.getOrDefault(id, new HashMap<>()).put(point, turn + 1);
      }
      List<List<Integer>> stages = new ArrayList<>();
      List<List<List<Object>>> acts = new ArrayList<>();
      cells.put(id, stages);
      done.put(id, acts);
      for (int stage = 0; stage < 2 + 3 * LAYERS; stage++) {
        List<Integer> row = new ArrayList<>();
        List<List<Object>> actsOfStage = new ArrayList<>();
        stages.add(row);
        acts.add(actsOfStage);
        for (int p = 0; p < tokens.length; p++) {
          Object from;
          if (stage == 0) {
            from = List.of(tokens[p], p);
          } else if (stage % 3 == 2 && stage < 1 + 3 * LAYERS) { // a query looks at its past
            from = List.copyOf(stages.get(stage - 1).subList(0, p + 1));
          } else {
            from = stages.get(stage - 1).get(p);
          }
          List<Object> acted = new ArrayList<>();
          for (int e = 0; e < edits.size(); e++) {
            act(edits.get(e), turnOf.get(e), stage, p, tokens.length, from, acted);
          }
          actsOfStage.add(acted);
          row.add(state(new State(stage, from, List.copyOf(acted))));
          madeFrom.put(id + " " + stage + " " + p, from);
        }
      }
    }

    private final Map<String, Object> madeFrom = new HashMap<>();

    private void act(
        Intervention edit,
        int turn,
        int stage,
        int p,
        int length,
        Object from,
        List<Object> acted) {
      HookPoint point = edit.site().point();
      int at =
          IntStream.of(edit.site().positions().resolve(length, "")).boxed().toList().indexOf(p);
      if (stageOf(point) != stage || at < 0) {
        return;
      }
      if (!(edit instanceof Patch patch)) {
        Object what = edit instanceof Scale scale ? scale.factor() : "zero";
        acted.add(List.of(point, turn, edit.site().heads(), what));
        return;
      }
      // What the donor's row has gone through up to this hook, its own edits there included.
      List<Object> theirs =
          done.getOrDefault(patch.from(), List.of()).get(stage).get(p).stream()
              .filter(act -> ((HookPoint) ((List<?>) act).getFirst()).compareTo(point) <= 0)
              .toList();
      Object theirFrom = madeFrom.get(patch.from() + " " + stage + " " + p);
      if (theirFrom == null) {
        throw new AssertionError(patch.from() + " is written after a cell that it gives to");
      }
      if (!(theirFrom.equals(from) && theirs.equals(acted))) {
        acted.add(
            List.of(
                point,
                turn,
                edit.site().heads(),
                cells.getOrDefault(patch.from(), List.of()).get(stage).get(p)));
      }
    }

    private static int stageOf(HookPoint point) {
      return point.hook().stage() == Stage.FINAL ? 1 + 3 * LAYERS : RowPlanner.stageIndex(point);
    }

    int different(int stage) {
      Set<Integer> all = new HashSet<>();
      cells.values().forEach(stages -> all.addAll(stages.get(stage)));
      return all.size();
    }
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void thereAreAsManyRowsAsDifferentStates(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, int[]> prompts = new LinkedHashMap<>();
    int length = 2 + random.nextInt(4);
    for (int i = 0; i < 3; i++) {
      prompts.put("p" + i, random.ints(length, 0, 2).toArray());
    }
    List<Cell> cells = new ArrayList<>();
    prompts.keySet().forEach(name -> cells.add(Cell.unedited("base " + name, name)));
    for (int i = 0; i < 6; i++) {
      List<Intervention> edits = new ArrayList<>();
      for (int e = random.nextInt(4); e > 0; e--) {
        edits.add(edit(random, length, cells));
      }
      cells.add(new Cell("c" + i, "p" + random.nextInt(3), edits, List.of()));
    }
    Written written = new Written(prompts);
    cells.forEach(cell -> written.write(cell.id(), cell.prompt(), cell.interventions()));
    List<Cell> shuffled = new ArrayList<>(cells);
    Collections.shuffle(shuffled, random);
    CellSet set = new CellSet(prompts, Map.of(), Map.of(), shuffled, List.of(Capture.of("logits")));
    RowPlan plan = RowPlan.of(set, CONFIG, HOOKS, Map.of());
    assertThat(plan.embedding().rows()).as("embedding").isEqualTo(written.different(0));
    for (LayerPlan layer : plan.layers()) {
      int first = 1 + 3 * layer.layer();
      assertThat(List.of(layer.keys().rows(), layer.queries().rows(), layer.output().rows()))
          .as("keys, queries, output of layer %d of %s", layer.layer(), cells)
          .containsExactly(
              written.different(first), written.different(first + 1), written.different(first + 2));
    }
    assertThat(plan.last().rows()).isEqualTo(written.different(1 + 3 * LAYERS));
  }

  private static Intervention edit(Random random, int length, List<Cell> earlier) {
    Hook[] hooks = {
      Hook.EMBED,
      Hook.RESID_PRE,
      Hook.K,
      Hook.ROT_K,
      Hook.Q,
      Hook.PATTERN,
      Hook.Z,
      Hook.MLP_POST,
      Hook.RESID_POST,
      Hook.LN_FINAL_NORMALIZED
    };
    Hook hook = hooks[random.nextInt(hooks.length)];
    HookPoint point =
        hook.layered() ? HookPoint.of(hook, random.nextInt(LAYERS)) : HookPoint.of(hook);
    Positions positions =
        random.nextBoolean() ? Positions.ALL : Positions.at(random.nextInt(length));
    List<Integer> heads = hook.hasHeads() && random.nextBoolean() ? List.of(1) : List.of();
    Site site = new Site(point, positions, heads, List.of());
    if (hook == Hook.RESID_PRE) { // below a row that is overwritten nothing is needed
      return new Scale(site, 2);
    }
    return switch (random.nextInt(3)) {
      case 0 -> new Scale(site, 2);
      case 1 -> new Ablate(site, Ablation.ZERO);
      default -> new Patch(site, earlier.get(random.nextInt(earlier.size())).id());
    };
  }
}
