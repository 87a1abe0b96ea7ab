package dev.credence.lab.study;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.MultipleTesting;
import dev.credence.lab.statistics.SignFlip;
import java.util.Arrays;
import java.util.List;

/**
 * Whether heads move the answer the way that the generators ask for. A head of a model that does
 * not know what evidence is for moves it too, but as often against the exact difference as with it;
 * so the signs of whole sources are turned.
 *
 * <pre>
 * along_i = &lt;change of the answer, exact difference&gt;     summed over the pairs of one source
 * </pre>
 */
final class HeadTests {
  private static final int FLIPS = 20_000;

  private HeadTests() {}

  /**
   * P-values adjusted for there being many heads.
   *
   * @param q Benjamini and Hochberg's, of exact or drawn sign flips. With few sources no p can be
   *     small: 12 give at least 1 / 2048, which one head of 270 does not survive
   * @param family how often the greatest of all heads would be as far under turned signs (Westfall
   *     and Young's single step): any error at all at most alpha, whatever the number of heads
   * @see <a href="https://doi.org/10.1214/ss/1056397487">Dudoit, Shaffer and Boldrick, Multiple
   *     Hypothesis Testing in Microarray Experiments</a>
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Adjusted(double[] q, double[] family) {}

  /**
   * Tests.
   *
   * @param changes {@code [head][pair][coordinate]}
   * @return {@code [head]}; NaN throughout where nothing was measured
   */
  static Adjusted of(double[][][] changes, List<HeadPair> pairs, Clusters clusters, long seed) {
    double[][] along = new double[changes.length][];
    Arrays.setAll(along, h -> along(changes[h], pairs));
    if (Arrays.stream(along).anyMatch(row -> Arrays.stream(row).anyMatch(Double::isNaN))) {
      double[] none = new double[changes.length];
      Arrays.fill(none, Double.NaN);
      return new Adjusted(none, none.clone());
    }
    double[] p =
        Arrays.stream(along)
            .mapToDouble(row -> SignFlip.of(row, clusters, FLIPS, seed).pTwoSided())
            .toArray();
    return new Adjusted(MultipleTesting.benjaminiHochberg(p), family(along, clusters, seed));
  }

  private static double[] along(double[][] changes, List<HeadPair> pairs) {
    double[] along = new double[changes.length];
    Arrays.setAll(
        along,
        i ->
            RestoredShare.dot(
                changes[i],
                pairs.get(i).exact().stream().mapToDouble(Double::doubleValue).toArray()));
    return along;
  }

  /**
   * The sum over its root mean square, so that a head that does little is held to its own measure;
   * turning signs leaves the denominator as it is.
   */
  static double[] family(double[][] along, Clusters clusters, long seed) {
    double[][] sums = new double[along.length][clusters.count()];
    for (int h = 0; h < along.length; h++) {
      double squares = 0;
      for (int c = 0; c < clusters.count(); c++) {
        for (int row : clusters.rows().get(c)) {
          sums[h][c] += along[h][row];
        }
        squares += sums[h][c] * sums[h][c];
      }
      for (int c = 0; c < clusters.count() && squares > 0; c++) {
        sums[h][c] /= Math.sqrt(squares);
      }
    }
    double[] own = Arrays.stream(sums).mapToDouble(s -> Math.abs(Arrays.stream(s).sum())).toArray();
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    int[] asFar = new int[own.length];
    double[] signs = new double[clusters.count()];
    for (int flip = 0; flip < FLIPS; flip++) {
      Arrays.setAll(signs, _ -> (random.nextUint64() & 1) == 0 ? 1 : -1);
      double greatest = 0;
      for (double[] s : sums) {
        greatest = Math.max(greatest, Math.abs(RestoredShare.dot(s, signs)));
      }
      for (int h = 0; h < own.length; h++) {
        asFar[h] += greatest >= own[h] - 1e-12 ? 1 : 0;
      }
    }
    return Arrays.stream(asFar).mapToDouble(n -> (n + 1.0) / (FLIPS + 1.0)).toArray();
  }
}
