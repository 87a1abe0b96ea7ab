package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.numpy.NumpyRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RandomHeadsTest {
  private static final int LAYERS = 12;
  private static final int HEADS = 9;
  private static final List<Head> CHOSEN =
      List.of(new Head(3, 1), new Head(3, 4), new Head(7, 0), new Head(11, 8));

  private static Map<Integer, Long> perLayer(List<Head> set) {
    return set.stream()
        .map(Head::layer)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void setsAreOfTheSameLayersEachOnceAndNeverTheChosenOne() {
    RandomHeads.Drawn drawn = new RandomHeads(LAYERS, HEADS, 100, 1).likeLayers(CHOSEN);
    assertThat(drawn.window()).isZero();
    assertThat(drawn.sets()).hasSize(100).doesNotHaveDuplicates().doesNotContain(CHOSEN);
    assertThat(drawn.sets())
        .allSatisfy(set -> assertThat(perLayer(set)).isEqualTo(perLayer(CHOSEN)));
  }

  @Test
  void eachHeadOfALayerIsAsLikely() {
    RandomHeads.Drawn drawn = new RandomHeads(LAYERS, HEADS, 2000, 2).likeLayers(CHOSEN);
    Map<Head, Long> times =
        drawn.sets().stream()
            .flatMap(List::stream)
            .filter(h -> h.layer() == 7 || h.layer() == 11)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(times).hasSize(2 * HEADS);
    // 2000 / 9 = 222, SD 14
    assertThat(times.values()).allSatisfy(n -> assertThat(n).isBetween(160L, 285L));
  }

  @Test
  void oneHeadIsHeldAgainstThoseOfLayersNearby() {
    RandomHeads.Drawn drawn =
        new RandomHeads(LAYERS, HEADS, 40, 3).likeLayers(List.of(new Head(5, 2)));
    // 9 a layer: 8, 26, 44
    assertThat(drawn.window()).isEqualTo(2);
    assertThat(drawn.sets()).hasSize(40);
    assertThat(drawn.sets()).allSatisfy(set -> assertThat(set.getFirst().layer()).isBetween(3, 7));
  }

  @Test
  void aSmallModelGivesAllItsSets() {
    RandomHeads.Drawn drawn = new RandomHeads(2, 3, 100, 4).likeLayers(List.of(new Head(0, 0)));
    assertThat(drawn.sets()).hasSize(5);
    List<Head> all = List.of(new Head(0, 0), new Head(0, 1), new Head(1, 0), new Head(1, 1));
    assertThat(new RandomHeads(2, 2, 100, 4).likeLayers(all).sets()).isEmpty();
  }

  @Test
  void setsLikeInNormAreNearerThanSetsOfTheSameLayers() {
    NumpyRandom random = NumpyRandom.ofSeed(5);
    double[] norm = new double[LAYERS * HEADS];
    Arrays.setAll(norm, _ -> Math.exp(random.normal(0, 1)));
    CHOSEN.forEach(h -> norm[h.layer() * HEADS + h.head()] = 6);
    RandomHeads heads = new RandomHeads(LAYERS, HEADS, 100, 6);
    double own = heads.squares(CHOSEN, norm);
    double near = distance(heads, heads.likeNorms(CHOSEN, norm), norm, own);
    double any = distance(heads, heads.likeLayers(CHOSEN), norm, own);
    assertThat(near).isLessThan(any / 2);
    assertThat(new HashSet<>(heads.likeNorms(CHOSEN, norm).sets())).hasSize(100);
  }

  private static double distance(
      RandomHeads heads, RandomHeads.Drawn drawn, double[] norm, double own) {
    return drawn.sets().stream()
        .mapToDouble(set -> Math.abs(Math.log(heads.squares(set, norm) / own)))
        .average()
        .orElseThrow();
  }
}
