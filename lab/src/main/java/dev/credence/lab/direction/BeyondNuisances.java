package dev.credence.lab.direction;

import java.util.Arrays;
import org.hipparchus.linear.RealMatrix;

/**
 * What a probe knows of a variable that nuisances do not say already, at cells of neither fit.
 *
 * <pre>
 * A: v ~ 1 + nuisances                 ridge on standardised columns, penalty by leaving out clusters
 * B: v ~ 1 + nuisances + what the probe says of the cell if the cell's cluster is left out
 * both fitted on the cells of the probe's fit, both judged on held-out cells, where the probe
 * itself speaks in B:
 * partial R2 = 1 - squares left by B / squares left by A
 * </pre>
 *
 * <p>Nothing is judged on a cell that it was fitted to, so learning by heart does not pay; a probe
 * that knows nothing new comes out at 0 or a little below. A is linear: where the variable is a
 * product of nuisances, as log-odds are of counts and parameters, give the product as a column, or
 * what the probe knows of it counts as its own.
 *
 * @param nuisanceR2 of A
 * @param bothR2 of B
 * @param partialR2 at most 1; NaN if A leaves less than 1e-9 of the variation open, so that there
 *     is nothing to know beyond, or if the variable does not vary
 */
public record BeyondNuisances(double nuisanceR2, double bothR2, double partialR2) {
  private static final double NOTHING_OPEN = 1e-9;

  /**
   * Compares.
   *
   * @param probe fitted on the cells of {@code fit}
   * @param fit their labels
   * @param fitNuisances {@code [cell, column]} of the same cells; columns may be constant or
   *     determine each other
   * @param heldOut activations of other cells, {@code [cell, d]}
   * @param values of those, {@code [cell, coordinate]}
   * @param nuisances of those, {@code [cell, column]}
   * @return the comparison
   * @throws IllegalArgumentException if sizes do not fit or a number is not finite
   */
  public static BeyondNuisances of(
      Probe probe,
      Labels fit,
      double[][] fitNuisances,
      double[][] heldOut,
      double[][] values,
      double[][] nuisances) {
    Rows.requireSame("nuisances: cells of the fit", fitNuisances.length, fit.values().length);
    Rows.requireSame("nuisances: held-out cells", nuisances.length, values.length);
    double without = heldOutR2(fit, fitNuisances, values, nuisances);
    double with =
        heldOutR2(
            fit,
            beside(fitNuisances, probe.leftOutPredictions()),
            values,
            beside(nuisances, probe.predict(heldOut)));
    double open = 1 - without;
    return new BeyondNuisances(
        without, with, open <= NOTHING_OPEN ? Double.NaN : 1 - (1 - with) / open);
  }

  private static double heldOutR2(
      Labels fit, double[][] columns, double[][] values, double[][] heldOutColumns) {
    Rows.requireFinite("nuisances", columns);
    Rows.requireFinite("nuisances", heldOutColumns);
    double[] means = Rows.means(columns);
    double[] scales = scales(Rows.centred(columns, means));
    Probe probe = Probe.fit(Activations.of(scaled(columns, means, scales)), fit);
    return probe.r2(scaled(heldOutColumns, means, scales), values);
  }

  private static double[] scales(RealMatrix centred) {
    double[] scales = new double[centred.getColumnDimension()];
    for (int j = 0; j < scales.length; j++) {
      double length = centred.getColumnVector(j).getNorm();
      scales[j] = length == 0 ? 0 : Math.sqrt(centred.getRowDimension()) / length;
    }
    return scales;
  }

  private static double[][] scaled(double[][] rows, double[] means, double[] scales) {
    double[][] scaled = new double[rows.length][scales.length];
    for (int i = 0; i < rows.length; i++) {
      Rows.requireSame("nuisances: columns", rows[i].length, scales.length);
      for (int j = 0; j < scales.length; j++) {
        scaled[i][j] = (rows[i][j] - means[j]) * scales[j];
      }
    }
    return scaled;
  }

  private static double[][] beside(double[][] left, double[][] right) {
    double[][] both = new double[left.length][];
    for (int i = 0; i < both.length; i++) {
      both[i] = Arrays.copyOf(left[i], left[i].length + right[i].length);
      System.arraycopy(right[i], 0, both[i], left[i].length, right[i].length);
    }
    return both;
  }
}
