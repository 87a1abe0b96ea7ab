package dev.credence.lab.ask;

import dev.credence.transformer.Results;
import dev.credence.transformer.plan.CellSet;

/** Runs cells on the model under examination, or takes their results from where they are kept. */
@FunctionalInterface
public interface CellRunner {

  /**
   * Runs.
   *
   * @param stage a name of this step, another for each step of a study
   * @param cells what is run
   * @return the results, as if all of it had been run now
   */
  Results run(String stage, CellSet cells);
}
