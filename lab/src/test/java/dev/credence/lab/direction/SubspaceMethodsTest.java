package dev.credence.lab.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.statistics.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubspaceMethodsTest {
  private static final List<SubspaceMethod> FILTERS =
      List.of(new ReadingDirections(), new DiscriminantDirections());

  static Stream<SubspaceMethod> everyMethod() {
    double[][] columns = new double[3][40];
    for (int k = 0; k < 3; k++) {
      columns[k][k] = 1;
    }
    List<SubspaceMethod> all = new ArrayList<>(SubspaceMethods.all());
    all.add(new UnembeddingDifference(columns));
    all.add(new RandomSubspace(3, 7));
    all.add(new ShuffledProbe(7));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyMethod")
  void basesAreOrthonormalAndTheSameEachTime(SubspaceMethod method) {
    for (int coordinates = 1; coordinates <= 4; coordinates++) {
      Planted.Cells cells = new Planted(coordinates, 40, coordinates).cells(60, 3, 0.3);
      Subspace found = method.find(cells.activations(), cells.labels()).orElseThrow();
      RealMatrix u = new Array2DRowRealMatrix(found.basis());
      RealMatrix products = u.transposeMultiply(u);
      for (int i = 0; i < found.dimension(); i++) {
        for (int j = 0; j < found.dimension(); j++) {
          assertThat(products.getEntry(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-12));
        }
      }
      assertThat(method.find(cells.activations(), cells.labels()).orElseThrow().basis())
          .isDeepEqualTo(found.basis());
      assertThat(found.step()).hasDimensions(coordinates, 40);
    }
  }

  @Test
  void namesAreDifferent() {
    assertThat(everyMethod().map(SubspaceMethod::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("looksForIt")
  void aPlantedDirectionIsFound(SubspaceMethod method) {
    Planted planted = new Planted(11, 40, 1);
    Planted.Cells cells = planted.cells(100, 4, 0.1);
    Subspace found = method.find(cells.activations(), cells.labels()).orElseThrow();

    assertThat(planted.overlap(found.basis())).isGreaterThan(0.95);
  }

  /** Those whose dimension is the variable's. */
  static Stream<SubspaceMethod> looksForIt() {
    return SubspaceMethods.all().stream();
  }

  @ParameterizedTest
  @MethodSource("looksForSeveral")
  void aPlantedPlaneIsFound(SubspaceMethod method) {
    Planted planted = new Planted(12, 40, 2);
    Planted.Cells cells = planted.cells(150, 4, 0.1);
    Subspace found = method.find(cells.activations(), cells.labels()).orElseThrow();

    assertThat(found.dimension()).isEqualTo(2);
    assertThat(planted.overlap(found.basis())).isGreaterThan(0.9);
  }

  static Stream<SubspaceMethod> looksForSeveral() {
    return SubspaceMethods.all().stream()
        .filter(method -> !method.equals(new ClassMeanComponents(1)));
  }

  /** Three probabilities lie on a triangle: its plane is the subspace, not three directions. */
  @ParameterizedTest
  @MethodSource("looksForSeveral")
  void aSimplexHasOneDimensionLessThanCoordinates(SubspaceMethod method) {
    Planted planted = new Planted(13, 30, 3);
    var rng = NumpyRandom.ofSeed(13);
    double[][] values = new double[300][3];
    for (double[] v : values) {
      Arrays.setAll(v, s -> rng.standardExponential());
      double sum = Arrays.stream(v).sum();
      Arrays.setAll(v, s -> v[s] / sum);
    }
    Labels labels = new Labels("belief", values, Clusters.single(300));
    Activations at = Activations.of(planted.activations(values, 0.005));
    Subspace found = method.find(at, labels).orElseThrow();

    assertThat(found.dimension()).isEqualTo(2);
    if (FILTERS.contains(method)) {
      return; // they turn away from what noise there was, so a step inside them is shorter
    }
    // from one corner to another: the difference of two planted directions
    double[] expected = new double[30];
    double[] moved = new double[30];
    Arrays.setAll(expected, j -> planted.directions[0][j] - planted.directions[2][j]);
    Arrays.setAll(moved, j -> found.step()[0][j] - found.step()[2][j]);
    assertThat(moved).containsExactly(expected, within(0.03));
  }

  /** A dose of a nat is a nat: the activation after a step is that of a cell with a greater v. */
  @Test
  void aStepIsByWhatActivationsMoveForAUnit() {
    Planted planted = new Planted(14, 20, 1);
    Planted.Cells cells = planted.cells(100, 4, 0.02);
    for (SubspaceMethod method : SubspaceMethods.all()) {
      Subspace found = method.find(cells.activations(), cells.labels()).orElseThrow();
      assertThat(found.step()[0])
          .as(method.name())
          .containsExactly(planted.directions[0], within(0.06));
    }
    Subspace random =
        new RandomSubspace(20, 3).find(cells.activations(), cells.labels()).orElseThrow();
    Subspace pattern =
        new EncodingDirections().find(cells.activations(), cells.labels()).orElseThrow();
    assertThat(random.step()[0]).containsExactly(pattern.step()[0], within(1e-12)); // all of R^20
  }

  /** Noise that the variable's direction shares: reading turns away from it, encoding does not. */
  @Test
  void readingAndEncodingPartWhereNoiseIsShared() {
    var rng = NumpyRandom.ofSeed(15);
    double[][] h = new double[400][2];
    double[] v = new double[400];
    for (int i = 0; i < v.length; i++) {
      v[i] = rng.standardNormal();
      double noise = 3 * rng.standardNormal();
      h[i][0] = v[i] + noise;
      h[i][1] = noise + 0.01 * rng.standardNormal();
    }
    Labels labels = Labels.scalar("v", v, Clusters.single(400));
    Activations at = Activations.of(h);

    double[][] reading = new ReadingDirections().find(at, labels).orElseThrow().basis();
    double[][] discriminant = new DiscriminantDirections().find(at, labels).orElseThrow().basis();
    double[][] difference = new MeanDifference().find(at, labels).orElseThrow().basis();
    for (double[][] filter : List.of(reading, discriminant)) {
      assertThat(filter[1][0] / filter[0][0]).isCloseTo(-1, within(0.05));
    }
    assertThat(Math.abs(difference[1][0] / difference[0][0])).isLessThan(0.4);
  }

  /** Fisher's two classes by the formulas, cell by cell: W^-1 (mean_1 - mean_0), W shrunk. */
  @Test
  void ofTwoClassesTheDiscriminantIsFishers() {
    int n = 90;
    int d = 6;
    double[][] values = new double[n][1];
    for (int i = 0; i < n; i++) {
      values[i][0] = i % 2;
    }
    double[][] h = new Planted(16, d, 1).activations(values, 0.7);
    for (double[] row : h) {
      Arrays.setAll(row, j -> row[j] * (1 + 2 * j));
      row[0] += 0.3 * row[5];
    }
    double[][] means = new double[2][];
    for (int k = 0; k < 2; k++) {
      int kind = k;
      means[k] =
          Rows.means(
              IntStream.range(0, n)
                  .filter(i -> i % 2 == kind)
                  .mapToObj(i -> h[i])
                  .toArray(double[][]::new));
    }
    RealMatrix[] outer = new RealMatrix[n];
    RealMatrix s = new Array2DRowRealMatrix(d, d);
    for (int i = 0; i < n; i++) {
      var x = new ArrayRealVector(h[i]).subtract(new ArrayRealVector(means[i % 2]));
      outer[i] = x.outerProduct(x);
      s = s.add(outer[i].scalarMultiply(1.0 / n));
    }
    RealMatrix level = MatrixUtils.createRealIdentityMatrix(d).scalarMultiply(s.getTrace() / d);
    double noise = 0;
    for (RealMatrix each : outer) {
      noise += Math.pow(each.subtract(s).getFrobeniusNorm(), 2) / n / n;
    }
    double shrink = noise / Math.pow(s.subtract(level).getFrobeniusNorm(), 2);
    assertThat(shrink).isBetween(0.01, 0.5);
    RealMatrix w = s.scalarMultiply(1 - shrink).add(level.scalarMultiply(shrink));
    var difference = new ArrayRealVector(means[1]).subtract(new ArrayRealVector(means[0]));
    var fisher = new LUDecomposition(w).getSolver().solve(difference).unitVector();

    Labels labels = new Labels("class", values, Clusters.single(n));
    double[][] found =
        new DiscriminantDirections().find(Activations.of(h), labels).orElseThrow().basis();
    double cosine = new Array2DRowRealMatrix(found).getColumnVector(0).dotProduct(fisher);
    assertThat(cosine * cosine).isCloseTo(1, within(1e-6)); // W has a floor of 1e-9 of the scatter
  }

  @Test
  void aCurvedVariableTakesTwoComponents() {
    double[][] h = new double[300][5];
    double[] v = new double[300];
    for (int i = 0; i < 300; i++) {
      v[i] = i / 150.0 - 1;
      h[i][1] = 2 * v[i];
      h[i][3] = v[i] * v[i];
    }
    Labels labels = Labels.scalar("v", v, Clusters.single(300));
    double[][] two =
        new ClassMeanComponents(2).find(Activations.of(h), labels).orElseThrow().basis();
    assertThat(Math.abs(two[1][0])).isCloseTo(1, within(1e-4));
    assertThat(Math.abs(two[3][1])).isCloseTo(1, within(1e-4));
  }

  /** A variable of two values, unevenly: thirds are all alike, and still there are two groups. */
  @Test
  void aRareValueStillHasAMean() {
    double[][] h = new double[50][3];
    double[] v = new double[50];
    for (int i = 0; i < 50; i++) {
      v[i] = i < 8 ? 1 : 0;
      h[i][2] = -v[i];
      h[i][0] = Math.sin(i) * 1e-3;
    }
    Labels labels = Labels.scalar("rare", v, Clusters.single(50));
    double[][] found = new MeanDifference().find(Activations.of(h), labels).orElseThrow().basis();
    assertThat(found[2][0]).isCloseTo(-1, within(1e-3));
  }

  @Test
  void nothingIsFoundWhereNothingVaries() {
    Labels labels = Labels.scalar("v", new double[] {1, 2, 3, 4}, Clusters.single(4));
    Activations constant = Activations.of(new double[4][5]);
    for (SubspaceMethod method : SubspaceMethods.all()) {
      assertThat(method.find(constant, labels)).as(method.name()).isEmpty();
    }
  }

  @Test
  void aBasisThatIsNotOrthonormalIsRefused() {
    Planted.Cells cells = new Planted(1, 2, 1).cells(5, 2, 1);
    double[][] skew = {{1, 0.6}, {0, 0.8}};
    assertThatThrownBy(() -> Subspace.of("own", cells.activations(), cells.labels(), skew))
        .hasMessageContaining("columns 0 and 1")
        .hasMessageContaining("expected 0");
  }

  @Test
  void anErasedVariableIsReadByNothingLinear() {
    Planted planted = new Planted(17, 12, 2);
    Planted.Cells cells = planted.cells(80, 3, 0.4);
    Eraser eraser = Eraser.fit(cells.activations(), cells.labels()).orElseThrow();
    double[][] erased = eraser.erase(cells.h());
    Activations after = Activations.of(erased);
    RealMatrix covariance = after.centred().transposeMultiply(cells.labels().centred());

    assertThat(covariance.getFrobeniusNorm()).isLessThan(1e-9);
    assertThat(Probe.fit(after, cells.labels()).leftOutR2()).isNegative();
    assertThat(eraser.erase(erased)[5]).containsExactly(erased[5], within(1e-10)); // once is enough

    // No projection that erases as well moves cells less; that onto what is orthogonal to the
    // pattern is one.
    double[][] pattern =
        new EncodingDirections().find(cells.activations(), cells.labels()).orElseThrow().basis();
    RealMatrix u = new Array2DRowRealMatrix(pattern);
    RealMatrix x = cells.activations().centred();
    double byProjection = x.multiply(u).getFrobeniusNorm();
    double byEraser =
        new Array2DRowRealMatrix(cells.h())
            .subtract(new Array2DRowRealMatrix(erased))
            .getFrobeniusNorm();
    assertThat(byEraser).isLessThan(byProjection);
  }
}
