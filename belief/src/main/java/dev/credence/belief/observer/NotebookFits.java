package dev.credence.belief.observer;

import dev.credence.belief.numpy.Linspace;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The fits of notebook 01: the least mean squared error on a fixed grid, to the mean answer for
 * each number of X under control {@code order_irrelevant}. A grid finds nothing beyond its edge:
 * the frequency observer's intercept ends at .25, the greatest it may take.
 */
public final class NotebookFits {

  private NotebookFits() {}

  /**
   * Tempered Bayes, lambda on 40 points from .1 to 2.
   *
   * @param observations at least one
   * @return the first of the best
   * @throws IllegalArgumentException if there are no observations
   */
  public static Fit<TemperedBayes> temperedBayes(List<Observation<Trial>> observations) {
    return Fit.best(
        DoubleStream.of(Linspace.of(0.1, 2, 40)).mapToObj(TemperedBayes::new), observations);
  }

  /**
   * The frequency observer, a on 61 points from 0 to 1.5, b on 81 points from -.25 to .25.
   *
   * @param observations at least one
   * @return the first of the best, by a and then by b
   * @throws IllegalArgumentException if there are no observations
   */
  public static Fit<FrequencyObserver> frequency(List<Observation<Trial>> observations) {
    double[] intercepts = Linspace.of(-0.25, 0.25, 81);
    return Fit.best(
        DoubleStream.of(Linspace.of(0, 1.5, 61))
            .boxed()
            .flatMap(a -> DoubleStream.of(intercepts).mapToObj(b -> new FrequencyObserver(a, b))),
        observations);
  }
}
