package dev.credence.belief.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NumpyRandomTest {

  @Property
  void integersStayInTheirRange(@ForAll long a, @ForAll long b, @ForAll @IntRange int seed) {
    long low = Math.min(a, b);
    long high = Math.max(a, b);
    var rng = NumpyRandom.ofSeed(seed);
    assertThat(rng.integersClosed(low, high)).isBetween(low, high);
  }

  @Property
  void aPermutationHoldsEveryNumberOnce(
      @ForAll @IntRange(max = 300) int count, @ForAll @IntRange int seed) {
    assertThat(NumpyRandom.ofSeed(seed).permutation(count))
        .containsExactlyInAnyOrder(IntStream.range(0, count).toArray());
  }

  @Property
  void aSampleWithoutReplacementHasNoRepeats(
      @ForAll @IntRange(min = 1, max = 30000) int population,
      @ForAll @IntRange(max = 700) int size,
      @ForAll boolean shuffle) {
    int[] drawn =
        NumpyRandom.ofSeed(3)
            .choiceWithoutReplacement(population, Math.min(size, population), shuffle);
    assertThat(drawn).doesNotHaveDuplicates();
    assertThat(IntStream.of(drawn)).allMatch(k -> 0 <= k && k < population);
  }

  @Test
  void aListOfOneSeedIsThatSeed() {
    BigInteger seed = new BigInteger("12345678901234567890");
    assertThat(NumpyRandom.ofSeed(SeedSequence.of(List.of(seed))).state())
        .isEqualTo(NumpyRandom.ofSeed(seed).state());
  }

  @Test
  void whatNumpyRefusesIsRefused() {
    var rng = NumpyRandom.ofSeed(0);
    assertThatThrownBy(() -> NumpyRandom.ofSeed(-1))
        .hasMessage("seed: found -1; NumPy takes integers that are not negative");
    assertThatThrownBy(() -> SeedSequence.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rng.integers(5, 5))
        .hasMessage("integers: the range from 5 to below 5 is empty");
    assertThatThrownBy(() -> rng.integersClosed(6, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rng.choice(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rng.choice(3, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rng.choiceWithoutReplacement(3, 4, true))
        .hasMessage("choice: 4 draws without replacement, but there are only 3");
    assertThatThrownBy(() -> rng.choice(new double[] {0.5, 0.6}, 1))
        .hasMessageContaining("p sums to 1.1");
    assertThatThrownBy(() -> rng.choice(new double[] {1.5, -0.5}, 1))
        .hasMessageContaining("p[1] is -0.5");
    assertThatThrownBy(() -> rng.normal(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rng.uniform(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rng.permutation(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linspaceEndsExactlyWhereItShould() {
    double[] lambdas = Linspace.of(0.1, 2, 40);
    assertThat(lambdas[0]).isEqualTo(0.1);
    assertThat(lambdas[8]).isEqualTo(0.4897435897435898); // as NumPy prints it
    assertThat(lambdas[39]).isEqualTo(2);
    assertThat(Linspace.of(-0.25, 0.25, 81)[40]).isEqualTo(0.0);
    assertThatThrownBy(() -> Linspace.of(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Linspace.of(0, Double.NaN, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
