package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.study.MeasuredCurve.Kind;
import dev.credence.lab.study.MeasuredCurve.Point;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadCurveTest {
  private static Point point(int k, double effect, double... random) {
    return new Point(k, effect, new ConfidenceInterval(effect, effect, .95), effect, random, 0);
  }

  private static MeasuredCurve curve(Point... points) {
    return new MeasuredCurve(Kind.DENOISING, 10, List.of(points));
  }

  @Test
  void theNumbersOfHeadsAreEachOnce() {
    assertThat(HeadCurve.steps(270)).containsExactly(1, 2, 3, 5, 10, 14, 20, 27, 50, 54, 135, 270);
    assertThat(HeadCurve.steps(4)).containsExactly(1, 2, 4);
    assertThat(HeadCurve.steps(1)).containsExactly(1);
  }

  @Test
  void aDiagonalHasHalfOfEitherArea() {
    MeasuredCurve diagonal = curve(point(2, .2), point(5, .5), point(10, 1));
    assertThat(diagonal.cpr()).isCloseTo(.5, within(1e-12));
    assertThat(diagonal.cmd()).isCloseTo(.5, within(1e-12));
  }

  @Test
  void oneHeadThatDoesItAllLeavesOnlyTheFirstTriangle() {
    MeasuredCurve sharp = curve(point(1, 1), point(10, 1));
    assertThat(sharp.cpr()).isCloseTo(.95, within(1e-12));
    assertThat(sharp.cmd()).isCloseTo(.05, within(1e-12));
  }

  @Test
  void aCurveThatOvershootsIsAsFarFromOne() {
    // from 0 to 2 over a half, back to 0 over the other: |1 - f| is four triangles of 1/4 by 1
    MeasuredCurve over = curve(point(5, 2), point(10, 0));
    assertThat(over.cpr()).isCloseTo(1, within(1e-12));
    assertThat(over.cmd()).isCloseTo(.5, within(1e-12));
  }

  @Test
  void chanceIsBeatenAboveTheLastTenth() {
    double[] random = new double[19];
    Arrays.setAll(random, i -> i / 20.0);
    assertThat(point(1, .86, random).beatsChance()).isTrue();
    assertThat(point(1, .84, random).beatsChance()).isFalse();
    assertThat(point(1, 1, 0, 0, 0).canBeJudged()).isFalse();
  }

  @Test
  void theCurveOfRandomSetsHasItsOwnArea() {
    MeasuredCurve measured = curve(point(5, 1, .2, .5, .8), point(10, 1));
    assertThat(measured.randomCpr(.5)).isCloseTo(.5, within(1e-12));
    assertThat(measured.randomCmd(.5)).isCloseTo(.5, within(1e-12));
    assertThat(measured.cpr()).isCloseTo(.75, within(1e-12));
  }

  @Test
  void aPairThatHardlyDiffersHasHardlyASay() {
    double[][] whole = {{2}, {1e-6}};
    double[][] change = {{1}, {1}};
    assertThat(RestoredShare.of(change, whole)).isCloseTo(.5, within(1e-6));
    assertThat(RestoredShare.of(change, new double[][] {{0}, {0}})).isNaN();
  }
}
