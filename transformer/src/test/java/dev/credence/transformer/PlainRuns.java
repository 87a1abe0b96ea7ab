package dev.credence.transformer;

import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The cells of a set, each run alone and plainly, donors before those they give to. */
final class PlainRuns {
  private final PlainModel model;
  private final HookTable hooks;
  private final CellSet set;
  private final Map<String, List<Edit>> functions;
  private final @Nullable Random noise;
  private final Map<String, Map<HookPoint, PlainActivation>> runs = new HashMap<>();

  PlainRuns(
      PlainModel model, CellSet set, Map<String, List<Edit>> functions, @Nullable Random noise) {
    this.model = model;
    this.hooks = new HookTable(model.cfg);
    this.set = set;
    this.functions = functions;
    this.noise = noise;
  }

  /** What the cell's run holds everywhere. */
  Map<HookPoint, PlainActivation> cell(String id) {
    Map<HookPoint, PlainActivation> done = runs.get("cell " + id);
    if (done == null) {
      Cell cell = set.cells().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
      done = run(cell.prompt(), cell.interventions(), functions.getOrDefault(id, List.of()));
      runs.put("cell " + id, done);
    }
    return done;
  }

  private Map<HookPoint, PlainActivation> prompt(String name) {
    Map<HookPoint, PlainActivation> done = runs.get("prompt " + name);
    if (done == null) {
      done = run(name, List.of(), List.of());
      runs.put("prompt " + name, done);
    }
    return done;
  }

  private Map<HookPoint, PlainActivation> run(
      String prompt, List<Intervention> interventions, List<Edit> own) {
    Map<HookPoint, PlainActivation> seen = new HashMap<>();
    PlainEdits edits =
        new PlainEdits(
            set.tensors(),
            (name, point, unedited) -> {
              boolean isPrompt = unedited || set.prompts().containsKey(name);
              PlainActivation h = (isPrompt ? prompt(name) : cell(name)).get(point);
              if (h == null) {
                throw new AssertionError(name + " never came to " + point);
              }
              return h;
            });
    int[] tokens = set.prompts().getOrDefault(prompt, new int[0]);
    model.run(
        tokens,
        new PlainModel.At() {
          @Override
          public void edit(HookPoint point, PlainActivation h) {
            for (Intervention edit : interventions) {
              if (edit.site().point().equals(point)) {
                edits.apply(edit, h);
              }
            }
            for (Edit edit : own) {
              if (edit.point().equals(point)) {
                PlainEdits.apply(edit, h, hooks.rowShape(point));
              }
            }
          }

          @Override
          public void keep(HookPoint point, PlainActivation h) {
            if (seen.put(point, h.copy()) != null) {
              throw new AssertionError(point + " was met twice");
            }
          }

          @Override
          public boolean edits(HookPoint point) {
            return interventions.stream().anyMatch(edit -> edit.site().point().equals(point))
                || own.stream().anyMatch(edit -> edit.point().equals(point));
          }
        },
        noise);
    return seen;
  }
}
