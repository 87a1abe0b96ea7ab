package dev.credence.transformer;

import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.forward.CaptureSink;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.RowPlan;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Plan in, readouts out. Cells whose activations together would not fit are cut into waves: always
 * at the same places for the same cells, because the last bits of a product depend on the rows
 * beside a row.
 */
final class SweepRun {
  private final CellSet set;
  private final ModelConfig config;
  private final HookTable hooks;
  private final Transformer transformer;
  private final Map<String, List<Edit>> functions;
  private final ModelOptions options;

  /** Some cells and their plan. */
  private record Wave(int[] cells, RowPlan plan) {}

  SweepRun(
      CellSet set,
      ModelConfig config,
      HookTable hooks,
      Transformer transformer,
      Map<String, List<Edit>> functions,
      ModelOptions options) {
    this.set = set;
    this.config = config;
    this.hooks = hooks;
    this.transformer = transformer;
    this.functions = functions;
    this.options = options;
  }

  Results run(SweepListener listener) {
    return run(IntStream.range(0, set.cells().size()).toArray(), listener);
  }

  /** Runs some cells, by index. */
  Results run(int[] wanted, SweepListener listener) {
    List<Wave> waves = new ArrayList<>();
    cut(wanted, waves);
    double work = waves.stream().mapToDouble(wave -> wave.plan().flops()).sum();
    List<Reading> readings = new ArrayList<>();
    Map<String, NdArray> captures = new LinkedHashMap<>();
    double done = 0;
    int cellsDone = 0;
    int cells = wanted.length;
    for (Wave wave : waves) {
      double before = share(done, work);
      double share = share(wave.plan().flops(), work);
      int finished = cellsDone;
      CaptureSink sink =
          (capture, activation) -> {
            String cell = set.cells().get(wave.cells()[capture.cell()]).id();
            captures.put(cell + "/" + capture.point().name(), activation);
          };
      try (Scope scope = Scope.open()) {
        Tensor normed =
            transformer.run(
                wave.plan(),
                set.tensors(),
                sink,
                part -> listener.progress(finished, cells, before + share * part));
        new LogitReader(set, wave.cells(), wave.plan(), transformer)
            .read(normed, sink, readings::add);
      }
      done += wave.plan().flops();
      cellsDone += wave.cells().length;
      listener.progress(cellsDone, cells, share(done, work));
    }
    return new Results(readings, captures);
  }

  /** Of no work at all, as of embeddings alone, everything is done. */
  private static double share(double done, double work) {
    return work == 0 ? 1 : done / work;
  }

  private void cut(int[] cells, List<Wave> waves) {
    RowPlan plan = RowPlan.of(set, cells, config, hooks, functions);
    if (cells.length < 2 || plan.peakBytes(options.dtype().bytes()) <= options.activationBytes()) {
      waves.add(new Wave(cells, plan));
      return;
    }
    int half = cells.length / 2;
    cut(Arrays.copyOfRange(cells, 0, half), waves);
    cut(Arrays.copyOfRange(cells, half, cells.length), waves);
  }
}
