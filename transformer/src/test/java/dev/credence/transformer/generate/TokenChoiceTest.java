package dev.credence.transformer.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is drawn, against probabilities worked out in another way. */
class TokenChoiceTest {
  private static final int DRAWS = 40_000;

  private static float[] logits(long seed, int size) {
    Random random = new Random(seed);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      logits[i] = (float) (2 * random.nextGaussian() - 1);
    }
    logits[size / 2] = logits[size - 1]; // a tie
    return logits;
  }

  /** By removing, one at a time, the unlikeliest token as long as enough is left. */
  private static double[] probabilities(float[] logits, double temperature, int k, double p) {
    double[] weights = new double[logits.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(logits[i] / temperature);
    }
    List<Integer> likeliest =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -weights[i])) // stable: ties by id
            .toList();
    int kept = k == 0 ? weights.length : Math.min(k, weights.length);
    double whole = likeliest.subList(0, kept).stream().mapToDouble(i -> weights[i]).sum();
    double mass = whole;
    while (kept > 1 && mass - weights[likeliest.get(kept - 1)] >= p * whole) {
      mass -= weights[likeliest.get(--kept)];
    }
    double[] probabilities = new double[weights.length];
    for (int i : likeliest.subList(0, kept)) {
      probabilities[i] = weights[i] / mass;
    }
    return probabilities;
  }

  @Property(tries = 20)
  void tokensAreDrawnAsOftenAsTheirProbabilitySays(
      @ForAll long seed,
      @ForAll @DoubleRange(min = .3, max = 3) double temperature,
      @ForAll @IntRange(max = 14) int topK,
      @ForAll @DoubleRange(min = .05, max = .98) double topP) {
    float[] logits = logits(seed, 12);
    double[] expected = probabilities(logits, temperature, topK, topP);
    TokenChoice choice = new TokenChoice(new Decoding.Sampling(temperature, topK, topP, seed));
    int[] counts = new int[logits.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[choice.next(logits)]++;
    }
    for (int i = 0; i < counts.length; i++) {
      double sd = Math.sqrt(DRAWS * expected[i] * Math.max(0, 1 - expected[i]));
      assertThat((double) counts[i])
          .as("token %d of %s", i, java.util.Arrays.toString(expected))
          .isBetween(DRAWS * expected[i] - 6 * sd - 1e-6, DRAWS * expected[i] + 6 * sd + 1e-6);
    }
  }

  @Test
  void theWholePredictionIsDrawnFromWithoutSorting() {
    float[] logits = logits(4, 9);
    double[] expected = probabilities(logits, 1, 0, 1);
    TokenChoice choice = new TokenChoice(Decoding.Sampling.of(1, 11));
    int[] counts = new int[logits.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[choice.next(logits)]++;
    }
    for (int i = 0; i < counts.length; i++) {
      assertThat(counts[i] / (double) DRAWS)
          .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(.015));
    }
  }

  @Test
  void theSameSeedDrawsTheSameTokensAndAnotherOthers() {
    float[] logits = logits(1, 200);
    assertThat(drawn(5, logits)).isEqualTo(drawn(5, logits)).isNotEqualTo(drawn(6, logits));
  }

  private static List<Integer> drawn(long seed, float[] logits) {
    TokenChoice choice = new TokenChoice(new Decoding.Sampling(1, 50, .9, seed));
    return IntStream.range(0, 40).mapToObj(i -> choice.next(logits)).toList();
  }

  @Test
  void greedyTakesTheLikeliestAndOfEqualOnesTheFirst() {
    TokenChoice choice = new TokenChoice(Decoding.GREEDY);
    assertThat(choice.next(new float[] {-3, 2, 7, -1, 7})).isEqualTo(2);
    assertThat(new TokenChoice(new Decoding.Sampling(1, 1, 1, 0)).next(new float[] {-3, 7, 7}))
        .isEqualTo(1);
  }

  @Test
  void aTokenOfProbabilityZeroIsNeverDrawn() {
    float none = Float.NEGATIVE_INFINITY;
    TokenChoice choice = new TokenChoice(Decoding.Sampling.of(5, 2));
    for (int i = 0; i < 1000; i++) {
      assertThat(choice.next(new float[] {none, -0f, none, 0f, none})).isIn(1, 3);
    }
  }

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> Decoding.Sampling.of(0, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("temperature is 0.0");
    assertThatThrownBy(() -> new Decoding.Sampling(1, -1, 1, 0))
        .hasMessageContaining("top-k is -1");
    assertThatThrownBy(() -> new Decoding.Sampling(1, 0, 0, 0)).hasMessageContaining("top-p is 0");
    assertThatThrownBy(() -> new Decoding.Sampling(1, 0, Double.NaN, 0))
        .hasMessageContaining("top-p is NaN");
  }
}
