package dev.credence.belief.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorrelationsTest {

  /** The definition, in two passes. */
  static double pearson(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }

  @Property(tries = 200)
  void theyAreThoseOfTheDefinition(
      @ForAll @Size(min = 4, max = 20) List<@DoubleRange(min = 1e3, max = 1e3 + 2) Double> values) {
    List<double[]> rows =
        IntStream.range(0, values.size() - 1)
            .mapToObj(i -> new double[] {values.get(i), values.get(i + 1) * i})
            .toList();
    double[] a = rows.stream().mapToDouble(r -> r[0]).toArray();
    double[] b = rows.stream().mapToDouble(r -> r[1]).toArray();
    double expected = pearson(a, b);
    double found = Correlations.of(List.of("a", "b"), rows).of("a", "b");
    if (Arrays.stream(a).distinct().count() > 1) {
      assertThat(found).isCloseTo(expected, within(1e-9));
    } else {
      assertThat(found).isNaN();
    }
  }

  @Test
  void whatDoesNotVaryHasNoCorrelation() {
    var correlations =
        Correlations.of(
            List.of("a", "b", "c"),
            List.of(new double[] {1, 5, 2}, new double[] {2, 5, 1}, new double[] {3, 5, 0}));
    assertThat(correlations.of("a", "b")).isNaN();
    assertThat(correlations.of("b", "b")).isNaN();
    assertThat(correlations.of("a", "a")).isOne();
    assertThat(correlations.largest())
        .hasValueSatisfying(
            pair -> {
              assertThat(pair.a() + pair.b()).isEqualTo("ac");
              assertThat(pair.r()).isCloseTo(-1, within(1e-12));
            });
    assertThat(correlations.among(List.of("b", "a")).largest()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> correlations.of("a", "d")).hasMessageContaining("no \"d\" among");
  }

  @Test
  void withoutRowsThereIsNoCorrelation() {
    assertThat(Correlations.of(List.of("a", "b"), List.of()).of("a", "b")).isNaN();
  }
}
