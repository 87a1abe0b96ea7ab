package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Control;
import dev.credence.belief.prompt.NotebookDraws;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.lab.statistics.Determination;
import dev.credence.lab.statistics.Ridge;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Notebook 02: where in the model the answer comes about. What each layer would answer (logit
 * lens), from which layers the exact answer can be read off (ridge probes), and which heads carry a
 * clean run's answer into a corrupt one (patching).
 *
 * <p>Hidden states are counted as in the notebook: hidden state L is what leaves block L - 1, and
 * the last one is already normed, though the lens and the probes norm it once more.
 */
public final class Localisation {
  /** Probes look at every so many layers, beginning with 1. */
  private static final int PROBE_EVERY = 4;

  private static final double RIDGE_ALPHA = 1;

  private final Model model;
  private final ModelConfig config;
  private final Binding binding;
  private final ReplicateOptions options;
  private final Progress progress;
  private final TwoGenerators question;

  Localisation(Model model, Binding binding, ReplicateOptions options, Progress progress) {
    this.model = model;
    this.config = model.config();
    this.binding = binding;
    this.options = options;
    this.progress = progress;
    this.question = binding.question();
  }

  PartResult run() {
    PromptSheet sheet = new PromptSheet();
    String wording = binding.wording(options.control());
    String training = binding.wording(Control.BASE);
    NotebookDraws.Localisation drawn =
        NotebookDraws.localisation(
            NumpyRandom.ofSeed(options.seed()), options.nTotal(), options.permutations());
    ask(sheet, "lens", wording, drawn.lens());
    ask(sheet, "probe_train", training, drawn.train());
    ask(sheet, "probe_test", wording, drawn.test());
    sheet.capture(residuals("blocks.*." + Hook.RESID_POST.suffix(), sheet.ids("lens")));
    List<String> probed = new ArrayList<>(sheet.ids("probe_train"));
    probed.addAll(sheet.ids("probe_test"));
    for (int layer : probeLayers()) {
      sheet.capture(residuals(leaving(layer), probed));
    }
    boolean patch = askPatches(sheet, wording);
    Results results = sheet.run(model, progress);

    PartResult.Builder found =
        new PartResult.Builder().cells(sheet.size()).answers(sheet.answers(results));
    Table lens = lens(sheet, results);
    found.table(lens).table(lensErrors(lens));
    probes(sheet, results, drawn, found);
    if (patch) {
      patching(sheet, results, found);
    }
    return found.build();
  }

  private void ask(PromptSheet sheet, String section, String wording, List<Evidence> drawn) {
    for (Evidence evidence : drawn) {
      sheet.ask(section, wording, evidence, binding.prompt(wording, evidence), binding.single());
    }
  }

  private static Capture residuals(String hook, List<String> cells) {
    return new Capture(hook, Positions.LAST, cells);
  }

  /** The hook where hidden state L is found. */
  private static String leaving(int hiddenState) {
    return HookPoint.of(Hook.RESID_POST, hiddenState - 1).name();
  }

  private List<Integer> probeLayers() {
    return IntStream.iterate(1, l -> l <= config.layers(), l -> l + PROBE_EVERY).boxed().toList();
  }

  /** Hidden state L of some cells, normed: {@code [cell, d_model]}. */
  private NdArray normed(int hiddenState, List<String> cells, Results results) {
    int width = config.dModel();
    float[] rows = new float[cells.size() * width];
    for (int i = 0; i < cells.size(); i++) {
      float[] row = results.capture(cells.get(i), leaving(hiddenState)).floats();
      System.arraycopy(row, 0, rows, i * width, width);
    }
    NdArray hidden = NdArray.of(rows, cells.size(), width);
    if (hiddenState == config.layers()) {
      hidden = model.finalNorm(hidden); // quirk double-norm: transformers normed it before
    }
    return model.finalNorm(hidden);
  }

  private Table lens(PromptSheet sheet, Results results) {
    List<String> cells = sheet.ids("lens");
    List<Sweeps.Group> groups = Sweeps.groups(sheet.answers("lens", results));
    double[][] shares = new double[config.layers()][cells.size()]; // [layer, cell]
    for (int layer = 1; layer <= config.layers(); layer++) {
      NdArray logits = model.unembed(normed(layer, cells, results), false); // [cell, vocab]
      int vocab = Math.toIntExact(logits.shape()[1]);
      for (int cell = 0; cell < cells.size(); cell++) {
        shares[layer - 1][cell] = binding.variants().shareOfX(logits.floats(), cell * vocab);
      }
    }
    Table.Builder table =
        Table.builder(
            "logit_lens", "n_X", "layer", "p_x_logit_lens", "true_bayes_p_x", "error", "abs_error");
    int first = 0;
    for (Sweeps.Group group : groups) {
      double bayes = group.trueBayes(question);
      int size = group.answers().size();
      for (int layer = 1; layer <= config.layers(); layer++) {
        double[] ofGroup = Arrays.copyOfRange(shares[layer - 1], first, first + size);
        double mean = Spread.mean(ofGroup);
        table.row(group.nX(), layer, mean, bayes, mean - bayes, Math.abs(mean - bayes));
      }
      first += size;
    }
    return table.build();
  }

