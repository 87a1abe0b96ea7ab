package dev.credence.belief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BetaBernoulliTest {

  @Test
  void laplacesRuleOfSuccession() {
    assertThat(BetaBernoulli.UNIFORM.given(Evidence.of("XXXY")).predictive()).isEqualTo(4.0 / 6);
  }

  @Test
  void underTheUniformPriorEveryCountIsEquallyLikely() {
    // k! (n - k)! / (n + 1)! for one sequence with k X
    assertThat(BetaBernoulli.UNIFORM.logMarginalLikelihoodNats(Evidence.of("XYXX")))
        .isCloseTo(Math.log(6.0 * 1 / 120), within(1e-14));
  }

  @Property
  void theMarginalLikelihoodIsTheProductOfThePredictions(
      @ForAll @DoubleRange(min = 0.01, max = 50) double a,
      @ForAll @DoubleRange(min = 0.01, max = 50) double b,
      @ForAll @IntRange(max = 15) int nX) {
    BetaBernoulli belief = new BetaBernoulli(a, b);
    Evidence evidence = Evidence.block(nX, 15);
    double product = 0;
    for (Symbol symbol : evidence.symbols()) {
      double p = belief.predictive();
      product += Math.log(symbol == Symbol.X ? p : 1 - p);
      belief = belief.given(Evidence.NONE.then(symbol));
    }
    assertThat(new BetaBernoulli(a, b).logMarginalLikelihoodNats(evidence))
        .isCloseTo(product, within(1e-10));
  }

  @Test
  void manyGeneratorsComeNearTheContinuum() {
    int count = 20_000;
    List<Generator> grid =
        IntStream.range(0, count).mapToObj(i -> new Generator("G" + i, (i + 0.5) / count)).toList();
    Evidence evidence = Evidence.of("XXYXXYX");
    Posterior discrete = Posterior.uniform(grid).given(evidence);
    assertThat(discrete.predictive())
        .isCloseTo(BetaBernoulli.UNIFORM.given(evidence).predictive(), within(1e-8));
    assertThat(discrete.logMarginalLikelihoodNats())
        .isCloseTo(BetaBernoulli.UNIFORM.logMarginalLikelihoodNats(evidence), within(1e-6));
  }

  @Test
  void theVarianceOfTheUniformIsATwelfth() {
    assertThat(BetaBernoulli.UNIFORM.variance()).isCloseTo(1.0 / 12, within(1e-16));
  }

  @Test
  void numbersThatAreNoBetaAreRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new BetaBernoulli(bad, 1))
          .hasMessage("Beta(" + bad + ", 1.0): both numbers must be finite and above 0");
      assertThatThrownBy(() -> new BetaBernoulli(1, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
