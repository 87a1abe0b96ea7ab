package dev.credence.app;

import dev.credence.transformer.GemmRate;
import dev.credence.transformer.Model;
import dev.credence.transformer.plan.Explanation;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The option that shows what a run will compute, as a database explains a query. */
final class ExplainOption {
  @Option(
      names = "--explain",
      description = {
        "Show the plan before it runs: cells, rows, work, memory, time expected; and",
        "afterwards the time it took."
      })
  private boolean explain;

  /**
   * A listener that also explains, if that was asked for.
   *
   * @param listener hears everything first
   * @param note takes lines for people
   */
  SweepListener explaining(SweepListener listener, Model model, Consumer<String> note) {
    return explain ? new Explaining(listener, model, note) : listener;
  }

  private static final class Explaining implements SweepListener {
    private final SweepListener listener;
    private final Model model;
    private final Consumer<String> note;
    private double flopPerSecond;

    Explaining(SweepListener listener, Model model, Consumer<String> note) {
      this.listener = listener;
      this.model = model;
      this.note = note;
    }

    @Override
    public void progress(long cellsDone, long cells, double share) {
      listener.progress(cellsDone, cells, share);
    }

    @Override
    public void planned(SweepPlan plan) {
      listener.planned(plan);
      if (flopPerSecond == 0) {
        flopPerSecond = GemmRate.typical(model.config(), model.options());
      }
      plan.explain().lines().forEach(note);
      note.accept(new Explanation(plan).prediction(flopPerSecond));
    }

    @Override
    public void finished(SweepPlan plan, double seconds) {
      listener.finished(plan, seconds);
      note.accept(new Explanation(plan).measured(seconds, flopPerSecond));
    }
  }
}
