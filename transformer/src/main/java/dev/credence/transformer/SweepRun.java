package dev.credence.transformer;

import dev.credence.torch.Scope;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.forward.CaptureSink;
import dev.credence.transformer.forward.Transformer;
import dev.credence.transformer.hook.HookTable;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.RowPlan;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import dev.credence.transformer.plan.SweepPlan.Wave;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Plan in, readouts out, wave by wave. Results come in the order of the set's cells, in whatever
 * order the plan runs them.
 */
final class SweepRun {
  private final CellSet set;
  private final ModelConfig config;
  private final HookTable hooks;
  private final Transformer transformer;
  private final Map<String, List<Edit>> functions;
  private final ModelOptions options;

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

  /** Plans some cells, by index. */
  SweepPlan plan(int[] wanted) {
    var memory = new SweepPlan.Memory(options.activationBytes(), options.dtype().bytes());
    return SweepPlan.of(set, wanted, config, hooks, functions, memory);
  }

  /** Plans and runs all cells. */
  Results run(SweepListener listener) {
    return run(everyCell(), listener);
  }

  private int[] everyCell() {
    return IntStream.range(0, set.cells().size()).toArray();
  }

  /** Plans and runs some cells, by index. */
  Results run(int[] wanted, SweepListener listener) {
    ResultSheet whole = new ResultSheet(set);
    run(wanted, listener, plan -> {}, wave -> false, (wave, sheet) -> whole.addAll(sheet));
    return whole.results();
  }

  /** Plans all cells and runs the waves that the journal has not got. */
  void run(SweepListener listener, WaveJournal journal) {
    run(
        everyCell(),
        listener,
        journal::planned,
        journal::holds,
        (wave, sheet) -> journal.take(wave, sheet.results()));
  }

  /** Takes what a wave gave. */
  @FunctionalInterface
  private interface WaveSink {
    void take(int wave, ResultSheet sheet);
  }

  private void run(
      int[] wanted,
      SweepListener listener,
      Consumer<SweepPlan> planned,
      IntPredicate held,
      WaveSink sink) {
    long began = System.nanoTime();
    SweepPlan plan = plan(wanted);
    planned.accept(plan);
    listener.planned(plan);
    double work = plan.work().flops();
    double done = 0;
    int cellsDone = 0;
    List<Wave> waves = plan.waves();
    for (int i = 0; i < waves.size(); i++) {
      Wave wave = waves.get(i);
      if (!held.test(i)) {
        double before = share(done, work);
        double share = share(wave.work().flops(), work);
        int finished = cellsDone;
        ResultSheet sheet = new ResultSheet(set);
        run(
            wave.cells(),
            plan.rows(i),
            sheet,
            part -> listener.progress(finished, wanted.length, before + share * part));
        sink.take(i, sheet);
      }
      done += wave.work().flops();
      cellsDone += wave.cells().length;
      listener.progress(cellsDone, wanted.length, share(done, work));
    }
    listener.finished(plan, (System.nanoTime() - began) / 1e9);
  }

  private void run(int[] cells, RowPlan rows, ResultSheet sheet, DoubleConsumer progress) {
    CaptureSink sink =
        (capture, activation) ->
            sheet.keep(cells[capture.cell()], capture.point().name(), activation);
    try (Scope scope = Scope.open()) {
      Tensor normed = transformer.run(rows, set.tensors(), sink, progress);
      new LogitReader(set, cells, rows, transformer)
          .read(normed, sink, (index, reading) -> sheet.add(cells[index], reading));
    }
  }

  /** Of no work at all, as of embeddings alone, everything is done. */
  private static double share(double done, double work) {
    return work == 0 ? 1 : done / work;
  }
}
