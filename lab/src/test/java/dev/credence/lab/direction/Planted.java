package dev.credence.lab.direction;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.statistics.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cells whose activations carry values along known directions, among noise: {@code h = v D' + noise
 * + mean}. Cells of one cluster have one value.
 */
final class Planted {
  private final NumpyRandom rng;
  final int width;
  final double[][] directions; // [coordinate, d], orthonormal

  Planted(long seed, int width, int coordinates) {
    this.rng = NumpyRandom.ofSeed(seed);
    this.width = width;
    double[][] basis = new RandomSubspace(coordinates, seed + 1000).basis(width);
    directions = new double[coordinates][width];
    for (int c = 0; c < coordinates; c++) {
      for (int j = 0; j < width; j++) {
        directions[c][j] = basis[j][c];
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Cells(double[][] h, double[][] values, List<Integer> keys) {
    Activations activations() {
      return Activations.of(h);
    }

    Labels labels() {
      return new Labels("planted", values, Clusters.of(keys));
    }
  }

  /** One value a cluster, normal; the noise is the same along each axis. */
  Cells cells(int clusters, int each, double noise) {
    double[][] values = new double[clusters * each][];
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      values[i] = i % each == 0 ? normals(directions.length, 2) : values[i - 1];
      keys.add(i / each);
    }
    return new Cells(activations(values, noise), values, keys);
  }

  double[][] activations(double[][] values, double noise) {
    double[][] h = new double[values.length][];
    for (int i = 0; i < h.length; i++) {
      h[i] = normals(width, noise);
      for (int j = 0; j < width; j++) {
        h[i][j] += 3 - 0.1 * j;
        for (int c = 0; c < directions.length; c++) {
          h[i][j] += values[i][c] * directions[c][j];
        }
      }
    }
    return h;
  }

  double[] normals(int n, double deviation) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> rng.normal(0, deviation));
    return x;
  }

  /** The squared cosine of the greatest angle between the planted directions and a basis. */
  double overlap(double[][] basis) {
    double least = 1;
    for (double[] direction : directions) {
      double inside = 0;
      for (int k = 0; k < basis[0].length; k++) {
        double product = 0;
        for (int j = 0; j < width; j++) {
          product += direction[j] * basis[j][k];
        }
        inside += product * product;
      }
      least = Math.min(least, inside);
    }
    return least;
  }
}
