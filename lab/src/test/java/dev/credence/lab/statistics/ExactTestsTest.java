package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Exact tests, against every arrangement written out another way. */
class ExactTestsTest {
  private static final ToDoubleBiFunction<double[], double[]> DIFFERENCE =
      (a, b) -> Spread.mean(a) - Spread.mean(b);

  /** Every order of a list. */
  private static List<double[]> orders(double[] x) {
    if (x.length == 0) {
      return List.of(x);
    }
    List<double[]> all = new ArrayList<>();
    for (int first = 0; first < x.length; first++) {
      double[] rest = new double[x.length - 1];
      System.arraycopy(x, 0, rest, 0, first);
      System.arraycopy(x, first + 1, rest, first, rest.length - first);
      for (double[] tail : orders(rest)) {
        double[] order = new double[x.length];
        order[0] = x[first];
        System.arraycopy(tail, 0, order, 1, tail.length);
        all.add(order);
      }
    }
    return all;
  }

  @Test
  void pageCountsEveryOrderOfEverySubjectTiesIncluded() {
    double[][] data = {{1, 2, 4, 3}, {0, 0, 5, 5}, {2, 1, 1, 3}};
    double observed = l(data);
    int atLeast = 0;
    int all = 0;
    for (double[] first : orders(data[0])) {
      for (double[] second : orders(data[1])) {
        for (double[] third : orders(data[2])) {
          all++;
          atLeast += l(new double[][] {first, second, third}) >= observed ? 1 : 0;
        }
      }
    }

    PageTrend trend = PageTrend.exact(data);
    assertThat(trend.l()).isEqualTo(observed);
    assertThat(trend.p()).isCloseTo((double) atLeast / all, within(1e-12));
    assertThat(all).isEqualTo(24 * 24 * 24);
  }

  private static double l(double[][] data) {
    double l = 0;
    for (double[] subject : data) {
      double[] ranks = StableOrder.averageRanks(subject);
      for (int j = 0; j < ranks.length; j++) {
        l += (j + 1) * ranks[j];
      }
    }
    return l;
  }

  @Test
  void pageAtTheEndsOfItsRange() {
    assertThat(PageTrend.exact(new double[][] {{1, 2, 3}}).p()).isCloseTo(1 / 6.0, within(1e-15));
    assertThat(PageTrend.exact(new double[][] {{3, 2, 1}}).p()).isCloseTo(1, within(1e-15));
    assertThat(PageTrend.exact(new double[][] {{2, 2, 2}, {5, 5, 5}}).p())
        .isCloseTo(1, within(1e-15));
    double[][] ten = new double[12][];
    Arrays.setAll(ten, i -> IntStream.range(0, 10).asDoubleStream().toArray());
    double ofTen = 1;
    for (int i = 2; i <= 10; i++) {
      ofTen /= i;
    }
    assertThat(PageTrend.exact(ten).p() / Math.pow(ofTen, 12)).isCloseTo(1, within(1e-9));
  }

  @Test
  void twoSamplesAreSplitInEveryWay() {
    double[] a = {3.1, 0.2, 4.5};
    double[] b = {1.0, -2.0, 0.2, 0.7};
    double[] all = {3.1, 0.2, 4.5, 1.0, -2.0, 0.2, 0.7};
    double observed = DIFFERENCE.applyAsDouble(a, b);
    double total = Arrays.stream(all).sum();
    int atLeast = 0;
    int asFar = 0;
    int splits = 0;
    for (int set = 0; set < 1 << 7; set++) {
      if (Integer.bitCount(set) == 3) {
        double sum = 0;
        for (int i = 0; i < 7; i++) {
          sum += (set >> i & 1) * all[i];
        }
        double difference = sum / 3 - (total - sum) / 4;
        splits++;
        atLeast += difference >= observed - 1e-12 ? 1 : 0;
        asFar += Math.abs(difference) >= Math.abs(observed) - 1e-12 ? 1 : 0;
      }
    }

    TailCounts test = Permutation.twoSample(a, b, DIFFERENCE, 35, 0);
    assertThat(test.exact()).isTrue();
    assertThat(test.arrangements()).isEqualTo(splits).isEqualTo(35);
    assertThat(test.atLeast()).isEqualTo(atLeast);
    assertThat(test.asFar()).isEqualTo(asFar);
  }

