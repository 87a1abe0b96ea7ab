package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lines by name, and what an instrument is called after them. */
class ThresholdsTest {
  @Test
  void namesAndValuesGoThereAndBack() {
    Map<String, Double> named = Thresholds.STANDARD.byName();
    assertThat(named).hasSize(Thresholds.class.getRecordComponents().length);
    assertThat(named).containsEntry("mass", .5).containsEntry("agreement", .8);
    assertThat(Thresholds.of(named)).isEqualTo(Thresholds.STANDARD);
    named.put("agreement", .9);
    assertThat(Thresholds.of(named).agreement()).isEqualTo(.9);
    assertThat(Thresholds.of(named).leastSlope()).isEqualTo(.8);
  }

  @Test
  void anyLineThatMovesIsAnotherInstrument() {
    Set<String> instruments = new HashSet<>();
    instruments.add(Instrument.id(Thresholds.STANDARD));
    for (String name : Thresholds.STANDARD.byName().keySet()) {
      Map<String, Double> moved = Thresholds.STANDARD.byName();
      moved.merge(name, 1e-3, Double::sum);
      assertThat(instruments.add(Instrument.id(Thresholds.of(moved)))).as(name).isTrue();
    }
    assertThat(instruments).allMatch(id -> id.startsWith(Instrument.VERSION + "-"));
  }
}
