package dev.credence.belief.observer;

/**
 * What an observer is shown before it predicts, and what belongs together when observers are
 * compared. {@link Trial} is the question of two generators; a source with a hidden state, or any
 * other task, is a class of its own that implements this.
 */
public interface Shown {

  /**
   * What is held out together: an observer is judged on groups that it was not fitted to.
   *
   * @return a name that is equal for all of one group
   */
  String group();

  /**
   * What is not independent: answers to equal evidence in other orders say little new.
   *
   * @return a name that is equal for all of one cluster; a cluster lies within a group
   */
  String cluster();

  /**
   * What was asked. Calibration and skill are taken within questions, so that telling questions
   * apart earns nothing.
   *
   * @return a name that is equal for all of one question
   */
  String question();
}
