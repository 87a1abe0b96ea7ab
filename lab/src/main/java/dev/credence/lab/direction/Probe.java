package dev.credence.lab.direction;

import dev.credence.lab.statistics.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.RealMatrix;

/**
 * A linear reading of a variable: ridge regression of each coordinate on the activations, under the
 * penalty that does best at clusters left out of the fit.
 *
 * <pre>
 * v_c = w_c . h + b_c,   minimising  sum |v - w h - b|^2 + a |w|^2
 * a from 10^-10 to 10^3 times the greatest eigenvalue of the Gram matrix, two a decade, one for all
 * coordinates: the one with the least squared error, each cluster being left out in turn
 * </pre>
 *
 * <p>R2 over several coordinates is 1 - (squares left) / (squares about the means), both summed
 * over coordinates.
 *
 * @param variable what it reads
 * @param coefficients {@code [coordinate, d]}: w, units of the variable per unit of the activation
 * @param intercepts b, one a coordinate
 * @param penalty a
 * @param leftOutPredictions {@code [cell, coordinate]}: what it says of each cell of the fit when
 *     the cell's cluster is left out
 * @param leftOutR2 their R2; the penalty was chosen by it, so take {@link #r2} on other cells
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Probe(
    String variable,
    double[][] coefficients,
    double[] intercepts,
    double penalty,
    double[][] leftOutPredictions,
    double leftOutR2) {

  /**
   * Fits one variable.
   *
   * @param activations of the cells
   * @param labels of the same cells
   * @return the probe; all coefficients 0 where the activations do not vary
   * @throws IllegalArgumentException if there are more or fewer labels than cells
   */
  public static Probe fit(Activations activations, Labels labels) {
    return fitAll(activations, List.of(labels)).getFirst();
  }

  /**
   * Fits several variables, which is hardly slower than one.
   *
   * @param activations of the cells
   * @param labels of the same cells, all with the same clusters; at least one
   * @return a probe for each, in order
   * @throws IllegalArgumentException if numbers of cells or clusters differ
   */
  public static List<Probe> fitAll(Activations activations, List<Labels> labels) {
    Clusters clusters = labels.getFirst().clusters();
    List<RealMatrix> targets = new ArrayList<>();
    for (Labels each : labels) {
      Labelled.requireSame(activations, each);
      if (!each.clusters().equals(clusters)) {
        throw new IllegalArgumentException(
            "variable \"%s\": its clusters are not those of \"%s\"; fit it on its own"
                .formatted(each.variable(), labels.getFirst().variable()));
      }
      targets.add(each.centred());
    }
    Spectrum spectrum = activations.spectrum();
    if (spectrum == null) {
      return labels.stream().map(each -> blind(activations, each)).toList();
    }
    RidgePath path = new RidgePath(spectrum, clusters);
    RealMatrix[] left = path.leftOutResiduals(Rows.beside(targets));
    List<Probe> probes = new ArrayList<>();
    int from = 0;
    for (Labels each : labels) {
      probes.add(choose(activations, each, path, left, from));
      from += each.coordinates();
    }
    return List.copyOf(probes);
  }

  private static Probe choose(
      Activations activations, Labels labels, RidgePath path, RealMatrix[] left, int from) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int p = 0; p < left.length; p++) {
      double squares = 0;
      for (int c = from; c < from + labels.coordinates(); c++) {
        squares += left[p].getColumnVector(c).dotProduct(left[p].getColumnVector(c));
      }
      if (squares <= least) { // of equal ones the greater penalty
        least = squares;
        best = p;
      }
    }
    double penalty = path.penalties()[best];
    double[][] values = labels.values();
    double[][] predictions = new double[values.length][labels.coordinates()];
    for (int i = 0; i < values.length; i++) {
      for (int c = 0; c < predictions[i].length; c++) {
        predictions[i][c] = values[i][c] - left[best].getEntry(i, from + c);
      }
    }
    double[][] w = path.coefficients(labels.centred(), penalty).transpose().getData();
    double[] b = Rows.means(values);
    double[] mean = activations.mean();
    for (int c = 0; c < b.length; c++) {
      for (int j = 0; j < mean.length; j++) {
        b[c] -= w[c][j] * mean[j];
      }
    }
    return new Probe(labels.variable(), w, b, penalty, predictions, Rows.r2(values, predictions));
  }

  /** Of activations that do not vary: the mean of the other clusters is all there is to say. */
  private static Probe blind(Activations activations, Labels labels) {
    double[][] values = labels.values();
    int cells = values.length;
    double[] means = Rows.means(values);
    double[][] predictions = new double[cells][];
    for (List<Integer> cluster : labels.clusters().rows()) {
      double[] others = new double[means.length];
      for (int c = 0; c < others.length; c++) {
        double inside = 0;
        for (int i : cluster) {
          inside += values[i][c];
        }
        others[c] = (means[c] * cells - inside) / (cells - cluster.size());
      }
      cluster.forEach(i -> predictions[i] = others);
    }
    return new Probe(
        labels.variable(),
        new double[means.length][activations.width()],
        means,
        Double.POSITIVE_INFINITY,
        predictions,
        Rows.r2(values, predictions));
  }

  /**
   * What it reads.
   *
   * @param activations {@code [cell, d]}, of any cells
   * @return {@code [cell, coordinate]}
   * @throws IllegalArgumentException if a row is of another length
   */
  public double[][] predict(double[][] activations) {
    double[][] read = new double[activations.length][coefficients.length];
    for (int i = 0; i < read.length; i++) {
      double[] h = activations[i];
      Rows.requireSame("probe: activations of width", h.length, coefficients[0].length);
      for (int c = 0; c < coefficients.length; c++) {
        double sum = intercepts[c];
        for (int j = 0; j < h.length; j++) {
          sum += coefficients[c][j] * h[j];
        }
        read[i][c] = sum;
      }
    }
    return read;
  }

  /**
   * How well it reads other cells than those of the fit.
   *
   * @param activations {@code [cell, d]}
   * @param values {@code [cell, coordinate]}
   * @return R2 about the diagonal; below 0 where the cells' own mean is nearer; NaN if values do
   *     not vary
   * @throws IllegalArgumentException if sizes do not fit
   */
  public double r2(double[][] activations, double[][] values) {
    return Rows.r2(values, predict(activations));
  }

  /**
   * Each coordinate's R2.
   *
   * @param activations {@code [cell, d]}
   * @param values {@code [cell, coordinate]}
   * @return as {@link #r2}, one a coordinate
   * @throws IllegalArgumentException if sizes do not fit
   */
  public double[] r2OfCoordinates(double[][] activations, double[][] values) {
    double[][] read = predict(activations);
    double[] r2 = new double[coefficients.length];
    Arrays.setAll(r2, c -> Rows.r2(Rows.only(values, c), Rows.only(read, c)));
    return r2;
  }
}