  @Test
  void anAssociationIsSoughtInEveryOrder() {
    double[] x = {1, 2, 3, 4, 5};
    double[] y = {2, 1, 3, 5, 4};
    double observed = Correlation.spearman(x, y);
    long atLeast =
        orders(y).stream().filter(o -> Correlation.spearman(x, o) >= observed - 1e-12).count();

    TailCounts test = Permutation.association(x, y, Correlation::spearman, 120, 0);
    assertThat(test.exact()).isTrue();
    assertThat(test.arrangements()).isEqualTo(120);
    assertThat(test.atLeast()).isEqualTo((int) atLeast);
    assertThat(test.pGreater()).isEqualTo(atLeast / 120.0);
  }

  /** One resample fewer than there are arrangements, and they are drawn: the p must come near. */
  @Test
  void drawnArrangementsComeNearToAllOfThem() {
    var rng = NumpyRandom.ofSeed(5);
    double[] a = new double[12];
    double[] b = new double[12];
    Arrays.setAll(a, i -> 0.5 + rng.standardNormal());
    Arrays.setAll(b, i -> rng.standardNormal());
    double[] differences = new double[12];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    double exact = SignFlip.of(differences, 1, 0).pTwoSided();
    // The standard deviation of a share p of 4,000 draws; four of them are one chance in 16,000.
    double bound = 4 * Math.sqrt(exact * (1 - exact) / 4000);

    TailCounts paired = Permutation.paired(a, b, DIFFERENCE, 4000, 1);
    assertThat(paired.exact()).isFalse();
    assertThat(paired.arrangements()).isEqualTo(4001);
    assertThat(paired.pTwoSided()).isCloseTo(exact, within(bound));
    double[] nine = Arrays.copyOf(a, 9);
    TailCounts two = Permutation.twoSample(nine, b, DIFFERENCE, 4000, 1);
    double exactTwo = Permutation.twoSample(nine, b, DIFFERENCE, 293_930, 1).pTwoSided();
    assertThat(two.exact()).isFalse();
    assertThat(two.pTwoSided())
        .isCloseTo(exactTwo, within(4 * Math.sqrt(exactTwo * (1 - exactTwo) / 4000)));
    // A thirteenth difference of 0 changes no mean, only whether signs are tried or drawn.
    TailCounts drawn = SignFlip.of(Arrays.copyOf(differences, 13), 4000, 1);
    assertThat(drawn.exact()).isFalse();
    assertThat(drawn.pTwoSided()).isCloseTo(exact, within(bound));
  }

  @Test
  void aSeedGivesTheSameDrawsAndAnotherSeedOthers() {
    double[] x = IntStream.range(0, 70).mapToDouble(i -> Math.sin(i) + 0.1).toArray();

    assertThat(SignFlip.of(x, 500, 7)).isEqualTo(SignFlip.of(x, 500, 7));
    assertThat(SignFlip.of(x, 500, 7)).isNotEqualTo(SignFlip.of(x, 500, 8));
  }

  @Test
  void moreThan64DifferencesAllTurn() {
    double[] ones = new double[130];
    Arrays.fill(ones, 1);
    double[] negated = Arrays.stream(ones).map(each -> -each).toArray();
    TailCounts test = SignFlip.of(ones, 2000, 3);

    assertThat(test.atLeast()).isEqualTo(1);
    assertThat(test.asFar()).isEqualTo(1);
    double[] lastOnly = new double[130];
    lastOnly[129] = 1;
    assertThat(SignFlip.of(lastOnly, 2000, 3).pGreater()).isCloseTo(0.5, within(0.05));
    assertThat(SignFlip.of(negated, 2000, 3).pLess()).isEqualTo(test.pGreater());
  }

  @Test
  void clustersTurnTogether() {
    double[] differences = {1, 2, 3, 4, 5, 6};
    Clusters three = Clusters.of(List.of("a", "b", "a", "b", "c", "c"));

    TailCounts test = SignFlip.of(differences, three, 0, 0);
    assertThat(test.arrangements()).isEqualTo(8);
    assertThat(test.observed()).isEqualTo(3.5);
    assertThat(test.pGreater()).isEqualTo(1 / 8.0);
    assertThat(SignFlip.of(differences, 0, 0).pGreater()).isEqualTo(1 / 64.0);
  }

