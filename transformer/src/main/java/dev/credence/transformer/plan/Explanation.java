package dev.credence.transformer.plan;

import java.util.Locale;

/** A plan in words: before it runs what it will compute, afterwards how that went. */
public final class Explanation {
  private static final double GIGA = 1e9;

  /**
   * Share of the best rate of a matrix product that a whole forward pass reaches, by experience.
   */
  private static final double USUAL_SHARE = 0.7;

  private final SweepPlan plan;

  /** Of this plan. */
  public Explanation(SweepPlan plan) {
    this.plan = plan;
  }

  /** Rows by layer, work and memory, without a word about time. */
  public String text() {
    Workload work = plan.work();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%,d cells, %,d distinct, in %,d %s; planned in %.2f s",
        work.cells(),
        work.distinctCells(),
        work.waves(),
        work.waves() == 1 ? "wave" : "waves",
        plan.seconds());
    line(
        text,
        "%-7s %13s %11s %11s %11s %11s",
        "layer",
        "plain rows",
        "keys",
        "queries",
        "output",
        "GFLOP");
    for (int i = 0; i < work.layers().size(); i++) {
      Workload.Layer layer = work.layers().get(i);
      line(
          text,
          "%-7d %,13d %,11d %,11d %,11d %,11.2f",
          i,
          work.naiveRows(),
          layer.keys(),
          layer.queries(),
          layer.output(),
          layer.flops() / GIGA);
    }
    line(
        text,
        "%-7s %,13d %11s %11s %,11d %,11.2f",
        "logits",
        work.naiveRows(),
        "",
        "",
        work.logitRows(),
        work.logitFlops() / GIGA);
    line(
        text,
        "%,.1f GFLOP, %.1f times fewer than the %,.1f of plain passes; at most %,d MiB at once",
        work.flops() / GIGA,
        work.naiveFlops() / Math.max(1, work.flops()),
        work.naiveFlops() / GIGA,
        work.peakBytes() >> 20);
    return text.toString();
  }

  /**
   * How long it will take, in one line.
   *
   * @param flopPerSecond the machine's best rate at matrix products of the model's shapes
   */
  public String prediction(double flopPerSecond) {
    return String.format(
        Locale.ROOT,
        "about %.1f s: this machine multiplies matrices at %.0f GFLOP/s, and a sweep reaches some"
            + " %.0f %% of that",
        predictedSeconds(flopPerSecond),
        flopPerSecond / GIGA,
        100 * USUAL_SHARE);
  }

  /** The same as a number. */
  public double predictedSeconds(double flopPerSecond) {
    return plan.work().flops() / (USUAL_SHARE * flopPerSecond);
  }

  /**
   * How it went, in one line.
   *
   * @param seconds the whole run, planning included
   * @param flopPerSecond as before
   */
  public String measured(double seconds, double flopPerSecond) {
    double rate = plan.work().flops() / seconds;
    return String.format(
        Locale.ROOT,
        "took %.2f s (%.1f %% of it planning): %.0f GFLOP/s, %.0f %% of the machine",
        seconds,
        100 * plan.seconds() / seconds,
        rate / GIGA,
        100 * rate / flopPerSecond);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
