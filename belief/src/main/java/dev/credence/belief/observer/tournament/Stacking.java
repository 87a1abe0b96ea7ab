package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Shown;
import java.util.Arrays;
import java.util.List;

/**
 * The mixture of observers that predicts best what none of them was fitted to.
 *
 * <pre>
 * maximise   1/n sum_i sum_s p_is ln sum_j w_j q_ijs,   w_j &gt;= 0,  sum_j w_j = 1
 * </pre>
 *
 * <p>Concave. With - sum_j w_j added, the sum is 1 at the best point by itself, and only a cube is
 * left to search.
 *
 * @see <a href="https://doi.org/10.1214/17-BA1091">Yao, Vehtari, Simpson and Gelman, Using stacking
 *     to average Bayesian predictive distributions (2018)</a>
 * @see <a href="https://arxiv.org/abs/1806.01412">Kim, Carbonetto, Stephens and Anitescu, A fast
 *     algorithm for maximum likelihood estimation of mixture proportions, for the cube</a>
 */
final class Stacking {
  /** Weights are told to three digits; this is well below. */
  private static final double TOLERANCE = 1e-9;

  private Stacking() {}

  /**
   * Weighs observers.
   *
   * @param heldOut for each observer {@code [observation, symbol]}: what it predicted
   * @return {@code [observer]}: not negative, sum 1
   */
  static <S extends Shown> double[] weights(
      List<Observation<S>> observations, List<double[][]> heldOut) {
    double[] start = new double[heldOut.size()];
    Arrays.fill(start, 1.0 / start.length);
    double[] w =
        ProjectedNewton.minimise(new MixtureCost<>(observations, heldOut), start, TOLERANCE);
    double sum = Arrays.stream(w).sum();
    return Arrays.stream(w).map(weight -> weight / sum).toArray();
  }

  private static final class MixtureCost<S extends Shown> implements ProjectedNewton.Objective {
    private final List<Observation<S>> observations;
    private final List<double[][]> predicted;

    MixtureCost(List<Observation<S>> observations, List<double[][]> predicted) {
      this.observations = observations;
      this.predicted = predicted;
    }

    @Override
    public double value(double[] w) {
      double sum = 0;
      for (int i = 0; i < observations.size(); i++) {
        Observation<S> observation = observations.get(i);
        for (int s = 0; s < observation.symbols(); s++) {
          sum -= observation.said(s) * Math.log(mixed(w, i, s));
        }
      }
      return sum / observations.size() + Arrays.stream(w).sum();
    }

    @Override
    public ProjectedNewton.Local local(double[] w) {
      double each = 1.0 / observations.size();
      double[] gradient = new double[w.length];
      double[][] curvature = new double[w.length][w.length];
      double[] share = new double[w.length];
      for (int i = 0; i < observations.size(); i++) {
        Observation<S> observation = observations.get(i);
        for (int s = 0; s < observation.symbols(); s++) {
          double p = each * observation.said(s);
          double mixed = mixed(w, i, s);
          for (int j = 0; j < w.length; j++) {
            share[j] = floored(j, i, s) / mixed;
            gradient[j] -= p * share[j];
            for (int k = 0; k <= j; k++) {
              curvature[j][k] += p * share[j] * share[k];
            }
          }
        }
      }
      for (int j = 0; j < w.length; j++) {
        gradient[j] += 1;
        for (int k = 0; k < j; k++) {
          curvature[k][j] = curvature[j][k];
        }
      }
      return new ProjectedNewton.Local(value(w), gradient, curvature);
    }

    private double mixed(double[] w, int i, int s) {
      double sum = 0;
      for (int j = 0; j < w.length; j++) {
        sum += w[j] * floored(j, i, s);
      }
      return Math.max(sum, Double.MIN_NORMAL); // at the cube's corner where every weight is 0
    }

    private double floored(int j, int i, int s) {
      return Math.max(predicted.get(j)[i][s], Score.FLOOR);
    }
  }
}
