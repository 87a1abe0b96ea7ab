package dev.credence.belief.observer.tournament;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * Minimises a smooth function of a point in the unit cube by Newton's steps, cut off at the faces.
 *
 * <p>Coordinates on a face which the gradient pushes outwards stay there; the others take a Newton
 * step, halved until the function falls. With the expected curvature of a likelihood for the
 * Hessian this is Fisher scoring. Parameters come out to 1e-9 of their range: a search that sees
 * values alone (Brent, BOBYQA) stops near 1e-7, where rounding hides what is left to gain, and many
 * rivals end on a face, which Levenberg and Marquardt's method does not know.
 *
 * @see <a href="https://doi.org/10.1137/0320018">Bertsekas, Projected Newton methods for
 *     optimization problems with simple constraints (1982)</a>
 */
final class ProjectedNewton {
  private static final int MAX_STEPS = 200;
  private static final int MAX_HALVINGS = 40;

  /** Share of the promised fall that a step must make good. */
  private static final double ENOUGH = 1e-4;

  /** Rounding of a mean of thousands of terms near 1. */
  private static final double ROUNDING = 2e-15;

  /** Keeps a flat direction from sending the step to the end of the cube. */
  private static final double RIDGE = 1e-10;

  private ProjectedNewton() {}

  /** What is minimised. */
  interface Objective {
    /** At a point of the unit cube. */
    double value(double[] point);

    /** At a point of the unit cube. */
    Local local(double[] point);
  }

  /**
   * A function near a point.
   *
   * @param value there
   * @param gradient {@code [coordinate]}
   * @param curvature {@code [coordinate, coordinate]}, positive semidefinite
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from one line to the next, never compared
  record Local(double value, double[] gradient, double[][] curvature) {}

  /**
   * Descends.
   *
   * @param start in the unit cube
   * @param tolerance ends when no coordinate moves further
   * @return the lowest point found
   */
  static double[] minimise(Objective objective, double[] start, double tolerance) {
    double[] x = start.clone();
    for (int step = 0; step < MAX_STEPS && x.length > 0; step++) {
      Local here = objective.local(x);
      double[] direction = direction(x, here);
      double[] next = descend(objective, x, here, direction);
      double moved = 0;
      for (int j = 0; j < x.length; j++) {
        moved = Math.max(moved, Math.abs(next[j] - x[j]));
      }
      x = next;
      if (moved <= tolerance) {
        break;
      }
    }
    return x;
  }

  private static double[] descend(Objective objective, double[] x, Local here, double[] direction) {
    double length = 1;
    for (int halving = 0; halving < MAX_HALVINGS; halving++) {
      double[] next = new double[x.length];
      double promised = 0;
      for (int j = 0; j < x.length; j++) {
        next[j] = Math.clamp(x[j] + length * direction[j], 0.0, 1.0);
        promised += here.gradient[j] * (next[j] - x[j]);
      }
      double slack = ROUNDING * Math.max(1, Math.abs(here.value));
      if (objective.value(next) <= here.value + ENOUGH * Math.min(0, promised) + slack) {
        return next;
      }
      length /= 2;
    }
    return x;
  }

  /** Newton's step in the coordinates that are free to move; 0 in the others. */
  private static double[] direction(double[] x, Local here) {
    double[] direction = new double[x.length];
    boolean[] held = new boolean[x.length];
    for (int j = 0; j < x.length; j++) {
      held[j] = outwards(x[j], -here.gradient[j]);
    }
    while (true) {
      int[] free = free(held);
      Arrays.fill(direction, 0);
      if (free.length == 0) {
        return direction;
      }
      solve(free, here, direction);
      boolean changed = false;
      for (int j : free) {
        if (outwards(x[j], direction[j])) {
          held[j] = true;
          changed = true;
        }
      }
      if (!changed) {
        return direction;
      }
    }
  }

  private static boolean outwards(double coordinate, double direction) {
    return (coordinate <= 0 && direction < 0) || (coordinate >= 1 && direction > 0);
  }

  private static int[] free(boolean[] held) {
    int[] free = new int[held.length];
    int count = 0;
    for (int j = 0; j < held.length; j++) {
      if (!held[j]) {
        free[count++] = j;
      }
    }
    return Arrays.copyOf(free, count);
  }

  private static void solve(int[] free, Local here, double[] direction) {
    int n = free.length;
    double[][] curvature = new double[n][n];
    double[] gradient = new double[n];
    double trace = 0;
    for (int j = 0; j < n; j++) {
      gradient[j] = here.gradient[free[j]];
      trace += here.curvature[free[j]][free[j]];
      for (int k = 0; k < n; k++) {
        curvature[j][k] = here.curvature[free[j]][free[k]];
      }
    }
    for (int j = 0; j < n; j++) {
      curvature[j][j] += RIDGE * trace / n + Double.MIN_NORMAL;
    }
    double[] solution =
        new SingularValueDecomposition(new Array2DRowRealMatrix(curvature, false))
            .getSolver()
            .solve(new ArrayRealVector(gradient, false))
            .toArray();
    for (int j = 0; j < n; j++) {
      direction[free[j]] = -solution[j];
    }
  }
}
