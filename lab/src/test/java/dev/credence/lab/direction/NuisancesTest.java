package dev.credence.lab.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.statistics.Clusters;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a probe knows by more than hearsay, and more than learning by heart. */
class NuisancesTest {
  /** Two coordinates are in the activations; the label is of the first and the second. */
  private static BeyondNuisances compare(
      double ofFirst, double ofSecond, double ofNothing, long seed) {
    Planted planted = new Planted(seed, 40, 2);
    Planted.Cells fit = planted.cells(300, 2, 0.1);
    Planted.Cells other = planted.cells(300, 2, 0.1);
    double[][] fitValues = mixed(fit, ofFirst, ofSecond, ofNothing, seed);
    Labels labels = new Labels("mixed", fitValues, Clusters.of(fit.keys()));
    return BeyondNuisances.of(
        Probe.fit(fit.activations(), labels),
        labels,
        nuisances(fit),
        other.h(),
        mixed(other, ofFirst, ofSecond, ofNothing, seed + 1),
        nuisances(other));
  }

  private static double[][] mixed(
      Planted.Cells cells, double first, double second, double nothing, long seed) {
    var rng = NumpyRandom.ofSeed(seed);
    double[] values = new double[cells.values().length];
    double noise = 0;
    for (int i = 0; i < values.length; i++) {
      boolean begins = i == 0 || !cells.keys().get(i).equals(cells.keys().get(i - 1));
      noise = begins ? rng.normal(0, 2) : noise;
      double[] v = cells.values()[i];
      values[i] = first * v[0] + second * v[1] + nothing * noise;
    }
    return Rows.column(values);
  }

  /** The first coordinate, twice it, and a constant. */
  private static double[][] nuisances(Planted.Cells cells) {
    return Arrays.stream(cells.values())
        .map(v -> new double[] {v[0], 2 * v[0] + 1, 7})
        .toArray(double[][]::new);
  }

  @Test
  void aVariableThatIsANuisanceLeavesNothing() {
    BeyondNuisances exact = compare(1, 0, 0, 1);
    assertThat(exact.nuisanceR2()).isCloseTo(1, within(1e-9));
    assertThat(exact.partialR2()).isNaN();
  }

  @Test
  void aNuisanceAmongWhatNobodyKnowsGivesNothingEither() {
    double[] partial =
        IntStream.range(0, 20).mapToDouble(s -> compare(1, 0, 0.5, s).partialR2()).toArray();
    assertThat(Arrays.stream(partial).average().orElseThrow()).isBetween(-0.03, 0.0);
    assertThat(Arrays.stream(partial).max().orElseThrow()).isLessThan(0.05);
  }

  /** Var of the second and of nothing are alike, so the probe can know half of what is open. */
  @Test
  void whatTheProbeKnowsIsCountedOnce() {
    double[] partial =
        IntStream.range(0, 20).mapToDouble(s -> compare(1, 1, 1, s).partialR2()).toArray();
    assertThat(Arrays.stream(partial).average().orElseThrow()).isBetween(0.46, 0.54);
    assertThat(compare(1, 1, 0, 1).partialR2()).isGreaterThan(0.9);
  }

  @Test
  void aProbeOfALowDimensionIsSelective() {
    Planted planted = new Planted(1, 10, 1);
    Planted.Cells cells = planted.cells(80, 4, 0.05);
    Selectivity selectivity =
        Selectivity.of(0.95, cells.activations(), cells.labels(), cells.keys(), 20, 5);

    assertThat(selectivity.meanControlR2()).isLessThan(0.1);
    assertThat(selectivity.selectivity()).isBetween(0.85, 0.95);
  }

  /** As many directions as types, each type far from the others: any values can be learnt. */
  @Test
  void aProbeThatLearnsTypesByHeartIsNot() {
    double[][] h = new double[60][20];
    var rng = NumpyRandom.ofSeed(1);
    for (int i = 0; i < h.length; i++) {
      h[i][i / 3] = 5 + rng.normal(0, 0.1);
    }
    List<Integer> types = IntStream.range(0, 60).mapToObj(i -> i / 3).toList();
    Labels labels =
        Labels.scalar(
            "any", types.stream().mapToDouble(t -> Math.sin(t)).toArray(), Clusters.of(types));
    Activations at = Activations.of(h);

    assertThat(Selectivity.of(1, at, labels, types, 10, 1).selectivity()).isLessThan(0.05);
    List<Integer> alone = IntStream.range(0, 60).boxed().toList();
    assertThat(Selectivity.of(1, at, labels, alone, 10, 1).selectivity()).isNaN();
  }
}
