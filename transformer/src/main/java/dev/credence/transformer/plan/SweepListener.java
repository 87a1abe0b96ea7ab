package dev.credence.transformer.plan;

/** Told how far a run has come; called between layers, on the thread that runs. */
@FunctionalInterface
public interface SweepListener {
  /** Hears nothing. */
  SweepListener SILENT = (cellsDone, cells, share) -> {};

  /**
   * How far the run has come.
   *
   * @param cellsDone cells whose readouts are there
   * @param cells all cells
   * @param share of the whole work that is done, 0 to 1
   */
  void progress(long cellsDone, long cells, double share);

  /** What will run. Called once, before anything does. */
  default void planned(SweepPlan plan) {}

  /**
   * The run is over.
   *
   * @param seconds the whole of it, planning included
   */
  default void finished(SweepPlan plan, double seconds) {}
}
