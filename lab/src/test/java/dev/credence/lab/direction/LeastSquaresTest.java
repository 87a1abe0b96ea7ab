package dev.credence.lab.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
  private static final NumpyRandom RANDOM = NumpyRandom.ofSeed(3);

  private static double[][] normal(int rows, int columns) {
    double[][] table = new double[rows][columns];
    for (double[] row : table) {
      Arrays.setAll(row, _ -> RANDOM.standardNormal());
    }
    return table;
  }

  private static double[] ones(int n) {
    return IntStream.range(0, n).mapToDouble(_ -> 1).toArray();
  }

  @Test
  void ofOneColumnItIsTheSquaredCorrelation() {
    double[][] x = {{1}, {2}, {4}, {7}};
    double[][] y = {{2}, {1}, {3}, {9}};
    // sums about the means 3.5 and 3.75: xy 26.5, xx 21, yy 38.75
    assertThat(LeastSquares.r2InSample(x, y, ones(4)))
        .isCloseTo(26.5 * 26.5 / 21 / 38.75, within(1e-12));
  }

  @Test
  void aRowOfWeightThreeIsThreeRows() {
    double[][] x = normal(12, 3);
    double[][] y = normal(12, 2);
    double[] weights = ones(12);
    weights[5] = 3;
    int[] repeated = IntStream.concat(IntStream.range(0, 12), IntStream.of(5, 5)).toArray();
    double[][] moreX = IntStream.of(repeated).mapToObj(i -> x[i]).toArray(double[][]::new);
    double[][] moreY = IntStream.of(repeated).mapToObj(i -> y[i]).toArray(double[][]::new);
    assertThat(LeastSquares.r2InSample(x, y, weights))
        .isCloseTo(LeastSquares.r2InSample(moreX, moreY, ones(14)), within(1e-12));
    double[][] read = Arrays.stream(x).map(r -> Arrays.copyOf(r, 2)).toArray(double[][]::new);
    double[][] moreRead = IntStream.of(repeated).mapToObj(i -> read[i]).toArray(double[][]::new);
    assertThat(LeastSquares.r2(y, read, weights))
        .isCloseTo(LeastSquares.r2(moreY, moreRead, ones(14)), within(1e-12));
  }

  @Test
  void whatIsLinearIsReadInFullAndWhatDoesNotVaryNotAtAll() {
    double[][] x = normal(20, 4);
    double[][] y =
        Arrays.stream(x)
            .map(r -> new double[] {1 + r[0] - 2 * r[3], r[1]})
            .toArray(double[][]::new);
    assertThat(LeastSquares.r2InSample(x, y, ones(20))).isCloseTo(1, within(1e-12));
    double[][] same =
        IntStream.range(0, 20).mapToObj(_ -> new double[] {.5}).toArray(double[][]::new);
    assertThat(LeastSquares.r2InSample(x, same, ones(20))).isNaN();
    assertThat(LeastSquares.r2(same, same, ones(20))).isNaN();
    assertThat(LeastSquares.r2InSample(same, x, ones(20))).isZero();
  }

  @Test
  void aWeightOfNothingIsRefused() {
    double[] weights = {1, 0};
    assertThatThrownBy(() -> LeastSquares.r2InSample(normal(2, 1), normal(2, 1), weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1");
  }
}