  private Table lensErrors(Table lens) {
    Table.Builder table = Table.builder("logit_lens_mae", "layer", "abs_error");
    for (int layer = 1; layer <= config.layers(); layer++) {
      table.row(
          layer, Spread.mean(lens.where("layer", Integer.toString(layer)).doubles("abs_error")));
    }
    return table.build().sortedBy("abs_error");
  }

  private void probes(
      PromptSheet sheet,
      Results results,
      NotebookDraws.Localisation drawn,
      PartResult.Builder found) {
    Table.Builder table = Table.builder("probes", "layer", "r2_train", "r2_test");
    double[] trainTarget = targets(drawn.train());
    double[] testTarget = targets(drawn.test());
    int bestLayer = 0;
    double bestR2 = Double.NEGATIVE_INFINITY;
    Ridge best = null;
    for (int layer : probeLayers()) {
      double[][] train = rows(normed(layer, sheet.ids("probe_train"), results));
      double[][] test = rows(normed(layer, sheet.ids("probe_test"), results));
      Ridge probe = Ridge.fit(train, trainTarget, RIDGE_ALPHA);
      double r2 = Determination.r2(testTarget, probe.predict(test));
      table.row(layer, Determination.r2(trainTarget, probe.predict(train)), r2);
      if (best == null || r2 > bestR2) {
        best = probe;
        bestR2 = r2;
        bestLayer = layer;
      }
    }
    found.table(table.build().sortedBy("r2_test", true));
    if (best != null) {
      found.array("probe_w_layer" + bestLayer, NdArray.of(floats(best.coefficients())));
      found.array("probe_b_layer" + bestLayer, NdArray.of(new float[] {(float) best.intercept()}));
    }
  }

  /** What the probes are to read: the exact posterior of B, of which the answer is a multiple. */
  private double[] targets(List<Evidence> drawn) {
    return drawn.stream().mapToDouble(question::posteriorB).toArray();
  }

  private static double[][] rows(NdArray array) {
    int width = Math.toIntExact(array.shape()[1]);
    double[][] rows = new double[Math.toIntExact(array.shape()[0])][width];
    float[] values = array.floats();
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < width; j++) {
        rows[i][j] = values[i * width + j];
      }
    }
    return rows;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Clean X^9 Y into corrupt X^5 Y^5, a head at a time; false if they cannot be shown. */
  private boolean askPatches(PromptSheet sheet, String wording) {
    String why = binding.whyNot(NotebookPrompts.CLEAN.length());
    if (why != null) {
      progress.note("head patching: skipped, its pair has " + why);
      return false;
    }
    Evidence clean = NotebookPrompts.CLEAN;
    Evidence corrupt = NotebookPrompts.CORRUPT;
    BoundPrompt cleanPrompt = binding.prompt(wording, clean);
    BoundPrompt corruptPrompt = binding.prompt(wording, corrupt);
    Answers xy = binding.single();
    sheet.ask("clean", wording, clean, cleanPrompt, xy);
    sheet.ask("corrupt", wording, corrupt, corruptPrompt, xy);
    for (int layer = firstPatched(); layer < config.layers(); layer++) {
      for (int head = 0; head < config.heads(); head++) {
        Site z = Site.heads(HookPoint.of(Hook.Z, layer), head);
        sheet.ask(
            "patch",
            wording,
            corrupt,
            corruptPrompt,
            xy,
            List.of(new Patch(z, sheet.name(cleanPrompt))));
      }
    }
    return true;
  }

  private int firstPatched() {
    return options.patchEveryLayer()
        ? 0
        : Math.max(0, config.layers() - ReplicateOptions.LAST_LAYERS);
  }

  private void patching(PromptSheet sheet, Results results, PartResult.Builder found) {
    double clean = sheet.answers("clean", results).getFirst().logitDifferenceNats();
    double corrupt = sheet.answers("corrupt", results).getFirst().logitDifferenceNats();
    List<Answer> patched = sheet.answers("patch", results);
    HeadRecovery recovery = HeadRecovery.unmeasured(config.layers(), config.heads());
    Table.Builder table =
        Table.builder(
            "head_patching",
            "layer",
            "head",
            "clean_logit_difference",
            "corrupt_logit_difference",
            "patched_logit_difference",
            "recovery");
    int next = 0;
    for (int layer = firstPatched(); layer < config.layers(); layer++) {
      for (int head = 0; head < config.heads(); head++) {
        double difference = patched.get(next++).logitDifferenceNats();
        recovery.set(layer, head, HeadRecovery.recovery(clean, corrupt, difference));
        table.row(layer, head, clean, corrupt, difference, recovery.get(layer, head));
      }
    }
    if (recovery.unmeasured() > 0) {
      progress.note(
          recovery.unmeasured()
              + " heads below layer "
              + firstPatched()
              + " were not patched: 0 in head_patching_recovery.npy as in the notebook, NaN in"
              + " head_patching_recovery_nan.npy");
    }
    found
        .table(table.build())
        .array("head_patching_recovery", recovery.arrayWithZeros())
        .array("head_patching_recovery_nan", recovery.array());
  }
}
