package dev.credence.transformer;

import dev.credence.transformer.plan.SweepPlan;

/**
 * Takes what a run gives, wave by wave, and knows which waves it has: those are not run again.
 * Waves are cut by the plan alone, so that a run that goes on meets the same waves and gives the
 * same bits.
 */
public interface WaveJournal {
  /**
   * What is to run. Called once, before anything does; an exception keeps it from running.
   *
   * @param plan all waves, those that are there already included
   */
  void planned(SweepPlan plan);

  /**
   * Whether a wave needs not run.
   *
   * @param wave its place in the plan
   * @return true if what it gave is there
   */
  boolean holds(int wave);

  /**
   * Takes what a wave gave.
   *
   * @param wave its place in the plan
   * @param results readings and captures of the wave's cells alone, in the order of the set's cells
   */
  void take(int wave, Results results);
}
