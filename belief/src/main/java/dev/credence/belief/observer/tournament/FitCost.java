package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Parameter;
import dev.credence.belief.observer.ParametricFamily;
import dev.credence.belief.observer.Predictor;
import dev.credence.belief.observer.Shown;
import java.util.ArrayList;
import java.util.List;

/** Mean score of a family's observers, in nats; the unit cube stands for its parameters' ranges. */
final class FitCost<S extends Shown> implements ProjectedNewton.Objective {
  /**
   * Step of a difference quotient, in the unit cube. The truncation goes with its square, rounding
   * with its inverse: 1e-6 leaves about 1e-10 of either.
   */
  private static final double STEP = 1e-6;

  private final ParametricFamily<S> family;
  private final List<Observation<S>> observations;

  FitCost(ParametricFamily<S> family, List<Observation<S>> observations) {
    this.family = family;
    this.observations = observations;
  }

  /** Parameters of a point of the unit cube. */
  double[] parameters(double[] point) {
    double[] parameters = new double[point.length];
    for (int j = 0; j < point.length; j++) {
      Parameter p = family.parameters().get(j);
      // A mean of the ends, so that 0 and 1 give them exactly.
      parameters[j] = (1 - point[j]) * p.least() + point[j] * p.greatest();
    }
    return parameters;
  }

  Predictor<S> predictor(double[] point) {
    return family.observer().apply(parameters(point));
  }

  @Override
  public double value(double[] point) {
    Predictor<S> predictor = predictor(point);
    double sum = 0;
    for (Observation<S> observation : observations) {
      sum += Score.nats(observation, predictor.next(observation.shown()));
    }
    return sum / observations.size();
  }

  @Override
  public ProjectedNewton.Local local(double[] point) {
    int size = point.length;
    Predictor<S> here = predictor(point);
    List<Difference<S>> differences = new ArrayList<>(size);
    for (int j = 0; j < size; j++) {
      differences.add(difference(point, j));
    }
    double value = 0;
    double[] gradient = new double[size];
    double[][] curvature = new double[size][size];
    double[][] slopes = new double[size][];
    double each = 1.0 / observations.size();
    for (Observation<S> observation : observations) {
      double[] q = here.next(observation.shown());
      value += each * Score.nats(observation, q);
      for (int j = 0; j < size; j++) {
        slopes[j] = differences.get(j).slope(q, observation.shown());
      }
      for (int s = 0; s < q.length; s++) {
        if (q[s] <= Score.FLOOR) {
          continue; // the score does not change here
        }
        for (int j = 0; j < size; j++) {
          double weighted = each * slopes[j][s] / q[s];
          gradient[j] -= observation.said(s) * weighted;
          for (int k = 0; k <= j; k++) {
            curvature[j][k] += weighted * slopes[k][s];
          }
        }
      }
    }
    for (int j = 0; j < size; j++) {
      for (int k = 0; k < j; k++) {
        curvature[k][j] = curvature[j][k];
      }
    }
    return new ProjectedNewton.Local(value, gradient, curvature);
  }

  /** Second-order difference quotient: to both sides, or inwards at a face of the cube. */
  private Difference<S> difference(double[] point, int j) {
    if (point[j] < STEP) {
      return inwards(point, j, STEP);
    }
    if (point[j] > 1 - STEP) {
      return inwards(point, j, -STEP);
    }
    return new Difference<>(
        0, moved(point, j, -STEP), -0.5 / STEP, moved(point, j, STEP), 0.5 / STEP);
  }

  private Difference<S> inwards(double[] point, int j, double step) {
    return new Difference<>(
        -1.5 / step, moved(point, j, step), 2 / step, moved(point, j, 2 * step), -0.5 / step);
  }

  private Predictor<S> moved(double[] point, int j, double step) {
    double[] other = point.clone();
    other[j] += step;
    return predictor(other);
  }

  private record Difference<S extends Shown>(
      double here, Predictor<S> first, double toFirst, Predictor<S> second, double toSecond) {

    double[] slope(double[] q, S shown) {
      double[] one = first.next(shown);
      double[] other = second.next(shown);
      for (int s = 0; s < one.length; s++) {
        one[s] = here * q[s] + toFirst * one[s] + toSecond * other[s];
      }
      return one;
    }
  }
}
