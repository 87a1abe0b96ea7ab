package dev.credence.lab.store;

import dev.credence.belief.Task;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Cells of a closed-form model for tests of the store. */
final class StoreFixture {
  /** Memory for activations that cuts six hundred cells into about ten waves. */
  static final long SMALL = 150_000;

  private StoreFixture() {}

  static Model model() {
    return model(SMALL);
  }

  static Model model(long activationBytes) {
    Control control = Controls.named("exact-bayes");
    return control.open(ModelOptions.standard().withActivationBytes(activationBytes));
  }

  /** Every kind of reading: answers, the likeliest tokens, KL; donors and tensors; captures. */
  static CellSet cells(int count) {
    Task.WhichGenerator task = Controls.named("exact-bayes").task();
    Map<String, List<Integer>> among = new LinkedHashMap<>();
    among.put("X", List.of(task.symbols().x()));
    among.put("Y", List.of(task.symbols().y()));
    CellSet.Builder set =
        CellSet.builder()
            .readout("xy", new Readout(among, Positions.LAST, 0, true))
            .readout("path", new Readout(among, Positions.ALL, 0, false))
            .readout("next", new Readout(Map.of(), Positions.LAST, 2, false))
            .tensor("up", direction());
    HookPoint point = HookPoint.of(Hook.RESID_POST, 1);
    List<String> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String prompt = "p" + i % 101;
      if (i < 101) {
        set.prompt(prompt, tokens(task, i, 3 + i % 9));
        prompts.add(prompt);
      }
      List<Intervention> edits = new ArrayList<>();
      if (i % 4 == 1) {
        edits.add(new Steer(Site.at(point, Positions.LAST), "up", 0.01 * i));
      } else if (i % 4 == 2) {
        edits.add(new Patch(Site.at(point, Positions.LAST), prompts.get(i * 7 % prompts.size())));
      } else if (i % 40 == 3) {
        edits.add(new Patch(Site.at(point, Positions.LAST), "cell/" + (i - 2)));
      }
      List<String> readouts = i % 10 == 0 ? List.of("xy", "path", "next") : List.of("xy");
      set.cell(new Cell("cell/" + i, prompt, edits, readouts));
    }
    return set.capture(Capture.of("blocks.1.hook_resid_post", Positions.LAST)).build();
  }

  private static NdArray direction() {
    float[] values = new float[Controls.named("exact-bayes").config().dModel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i + 1);
    }
    return NdArray.of(values);
  }

  private static int[] tokens(Task.WhichGenerator task, int bits, int draws) {
    int[] tokens = new int[draws + 1];
    tokens[0] = Objects.requireNonNull(task.bos());
    for (int i = 0; i < draws; i++) {
      tokens[i + 1] = (bits >> i % 7 & 1) == 1 ? task.symbols().x() : task.symbols().y();
    }
    return tokens;
  }
}
