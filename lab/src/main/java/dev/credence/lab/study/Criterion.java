package dev.credence.lab.study;

import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;

/**
 * One of the ten things that a model must do to be said to hold a belief. Each first writes down
 * the cells it needs, all of them together are run as one, and then each concludes.
 */
interface Criterion {

  /**
   * Writes down what it needs.
   *
   * @param sheet where; equal cells of several criteria are run once
   */
  default void ask(CellSheet sheet) {}

  /**
   * Concludes.
   *
   * @param answers to the sheet
   * @return what was found
   */
  Finding judge(Answers answers);
}
