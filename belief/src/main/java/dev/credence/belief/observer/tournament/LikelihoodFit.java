package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.LearntFamily;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Parameter;
import dev.credence.belief.observer.ParametricFamily;
import dev.credence.belief.observer.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits a family by maximum likelihood, as if every answer were a fraction of a draw.
 *
 * <pre>
 * minimise   - 1/n sum_i sum_s p_is ln q_is(theta)     p observed, q predicted
 * </pre>
 *
 * <p>Every combination of the parameters' starting values is tried on some of the observations, the
 * best few are refined there, and the best of these on all. The same observations give the same
 * fit.
 */
public final class LikelihoodFit {
  /** Observations on which starting values are compared. */
  private static final int THIN = 400;

  /** Starts that are refined. */
  private static final int STARTS = 2;

  /** Near enough to compare starts, and as near as difference quotients bring one. */
  private static final double ROUGH = 1e-2;

  private static final double FINE = 1e-10;

  private LikelihoodFit() {}

  /**
   * Fits a family.
   *
   * @param family what is fitted
   * @param observations at least one
   * @param <S> what was shown
   * @return the best observer
   * @throws IllegalArgumentException if there are no observations
   */
  public static <S extends Shown> Fitted<S> of(
      Family<S> family, List<Observation<S>> observations) {
    if (observations.isEmpty()) {
      throw new IllegalArgumentException(
          "fit of " + family.name() + ": no observations; give at least one");
    }
    return switch (family) {
      case ParametricFamily<S> parametric -> parametric(parametric, observations);
      case LearntFamily<S> learnt -> learnt(learnt, observations);
    };
  }

  private static <S extends Shown> Fitted<S> learnt(
      LearntFamily<S> family, List<Observation<S>> observations) {
    var learnt = family.learner().apply(observations);
    double sum = 0;
    for (Observation<S> observation : observations) {
      sum += Score.nats(observation, learnt.predictor().next(observation.shown()));
    }
    return new Fitted<>(
        learnt.predictor(), Map.of(), List.of(), learnt.freeNumbers(), sum / observations.size());
  }

  private static <S extends Shown> Fitted<S> parametric(
      ParametricFamily<S> family, List<Observation<S>> observations) {
    FitCost<S> all = new FitCost<>(family, observations);
    FitCost<S> some = new FitCost<>(family, thinned(observations));
    double[] best =
        grid(family.parameters()).stream()
            .map(point -> new Candidate(point, some.value(point)))
            .sorted(Candidate.BY_COST)
            .limit(STARTS)
            .map(start -> ProjectedNewton.minimise(some, start.point, ROUGH))
            .map(point -> new Candidate(point, some.value(point)))
            .min(Candidate.BY_COST)
            .orElseThrow()
            .point;
    double[] point = ProjectedNewton.minimise(all, best, FINE);
    double[] values = all.parameters(point);
    Map<String, Double> parameters = new LinkedHashMap<>();
    List<String> atLimit = new ArrayList<>();
    for (int j = 0; j < values.length; j++) {
      String name = family.parameters().get(j).name();
      parameters.put(name, values[j]);
      if (point[j] <= 0 || point[j] >= 1) {
        atLimit.add(name);
      }
    }
    return new Fitted<>(
        family.observer().apply(values),
        Collections.unmodifiableMap(parameters),
        List.copyOf(atLimit),
        values.length,
        all.value(point));
  }

  /** Every so many-th observation, so that all parts of an ordered list are there. */
  private static <S extends Shown> List<Observation<S>> thinned(List<Observation<S>> all) {
    int stride = (all.size() + THIN - 1) / THIN;
    List<Observation<S>> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i += stride) {
      some.add(all.get(i));
    }
    return some;
  }

  /** Every combination of starting values, as points of the unit cube. */
  private static List<double[]> grid(List<Parameter> parameters) {
    List<double[]> points = List.of(new double[parameters.size()]);
    for (int j = 0; j < parameters.size(); j++) {
      Parameter parameter = parameters.get(j);
      List<double[]> finer = new ArrayList<>();
      for (double[] point : points) {
        for (double start : parameter.grid()) {
          double[] next = point.clone();
          next[j] = (start - parameter.least()) / (parameter.greatest() - parameter.least());
          finer.add(next);
        }
      }
      points = finer;
    }
    return points;
  }

  /** Compared in this class alone. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Candidate(double[] point, double cost) {
    static final Comparator<Candidate> BY_COST = Comparator.comparingDouble(Candidate::cost);
  }
}
