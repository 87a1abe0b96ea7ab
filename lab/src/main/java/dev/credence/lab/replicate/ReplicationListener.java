package dev.credence.lab.replicate;

import dev.credence.transformer.plan.SweepPlan;
import java.nio.file.Path;

/** Told how a replication gets on; every method is called on the thread that runs it. */
public interface ReplicationListener {
  /** Hears nothing. */
  ReplicationListener SILENT = new ReplicationListener() {};

  /**
   * A part begins to run its cells.
   *
   * @param part which
   * @param cells how many there are
   */
  default void begins(Part part, int cells) {}

  /**
   * What a part will compute. A part may plan more than once: some of its cells are known only when
   * others have run.
   *
   * @param part which
   * @param plan not yet run
   */
  default void planned(Part part, SweepPlan plan) {}

  /**
   * A plan has been run.
   *
   * @param part which
   * @param plan that was run
   * @param seconds all of it, planning included
   */
  default void ran(Part part, SweepPlan plan, double seconds) {}

  /**
   * How far a part has come.
   *
   * @param part which
   * @param cellsDone cells whose answers are there
   * @param cells all cells of the part
   * @param share of the part's work that is done, 0 to 1
   */
  default void progress(Part part, long cellsDone, long cells, double share) {}

  /**
   * Something a reader of the results should know: what was skipped, what was taken for granted.
   *
   * @param part which
   * @param line one line
   */
  default void note(Part part, String line) {}

  /**
   * A file is there, whole.
   *
   * @param part which
   * @param file its path
   */
  default void wrote(Part part, Path file) {}

  /**
   * A part is done and its files are written.
   *
   * @param part which
   * @param seconds wall time
   */
  default void ends(Part part, double seconds) {}
}
