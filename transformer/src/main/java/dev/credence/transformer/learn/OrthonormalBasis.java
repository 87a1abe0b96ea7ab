package dev.credence.transformer.learn;

import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Orthonormal columns made of any independent ones, by Gram and Schmidt: Q of the decomposition QR
 * whose R has a diagonal above 0. Turning what it is made of turns it; its length plays no part.
 */
final class OrthonormalBasis {
  private OrthonormalBasis() {}

  /** {@code [d, r]} to {@code [d, r]}; gradients go through. */
  static Tensor of(Tensor columns) {
    List<Tensor> basis = new ArrayList<>();
    for (int k = 0; k < columns.size(1); k++) {
      Tensor v = Ops.narrow(columns, 1, k, 1); // [d, 1]
      for (Tensor u : basis) {
        v = Ops.sub(v, Ops.mul(u, Ops.sum(Ops.mul(u, v))));
      }
      basis.add(Ops.div(v, Ops.sqrt(Ops.sum(Ops.square(v)))));
    }
    return Ops.cat(basis, 1);
  }

  /** The same in double precision, each column projected twice. */
  static NdArray of(float[] columns, int d, int r) {
    double[][] basis = new double[r][d];
    float[] packed = new float[d * r];
    for (int k = 0; k < r; k++) {
      double[] v = basis[k];
      for (int i = 0; i < d; i++) {
        v[i] = columns[i * r + k];
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < k; before++) {
          double product = dot(basis[before], v);
          for (int i = 0; i < d; i++) {
            v[i] -= product * basis[before][i];
          }
        }
      }
      double length = Math.sqrt(dot(v, v));
      for (int i = 0; i < d; i++) {
        v[i] /= length;
        packed[i * r + k] = (float) v[i];
      }
    }
    return NdArray.of(packed, d, r);
  }

  /** Any as likely as any other. */
  static NdArray random(int d, int r, long seed) {
    Random random = new Random(seed);
    float[] columns = new float[d * r];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (float) random.nextGaussian();
    }
    return of(columns, d, r);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
