package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Numbers worked out by hand. */
class AgreementTest {
  @Test
  void whatWasForetoldAndHappenedAgreesInFull() {
    Agreement all = Agreement.of(new double[] {-1, 0, 2}, new double[] {-1, 0, 2});
    assertThat(all.slope()).isEqualTo(1);
    assertThat(all.r2()).isEqualTo(1);
    assertThat(all.correlation()).isCloseTo(1, within(1e-12));
    assertThat(all.n()).isEqualTo(3);
  }

  @Test
  void halfOfWhatWasForetoldLiesOnALineButNotOnTheDiagonal() {
    // f = -2, 0, 2; o = -1, 0, 1. sum (o - f)^2 = 2, sum (o - mean)^2 = 2.
    Agreement half = Agreement.of(new double[] {-2, 0, 2}, new double[] {-1, 0, 1});
    assertThat(half.slope()).isEqualTo(.5);
    assertThat(half.r2()).isCloseTo(0, within(1e-12));
    assertThat(half.correlation()).isCloseTo(1, within(1e-12));
  }

  @Test
  void r2IsAShareOfTheObservedChanges() {
    // f = 0, 1, 2, 3; o = 0, 1, 1, 4: missed 0 + 0 + 1 + 1 = 2, about their mean 1.5:
    // 2.25 + .25 + .25 + 6.25 = 9; f about its mean 5, together 1.5 * 1.5 + .25 + -.25 + 3.75 = 6.
    Agreement some = Agreement.of(new double[] {0, 1, 2, 3}, new double[] {0, 1, 1, 4});
    assertThat(some.slope()).isCloseTo(6. / 5, within(1e-12));
    assertThat(some.r2()).isCloseTo(1 - 2. / 9, within(1e-12));
    assertThat(some.correlation()).isCloseTo(36. / 45, within(1e-12));
  }

  @Test
  void aConstantShiftIsNoFaultOfTheSlopeButOneOfTheDiagonal() {
    Agreement shifted = Agreement.of(new double[] {0, 1}, new double[] {1, 2});
    assertThat(shifted.slope()).isCloseTo(1, within(1e-12));
    assertThat(shifted.r2()).isCloseTo(1 - 2 / .5, within(1e-12));
  }

  @Test
  void whereNothingMovedThereIsNothingToAgreeWith() {
    Agreement still = Agreement.of(new double[] {-1, 1, 2}, new double[] {3e-7, 0, -2e-7});
    assertThat(still.slope()).isCloseTo(0, within(1e-6));
    assertThat(still.r2()).isNaN();
    assertThat(still.correlation()).isNaN();
    assertThat(still.quality()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Agreement.of(new double[0], new double[0]).r2()).isNaN();
  }

  @Test
  void whereNothingDifferentWasForetoldThereIsNoSlope() {
    Agreement same = Agreement.of(new double[] {1, 1, 1}, new double[] {0, 1, 2});
    assertThat(same.slope()).isNaN();
    assertThat(same.correlation()).isNaN();
    assertThat(same.r2()).isCloseTo(0, within(1e-12));
  }
}
