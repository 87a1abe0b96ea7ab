package dev.credence.belief.observer;

/**
 * A rule from what is shown to what comes next, for any task.
 *
 * @param <S> what it is shown
 */
@FunctionalInterface
public interface Predictor<S extends Shown> {

  /**
   * What is expected next.
   *
   * @param shown the task and what was seen of it
   * @return {@code [symbol]}, a distribution, in the order of the task's symbols; a new array, the
   *     caller's to change
   */
  double[] next(S shown);
}
