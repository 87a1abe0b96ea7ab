package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.statistics.Clusters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeadTestsTest {
  private static final int HEADS = 60;
  private static final int PAIRS = 12;

  private static double[][] noise(NumpyRandom random) {
    double[][] noise = new double[HEADS][PAIRS];
    for (double[] row : noise) {
      Arrays.setAll(row, _ -> random.normal(0, 1));
    }
    return noise;
  }

  @Test
  void anyOfManyHeadsComesUpAsOftenAsTheLevelSays() {
    NumpyRandom random = NumpyRandom.ofSeed(1);
    int found = 0;
    for (int i = 0; i < 100; i++) {
      double[] p = HeadTests.family(noise(random), Clusters.single(PAIRS), i);
      found += Arrays.stream(p).anyMatch(each -> each <= .05) ? 1 : 0;
    }
    // 5 expected, SD 2.2
    assertThat(found).isBetween(1, 12);
  }

  @Test
  void oneHeadAmongManyIsFoundWithTwelvePairs() {
    double[][] along = noise(NumpyRandom.ofSeed(2));
    Arrays.fill(along[7], 1);
    double[] p = HeadTests.family(along, Clusters.single(PAIRS), 3);
    assertThat(p[7]).isLessThan(.05);
  }

  @Test
  void ofOneHeadItIsTheSignFlipItself() {
    double[][] one = {{1, 2, -.5, 3, 1, 1.5}};
    // Of 64 signs those as far: by hand, sum 8 of at most 9: all +, and -.5 turned, each both ways.
    double[] p = HeadTests.family(one, Clusters.single(6), 4);
    assertThat(p[0]).isCloseTo(4 / 64.0, within(.01));
  }

  @Test
  void pairsOfOneSourceTurnTogether() {
    double[][] one = {{1, 1, 1, 1, 1, 1}};
    Clusters two = Clusters.of(java.util.List.of("a", "a", "a", "b", "b", "b"));
    assertThat(HeadTests.family(one, two, 5)[0]).isCloseTo(.5, within(.02));
  }
}
