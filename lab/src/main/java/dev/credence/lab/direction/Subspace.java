package dev.credence.lab.direction;

import dev.credence.transformer.weights.NdArray;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/**
 * Where in an activation a variable may be: what an interchange exchanges, and how far to go along
 * it for a unit of the variable.
 *
 * <pre>
 * U'h = U' mean + B (v - mean v) + rest,  B [r, coordinate] by least squares over the cells
 * step[c] = U B[., c]                     by how much h moves inside U when v_c grows by 1
 * </pre>
 *
 * <p>{@code h + 2 step[0]} is therefore an activation as of cells whose variable is greater by 2
 * (for log-odds: 2 nats), as far as the subspace goes. Where coordinates determine each other, as
 * probabilities do, B is the shortest that fits: steps are right for changes that can happen, and
 * only their sum over all coordinates means something.
 *
 * @param method how it was found
 * @param variable for which
 * @param basis U, {@code [d, r]}, orthonormal columns
 * @param step {@code [coordinate, d]}, units of the activation per unit of the variable
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Subspace(String method, String variable, double[][] basis, double[][] step) {

  /**
   * One with the steps that cells show.
   *
   * @param method how the basis was found
   * @param activations of the cells
   * @param labels of the same cells
   * @param basis {@code [d, r]}, orthonormal columns
   * @return the subspace
   * @throws IllegalArgumentException if sizes do not fit, or columns are not orthonormal to 1e-5
   */
  public static Subspace of(
      String method, Activations activations, Labels labels, double[][] basis) {
    Rows.requireSame(method + ": width of the basis", basis.length, activations.width());
    Labelled.requireSame(activations, labels);
    RealMatrix u = new Array2DRowRealMatrix(basis, false);
    requireOrthonormal(method, u);
    RealMatrix pattern = Labelled.pattern(activations, labels); // [d, coordinate]
    RealMatrix step = u.multiply(u.transposeMultiply(pattern));
    return new Subspace(method, labels.variable(), basis, step.transpose().getData());
  }

  private static void requireOrthonormal(String method, RealMatrix u) {
    RealMatrix products = u.transposeMultiply(u);
    for (int i = 0; i < products.getRowDimension(); i++) {
      for (int j = 0; j < products.getRowDimension(); j++) {
        double expected = i == j ? 1 : 0;
        if (!(Math.abs(products.getEntry(i, j) - expected) <= 1e-5)) {
          throw new IllegalArgumentException(
              "%s: columns %d and %d of the basis have the product %s; expected %s"
                  .formatted(method, i, j, products.getEntry(i, j), expected));
        }
      }
    }
  }

  /**
   * How many directions it has.
   *
   * @return r
   */
  public int dimension() {
    return basis[0].length;
  }

  /**
   * Where activations lie in it.
   *
   * @param activations {@code [cell, d]}
   * @return {@code [cell, r]}: U'h
   * @throws IllegalArgumentException if a row is of another length
   */
  public double[][] project(double[][] activations) {
    double[][] projected = new double[activations.length][dimension()];
    for (int i = 0; i < projected.length; i++) {
      Rows.requireSame("subspace: activations of width", activations[i].length, basis.length);
      for (int j = 0; j < basis.length; j++) {
        for (int k = 0; k < projected[i].length; k++) {
          projected[i][k] += activations[i][j] * basis[j][k];
        }
      }
    }
    return projected;
  }

  /**
   * The basis as interventions take it.
   *
   * @return {@code [d, r]}
   */
  public NdArray basisTensor() {
    return tensor(basis);
  }

  /**
   * Any basis as interventions take it.
   *
   * @param basis {@code [d, r]}
   * @return the same in single precision
   */
  public static NdArray tensor(double[][] basis) {
    int r = basis[0].length;
    float[] packed = new float[basis.length * r];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (float) basis[i / r][i % r];
    }
    return NdArray.of(packed, basis.length, r);
  }

  /**
   * The step of a coordinate as interventions take it: steering along it with alpha = 2 is a dose
   * of 2 units of the variable.
   *
   * @param coordinate from 0
   * @return {@code [d]}
   */
  public NdArray stepTensor(int coordinate) {
    float[] packed = new float[basis.length];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (float) step[coordinate][i];
    }
    return NdArray.of(packed);
  }
}
