package dev.credence.lab.direction;

import java.util.Optional;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/**
 * The least change to activations after which no linear function of them tells anything of the
 * variable.
 *
 * <pre>
 * h - A B'(h - mean),   A = W^+ Q,  B = W Q,  W = Cov(h)^(-1/2)
 * Q an orthonormal basis of the columns of W Cov(h, v)
 * </pre>
 *
 * <p>Of all affine maps that leave Cov(h, v) = 0 this one moves the cells least, in mean square. It
 * does not project at right angles: A and B are the same only where h is white.
 *
 * @param variable what is erased
 * @param mean {@code [d]}
 * @param out A, {@code [d, rank]}: along what activations move
 * @param in B, {@code [d, rank]}: what they are judged by; {@code B'A = I}
 * @see <a href="https://arxiv.org/abs/2306.03819">Belrose and others, LEACE: Perfect linear concept
 *     erasure in closed form</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Eraser(String variable, double[] mean, double[][] out, double[][] in) {

  /**
   * Fits.
   *
   * @param activations of the cells
   * @param labels of the same cells
   * @return the eraser; empty where the activations do not vary, or not with the variable
   * @throws IllegalArgumentException if there are more or fewer labels than cells
   */
  public static Optional<Eraser> fit(Activations activations, Labels labels) {
    Labelled.requireSame(activations, labels);
    Spectrum spectrum = activations.spectrum();
    if (spectrum == null) {
      return Optional.empty();
    }
    double root = Math.sqrt(activations.cells());
    // W = V diag(root / s) V', so W Cov(h, v) = V U'v / root: whitened rows are those of U.
    RealMatrix whitened = spectrum.left().transposeMultiply(labels.centred());
    double[][] q = Orthonormal.spanning(whitened, labels.rank()); // in the axes of V
    if (q == null) {
      return Optional.empty();
    }
    RealMatrix out = new Array2DRowRealMatrix(q, true);
    RealMatrix in = out.copy();
    for (int k = 0; k < spectrum.rank(); k++) {
      double scale = root / Math.sqrt(spectrum.squares()[k]);
      for (int c = 0; c < out.getColumnDimension(); c++) {
        out.multiplyEntry(k, c, 1 / scale);
        in.multiplyEntry(k, c, scale);
      }
    }
    return Optional.of(
        new Eraser(
            labels.variable(),
            activations.mean(),
            spectrum.right().multiply(out).getData(),
            spectrum.right().multiply(in).getData()));
  }

  /**
   * Erases.
   *
   * @param activations {@code [cell, d]}, of any cells; left as they are
   * @return {@code [cell, d]}
   * @throws IllegalArgumentException if a row is of another length
   */
  public double[][] erase(double[][] activations) {
    double[][] erased = new double[activations.length][];
    for (int i = 0; i < erased.length; i++) {
      double[] h = activations[i].clone();
      Rows.requireSame("eraser: activations of width", h.length, mean.length);
      for (int c = 0; c < in[0].length; c++) {
        double found = 0;
        for (int j = 0; j < h.length; j++) {
          found += in[j][c] * (activations[i][j] - mean[j]);
        }
        for (int j = 0; j < h.length; j++) {
          h[j] -= out[j][c] * found;
        }
      }
      erased[i] = h;
    }
    return erased;
  }
}
