package dev.credence.lab.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.GoldenStatistics;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.Determination;
import dev.credence.lab.statistics.Ridge;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ProbeTest {
  static List<JsonNode> golden() {
    return GoldenStatistics.cases("ridge");
  }

  /** Against scikit-learn, through the spectrum and not through normal equations. */
  @ParameterizedTest
  @MethodSource("golden")
  void coefficientsAreThoseOfRidge(JsonNode golden) {
    double[][] x = GoldenStatistics.rows(golden.get("X"));
    double[][] y = Rows.column(GoldenStatistics.numbers(golden.get("y")));
    double[] expected = GoldenStatistics.numbers(golden.get("expected").get("coef"));
    Spectrum spectrum = Objects.requireNonNull(Activations.of(x).spectrum());

    double[] w =
        new RidgePath(spectrum, Clusters.single(x.length))
            .coefficients(Rows.centred(y, Rows.means(y)), golden.get("alpha").doubleValue())
            .getColumn(0);

    double greatest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(w).containsExactly(expected, within(1e-9 * greatest));
  }

  private static Spectrum spectrum(Planted.Cells cells) {
    return Objects.requireNonNull(cells.activations().spectrum());
  }

  /** More cells than width and fewer; few cells a cluster and many; one cell each. */
  @ParameterizedTest
  @CsvSource({"12, 5, 20", "12, 5, 90", "4, 12, 30", "4, 15, 90", "40, 1, 15"})
  void leavingOutIsWhatRefittingWithoutTheClusterSays(int clusters, int each, int width) {
    Planted.Cells cells = new Planted(1, width, 1).cells(clusters, each, 0.5);
    Labels labels = cells.labels();
    RidgePath path = new RidgePath(spectrum(cells), labels.clusters());
    RealMatrix[] left = path.leftOutResiduals(labels.centred());

    for (int p = 0; p < left.length; p += 5) {
      for (List<Integer> out : labels.clusters().rows()) {
        int[] in = IntStream.range(0, cells.h().length).filter(i -> !out.contains(i)).toArray();
        double[][] x = Arrays.stream(in).mapToObj(i -> cells.h()[i]).toArray(double[][]::new);
        double[] y = Arrays.stream(in).mapToDouble(i -> cells.values()[i][0]).toArray();
        Ridge refit = Ridge.fit(x, y, path.penalties()[p]);
        for (int i : out) {
          double expected = cells.values()[i][0] - refit.predict(new double[][] {cells.h()[i]})[0];
          assertThat(left[p].getEntry(i, 0))
              .as("penalty %s, cell %d", path.penalties()[p], i)
              .isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
        }
      }
    }
  }

  @Test
  void thePenaltyIsTheBestOfTheGrid() {
    Planted.Cells cells = new Planted(2, 60, 1).cells(20, 3, 1);
    Labels labels = cells.labels();
    Probe probe = Probe.fit(cells.activations(), labels);
    RidgePath path = new RidgePath(spectrum(cells), labels.clusters());
    double[] errors =
        Arrays.stream(path.leftOutResiduals(labels.centred()))
            .mapToDouble(RealMatrix::getFrobeniusNorm)
            .toArray();

    int chosen = Arrays.stream(path.penalties()).boxed().toList().indexOf(probe.penalty());
    assertThat(errors[chosen]).isEqualTo(Arrays.stream(errors).min().orElseThrow());
    assertThat(chosen).isBetween(1, errors.length - 2);
    assertThat(probe.leftOutR2())
        .isEqualTo(Rows.r2(cells.values(), probe.leftOutPredictions()), within(1e-12));
  }

  @Test
  void aPlantedVariableIsReadAtOtherCells() {
    Planted planted = new Planted(3, 50, 2);
    Planted.Cells fit = planted.cells(60, 4, 0.2);
    Planted.Cells other = planted.cells(30, 4, 0.2);
    Probe probe = Probe.fit(fit.activations(), fit.labels());

    assertThat(probe.r2(other.h(), other.values())).isBetween(0.95, 1.0);
    double[] each = probe.r2OfCoordinates(other.h(), other.values());
    double[] observed = Arrays.stream(other.values()).mapToDouble(v -> v[1]).toArray();
    double[] read = Arrays.stream(probe.predict(other.h())).mapToDouble(v -> v[1]).toArray();
    assertThat(each[1]).isCloseTo(Determination.r2(observed, read), within(1e-12));
  }

  @Test
  void shuffledLabelsAreNotReadAtOtherCells() {
    Planted planted = new Planted(4, 50, 1);
    Planted.Cells fit = planted.cells(60, 4, 0.2);
    Planted.Cells other = planted.cells(60, 4, 0.2);
    double[] r2 = new double[20];
    for (int seed = 0; seed < r2.length; seed++) {
      Labels shuffled = new ShuffledProbe(seed).shuffled(fit.labels());
      Labels there = new ShuffledProbe(seed + 100).shuffled(other.labels());
      r2[seed] = Probe.fit(fit.activations(), shuffled).r2(other.h(), there.values());
    }

    assertThat(Arrays.stream(r2).average().orElseThrow()).isNegative();
    assertThat(Arrays.stream(r2).max().orElseThrow()).isLessThan(0.05);
  }

  @Test
  void severalVariablesAtOnceAreEachOnItsOwn() {
    Planted.Cells cells = new Planted(5, 30, 2).cells(25, 3, 0.5);
    Labels both = cells.labels();
    Labels first = new Labels("first", Rows.only(cells.values(), 0), both.clusters());
    Activations at = cells.activations();
    List<Probe> together = Probe.fitAll(at, List.of(first, both));

    assertThat(together.get(0).coefficients()).isDeepEqualTo(Probe.fit(at, first).coefficients());
    assertThat(together.get(1).coefficients()).isDeepEqualTo(Probe.fit(at, both).coefficients());
  }

  @Test
  void whereAllActivationsAreEqualTheMeanIsRead() {
    double[][] h = new double[12][7];
    for (double[] row : h) {
      Arrays.setAll(row, j -> 0.1 + j / 3.0);
    }
    Planted.Cells cells = new Planted(6, 7, 1).cells(6, 2, 1);
    Activations at = Activations.of(h);
    Probe probe = Probe.fit(at, cells.labels());

    assertThat(at.rank()).isZero();
    assertThat(probe.r2(h, cells.values())).isCloseTo(0, within(1e-12));
    assertThat(probe.leftOutR2()).isNegative();
    assertThat(ReadingDirections.of(probe, at, cells.labels())).isEmpty();
  }

  @Test
  void whatCannotBeFittedIsRefused() {
    double[][] h = {{1, 2}, {3, Double.NaN}};
    assertThatThrownBy(() -> Activations.of(h)).hasMessageContaining("row 1, column 1 is NaN");
    assertThatThrownBy(
            () -> Labels.scalar("log_odds", new double[] {1, 2}, Clusters.of(List.of(1, 1))))
        .hasMessageContaining("one cluster");
    assertThatThrownBy(() -> Labels.scalar("log_odds", new double[] {1, 1}, Clusters.single(2)))
        .hasMessageContaining("same in all 2 cells");
    Labels three = Labels.scalar("log_odds", new double[] {1, 2, 3}, Clusters.single(3));
    Activations two = Activations.of(new double[][] {{1, 2}, {3, 4}});
    assertThatThrownBy(() -> Probe.fit(two, three))
        .hasMessageContaining("cells with a value: 3; expected 2");
  }
}
