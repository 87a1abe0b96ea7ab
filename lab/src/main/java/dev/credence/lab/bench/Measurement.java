package dev.credence.lab.bench;

import dev.credence.lab.statistics.Spread;
import dev.credence.transformer.plan.Workload;

/**
 * What a job took.
 *
 * @param job its name
 * @param work what it computed
 * @param seconds of each timed run, in order
 * @param planSeconds of planning the same cells once more behind each timed run; planning is part
 *     of {@code seconds} too
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Measurement(String job, Workload work, double[] seconds, double[] planSeconds) {

  /**
   * The median time.
   *
   * @return seconds
   */
  public double median() {
    return Spread.median(seconds);
  }

  /**
   * The fastest.
   *
   * @return seconds
   */
  public double fastest() {
    return Spread.min(seconds);
  }

  /**
   * The slowest.
   *
   * @return seconds
   */
  public double slowest() {
    return Spread.max(seconds);
  }

  /**
   * Cells by median time.
   *
   * @return cells a second
   */
  public double cellsPerSecond() {
    return work.cells() / median();
  }

  /**
   * Operations of the living rows by median time: what the engine really did.
   *
   * @return floating-point operations a second
   */
  public double flopPerSecond() {
    return work.flops() / median();
  }

  /**
   * Share of the time that planning takes, both by their medians.
   *
   * @return 0 to 1
   */
  public double planningShare() {
    return Spread.median(planSeconds) / median();
  }
}