  @Test
  void noDifferenceAtAllIsNoEvidence() {
    assertThat(SignFlip.of(new double[] {0, 0, 0}, 0, 0).pTwoSided()).isEqualTo(1);
    assertThat(SignFlip.of(new double[20], 99, 0).pGreater()).isEqualTo(1);
  }

  @Test
  void theObservedValueCountsAmongTheNull() {
    double[] nulls = IntStream.rangeClosed(1, 199).asDoubleStream().toArray();

    assertThat(NullBand.of(500, nulls).p()).isEqualTo(1 / 200.0);
    assertThat(NullBand.of(199, nulls).p()).isEqualTo(2 / 200.0);
    assertThat(NullBand.of(0, nulls).p()).isEqualTo(1);
    assertThat(NullBand.of(198.5, nulls).isAbove(0.99)).isTrue();
    assertThat(NullBand.of(198, nulls).isAbove(0.99)).isFalse();
    assertThat(NullBand.of(198, nulls).percentile()).isCloseTo(98.5, within(1e-12));
  }

  @Test
  void tooFewNullValuesAreNoGroundForAVerdict() {
    double[] nulls = new double[98];

    assertThatThrownBy(() -> NullBand.of(1, nulls).isAbove(0.99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("null band: 98 null values; to be above the share 0.99 takes at least 99");
    assertThat(NullBand.sizeFor(0.99)).isEqualTo(99);
    assertThat(NullBand.sizeFor(0.95)).isEqualTo(19);
    assertThat(NullBand.sizeFor(0.975)).isEqualTo(39);
    assertThat(NullBand.of(1, new double[99]).isAbove(0.99)).isTrue();
    assertThat(NullBand.of(1, new double[19]).isAbove(0.95)).isTrue();
  }

  /** Holm closes Bonferroni: a hypothesis falls if every family that holds it is rejected. */
  @Test
  void holmIsTheClosureOfBonferroni() {
    var rng = NumpyRandom.ofSeed(9);
    for (int trial = 0; trial < 50; trial++) {
      int m = 1 + rng.integers(6);
      double[] p = new double[m];
      Arrays.setAll(p, i -> Math.rint(20 * Math.pow(rng.random(), 2)) / 20);
      double[] expected = new double[m];
      for (int family = 1; family < 1 << m; family++) {
        double least = 1;
        for (int i = 0; i < m; i++) {
          least = (family >> i & 1) == 1 ? Math.min(least, p[i]) : least;
        }
        for (int i = 0; i < m; i++) {
          if ((family >> i & 1) == 1) {
            expected[i] = Math.max(expected[i], Math.min(1, Integer.bitCount(family) * least));
          }
        }
      }
      assertThat(MultipleTesting.holm(p)).containsExactly(expected, within(1e-15));
    }
  }

  /** At each alpha, the rejected are those up to the last with p at most alpha j / m. */
  @Test
  void benjaminiAndHochbergRejectUpToTheLastThatIsSmallEnough() {
    var rng = NumpyRandom.ofSeed(10);
    for (int trial = 0; trial < 50; trial++) {
      int m = 1 + rng.integers(8);
      double[] p = new double[m];
      Arrays.setAll(p, i -> Math.pow(rng.random(), 2));
      double[] sorted = p.clone();
      Arrays.sort(sorted);
      double[] adjusted = MultipleTesting.benjaminiHochberg(p);
      for (double alpha : new double[] {0.01, 0.05, 0.2, 0.5}) {
        double last = -1;
        for (int j = 1; j <= m; j++) {
          last = sorted[j - 1] <= alpha * j / m ? sorted[j - 1] : last;
        }
        for (int i = 0; i < m; i++) {
          assertThat(adjusted[i] <= alpha).isEqualTo(p[i] <= last);
        }
      }
    }
    assertThat(MultipleTesting.holm(new double[0])).isEmpty();
  }

  @Test
  void clustersHoldEveryRowOnce() {
    assertThat(Clusters.of(List.of("b", "a", "b")).rows())
        .isEqualTo(List.of(List.of(0, 2), List.of(1)));
    assertThat(Clusters.single(3).count()).isEqualTo(3);
    assertThatThrownBy(() -> new Clusters(List.of(List.of(0, 0), List.of(1))))
        .hasMessage("clusters: row 0 of 3; expected each from 0 once");
    assertThatThrownBy(() -> new Clusters(List.of(Collections.<Integer>emptyList())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
