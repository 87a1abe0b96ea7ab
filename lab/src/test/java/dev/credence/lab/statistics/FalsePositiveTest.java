package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where nothing is to be found, each test finds it at most as often as its level says. */
class FalsePositiveTest {
  private static final double LEVEL = 0.05;

  private static double[] normals(NumpyRandom rng, int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> rng.standardNormal());
    return x;
  }

  private static double[] uniforms(NumpyRandom rng, int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> rng.random());
    return x;
  }

  private static double[][] normalRows(NumpyRandom rng, int rows, int columns) {
    double[][] x = new double[rows][];
    Arrays.setAll(x, i -> normals(rng, columns));
    return x;
  }

  @Test
  void exactSignFlips() {
    new Repetition(0)
        .isAtMost(LEVEL, (rng, seed) -> SignFlip.of(normals(rng, 8), 0, seed).pTwoSided() <= LEVEL);
  }

  /** 39 draws: p is a multiple of 1 / 40, and (b + 1) / (m + 1) keeps the level just so. */
  @Test
  void drawnSignFlips() {
    new Repetition(100_000)
        .isAbout(
            LEVEL, (rng, seed) -> SignFlip.of(normals(rng, 14), 39, seed).pTwoSided() <= LEVEL);
  }

  /** The differences of a cluster share a part; flipped one by one they would pass for evidence. */
  @Test
  void signFlipsOfClusters() {
    Clusters clusters = Clusters.of(IntStream.range(0, 32).mapToObj(i -> i / 4).toList());
    new Repetition(200_000)
        .isAtMost(
            LEVEL,
            (rng, seed) ->
                SignFlip.of(clustered(rng, clusters), clusters, 0, seed).pTwoSided() <= LEVEL);
    int alone =
        new Repetition(200_000)
            .count(
                (rng, seed) ->
                    SignFlip.of(clustered(rng, clusters), 99, seed).pTwoSided() <= LEVEL);
    assertThat(alone).isGreaterThan(1500);
  }

  private static double[] clustered(NumpyRandom rng, Clusters clusters) {
    double[] x = normals(rng, clusters.rowCount());
    for (List<Integer> rows : clusters.rows()) {
      double shared = rng.standardNormal();
      rows.forEach(row -> x[row] += shared);
    }
    return x;
  }

  @Test
  void permutationsOfTwoSamples() {
    new Repetition(300_000)
        .isAtMost(
            LEVEL,
            (rng, seed) ->
                Permutation.twoSample(
                            normals(rng, 4),
                            normals(rng, 5),
                            (a, b) -> Spread.mean(a) - Spread.mean(b),
                            126,
                            seed)
                        .pGreater()
                    <= LEVEL);
    new Repetition(310_000)
        .isAbout(
            LEVEL,
            (rng, seed) ->
                Permutation.twoSample(
                            normals(rng, 8),
                            normals(rng, 9),
                            (a, b) -> Spread.median(a) - Spread.median(b),
                            39,
                            seed)
                        .pGreater()
                    <= LEVEL);
  }

  @Test
  void permutationsOfPairs() {
    new Repetition(320_000)
        .isAbout(
            LEVEL,
            (rng, seed) ->
                Permutation.paired(
                            normals(rng, 10),
                            normals(rng, 10),
                            (a, b) -> Spread.standardDeviation(a) - Spread.standardDeviation(b),
                            39,
                            seed)
                        .pLess()
                    <= LEVEL);
  }

  @Test
  void associations() {
    new Repetition(330_000)
        .isAtMost(
            LEVEL,
            (rng, seed) ->
                Permutation.association(
                            normals(rng, 10), normals(rng, 10), Correlation::kendallTauB, 39, seed)
                        .pTwoSided()
                    <= LEVEL);
  }

  @Test
  void nullBands() {
    new Repetition(340_000)
        .isAbout(
            0.01,
            (rng, seed) -> NullBand.of(rng.standardNormal(), normals(rng, 199)).isAbove(0.99));
  }

  @Test
  void pageExactAndAsymptotic() {
    new Repetition(350_000)
        .isAtMost(LEVEL, (rng, seed) -> PageTrend.exact(normalRows(rng, 5, 4)).p() <= LEVEL);
    new Repetition(360_000)
        .isAtMost(LEVEL, (rng, seed) -> PageTrend.asymptotic(normalRows(rng, 12, 6)).p() <= LEVEL);
  }

  @Test
  void slopes() {
    new Repetition(370_000)
        .isAbout(LEVEL, (rng, seed) -> Line.fit(normals(rng, 9), normals(rng, 9)).p() <= LEVEL);
    new Repetition(380_000)
        .isAbout(
            LEVEL,
            (rng, seed) -> Regression.fit(normalRows(rng, 10, 3), normals(rng, 10)).p(1) <= LEVEL);
  }

  @Test
  void correlations() {
    new Repetition(390_000)
        .isAbout(
            LEVEL, (rng, seed) -> Correlation.pearsonP(normals(rng, 7), normals(rng, 7)) <= LEVEL);
    new Repetition(400_000)
        .isAtMost(
            LEVEL,
            (rng, seed) -> Correlation.spearmanP(normals(rng, 20), normals(rng, 20)) <= LEVEL);
  }

  /** The mean stands on the bound, where it just matters. */
  @Test
  void equivalence() {
    new Repetition(410_000)
        .isAbout(
            LEVEL,
            (rng, seed) -> {
              double[] x = Arrays.stream(normals(rng, 12)).map(each -> 3 + each).toArray();
              return Equivalence.of(x, -3, 3).p() <= LEVEL;
            });
    new Repetition(420_000)
        .isAtMost(
            LEVEL,
            (rng, seed) ->
                Equivalence.paired(normals(rng, 8), normals(rng, 8), 0, 0.5).p() <= LEVEL);
  }

  @Test
  void familiesOfTests() {
    new Repetition(430_000)
        .isAtMost(
            LEVEL, (rng, seed) -> Spread.min(MultipleTesting.holm(uniforms(rng, 10))) <= LEVEL);
    new Repetition(440_000)
        .isAtMost(
            LEVEL,
            (rng, seed) -> Spread.min(MultipleTesting.bonferroni(uniforms(rng, 10))) <= LEVEL);
    // All are null, so any rejection is a false one, and its rate is that of false discoveries.
    new Repetition(450_000)
        .isAbout(
            LEVEL,
            (rng, seed) ->
                Spread.min(MultipleTesting.benjaminiHochberg(uniforms(rng, 10))) <= LEVEL);
  }

  /** Holm with three effects among ten: some of the seven others rejected at most so often. */
  @Test
  void familiesWithEffects() {
    new Repetition(460_000)
        .isAtMost(
            LEVEL,
            (rng, seed) -> {
              double[] p = uniforms(rng, 10);
              for (int i = 0; i < 3; i++) {
                p[i] *= 1e-4;
              }
              double[] adjusted = MultipleTesting.holm(p);
              return Spread.min(Arrays.copyOfRange(adjusted, 3, 10)) <= LEVEL;
            });
  }
}
