package dev.credence.belief.observer;

import java.util.List;
import java.util.stream.Stream;

/**
 * The observer of a family that comes nearest to a model.
 *
 * @param observer with its fitted parameters
 * @param meanSquaredError of its predictions, over the observations
 * @param <O> the family
 */
public record Fit<O extends Observer>(O observer, double meanSquaredError) {

  /**
   * Tries observers in turn; of several with the least error, the first wins.
   *
   * @param candidates at least one
   * @param observations at least one
   * @param <O> the family
   * @return the best
   * @throws IllegalArgumentException if there are no candidates or no observations
   */
  public static <O extends Observer> Fit<O> best(
      Stream<O> candidates, List<Observation<Trial>> observations) {
    if (observations.isEmpty()) {
      throw new IllegalArgumentException("fit: no observations; give at least one");
    }
    return candidates
        .map(o -> new Fit<>(o, meanSquaredError(o, observations)))
        .reduce((best, next) -> next.meanSquaredError < best.meanSquaredError ? next : best)
        .orElseThrow(() -> new IllegalArgumentException("fit: no candidates; give at least one"));
  }

  /**
   * How far an observer is from a model.
   *
   * @param observer predicts
   * @param observations at least one
   * @return the mean of (predicted - observed)^2
   */
  public static double meanSquaredError(Observer observer, List<Observation<Trial>> observations) {
    double sum = 0;
    for (Observation<Trial> observation : observations) {
      double error = observer.predictive(observation.shown()) - observation.said(0);
      sum += error * error;
    }
    return sum / observations.size();
  }
}
