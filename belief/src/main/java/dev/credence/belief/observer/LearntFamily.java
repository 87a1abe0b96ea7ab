package dev.credence.belief.observer;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A family that is learnt from observations by a rule of its own, such as a table of means.
 *
 * @param name how reports call it
 * @param kind Bayes-like or rival
 * @param learner an observer from what a model said
 * @param <S> what its observers are shown
 */
public record LearntFamily<S extends Shown>(
    String name, Kind kind, Function<List<Observation<S>>, Learnt<S>> learner)
    implements Family<S> {

  /**
   * What was learnt.
   *
   * @param predictor the observer
   * @param freeNumbers how many numbers were taken from the observations
   * @param <S> what it is shown
   */
  public record Learnt<S extends Shown>(Predictor<S> predictor, int freeNumbers) {}

  @Override
  public Optional<String> cannotEnter(Collection<S> shown) {
    return Optional.empty();
  }
}
