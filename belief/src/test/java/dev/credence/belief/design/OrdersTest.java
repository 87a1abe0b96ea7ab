package dev.credence.belief.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Evidence;
import dev.credence.belief.numpy.NumpyRandom;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OrdersTest {

  @Test
  void theFiveOrdersOfTheNotebooksDrift() {
    assertThat(Orders.of(Evidence.of("XXXXY")).all())
        .map(Evidence::draws)
        .containsExactly("XXXXY", "XXXYX", "XXYXX", "XYXXX", "YXXXX");
  }

  @Property
  void allOrdersAreDistinctSortedAndOfTheRightCounts(
      @ForAll @IntRange(max = 12) int n, @ForAll @IntRange(max = 12) int k) {
    var orders = new Orders(Math.min(k, n), n);
    List<Evidence> all = orders.all();
    assertThat(all).hasSize(Math.toIntExact(orders.count()));
    assertThat(all).map(Evidence::draws).isSorted().doesNotHaveDuplicates();
    assertThat(all).allMatch(e -> e.countX() == orders.nX() && e.length() == n);
  }

  @Test
  void countsAreExactUpToTheLimit() {
    for (int n = 0; n <= 66; n++) {
      BigInteger expected = BigInteger.ONE;
      for (int k = 0; k <= n; k++) {
        assertThat(new Orders(k, n).count()).isEqualTo(expected.longValueExact());
        expected = expected.multiply(BigInteger.valueOf(n - k)).divide(BigInteger.valueOf(k + 1));
      }
    }
  }

  @Test
  void theLastOfVeryManyOrdersIsTheReversedBlock() {
    var orders = new Orders(33, 66);
    assertThat(orders.get(0)).isEqualTo(Evidence.block(33, 66));
    assertThat(orders.get(orders.count() - 1).draws()).isEqualTo("Y".repeat(33) + "X".repeat(33));
  }

  @Test
  void aSampleHoldsDistinctOrdersAndAllWhereThereAreNoMore() {
    var rng = NumpyRandom.ofSeed(1);
    assertThat(new Orders(5, 10).sample(40, rng)).hasSize(40).doesNotHaveDuplicates();
    assertThat(new Orders(1, 5).sample(100, rng)).hasSize(5);
    assertThat(new Orders(30, 60).sample(25, rng)).hasSize(25).doesNotHaveDuplicates();
    assertThat(new Orders(5, 10).sample(0, rng)).isEmpty();
  }

  @Test
  void everyOrderIsSampledEquallyOften() {
    var rng = NumpyRandom.ofSeed(7);
    var orders = new Orders(2, 5);
    var times = new TreeMap<Evidence, Integer>((a, b) -> a.draws().compareTo(b.draws()));
    int rounds = 4000;
    for (int i = 0; i < rounds; i++) {
      var sample = orders.sample(3, rng);
      assertThat(new HashSet<>(sample)).hasSize(3);
      sample.forEach(e -> times.merge(e, 1, Integer::sum));
    }
    // Binomial(4000, .3): mean 1200, standard deviation 29; five of them either side.
    assertThat(times).hasSize(10);
    assertThat(times.values()).allMatch(t -> Math.abs(t - 1200) < 145);
  }

  @Test
  void whatIsTooMuchIsRefused() {
    assertThatThrownBy(() -> new Orders(3, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Orders(3, 67)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Orders(30, 60).all()).hasMessageContaining("draw a sample");
    assertThatThrownBy(() -> new Orders(1, 2).get(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
