package dev.credence.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.ObserverFamilies;
import dev.credence.transformer.config.ModelConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is known of every control beside its answers, and what a seed changes. */
class RightVerdictsTest {
  private static final Set<String> ANY =
      Set.of("P1", "P3", "T1", "T2", "M1", "N1", "N2", "N3", "N4", "N5", "I");

  /** Those in closed form: a seed of a trained one is that of its training. */
  static Stream<String> calibration() {
    return Controls.calibration().stream().filter(name -> Controls.seeds(name) == Long.MAX_VALUE);
  }

  static Stream<String> trained() {
    return Controls.calibration().stream().filter(name -> Controls.seeds(name) < Long.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("trained")
  void ofTrainedOnesThereAreAsManySeedsAsCameAlong(String name) {
    long seeds = Controls.seeds(name);
    assertThat(seeds).isPositive();
    for (long seed = 0; seed < seeds; seed++) {
      assertThat(Controls.named(name + "@" + seed).group()).isIn("P2", "N6");
    }
    assertThat(Controls.named(name).task().questions()).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @MethodSource("calibration")
  void aSeedMovesEverythingButTheMechanism(String name) {
    List<Control> seeds =
        LongStream.range(0, 12).mapToObj(seed -> Controls.named(name + "@" + seed)).toList();
    Set<Integer> widths = new HashSet<>();
    Set<Integer> layers = new HashSet<>();
    Set<Integer> heads = new HashSet<>();
    Set<Object> landmarks = new HashSet<>();
    for (Control control : seeds) {
      ModelConfig config = control.config();
      widths.add(config.dModel());
      layers.add(config.layers());
      heads.add(config.heads());
      landmarks.add(List.of(control.landmarks().blocks(), control.landmarks().heads()));
      assertThat(control.rightVerdict()).isEqualTo(seeds.getFirst().rightVerdict());
      assertThat(config.dModel()).isLessThanOrEqualTo(80);
    }
    assertThat(widths).as("widths").hasSizeGreaterThan(1);
    assertThat(layers).as("layers").hasSizeGreaterThan(1);
    assertThat(heads).as("heads").hasSizeGreaterThan(1);
    if (!name.equals("random-weights")) {
      assertThat(landmarks).as("places").hasSizeGreaterThan(1);
    }
    assertThat(Controls.named(name + "@3").weights()).isEqualTo(seeds.get(3).weights());
    assertThat(seeds.get(2).weights()).isNotEqualTo(seeds.get(3).weights());
  }

  @ParameterizedTest
  @MethodSource("calibration")
  void aRightVerdictIsToldInKnownWords(String name) {
    Control control = Controls.named(name);
    assertThat(control.group()).isIn(ANY);
    assertThat(control.task().questions()).hasSizeGreaterThanOrEqualTo(20);
    RightVerdict right = control.rightVerdict();
    String observer = right.observer();
    if (observer != null) {
      assertThat(right.outcomes()).contains(Outcome.NOT_BAYESIAN);
      assertThat(ObserverFamilies.ALL.stream().map(Family::name)).contains(observer);
    }
    assertThat(right.toString()).doesNotContain("_");
    // Of the N only those that hold no belief: to find one there is a false alarm.
    if (control.group().startsWith("N")) {
      assertThat(right.negative()).isTrue();
    }
    if (control.group().startsWith("P") || control.group().startsWith("T")) {
      assertThat(right.negative()).isFalse();
    }
  }

  @Test
  void thereAreBothKindsToCalibrateOn() {
    List<Control> all = Controls.calibration().stream().map(Controls::named).toList();
    assertThat(all.stream().filter(c -> c.rightVerdict().negative()).count()).isGreaterThan(10);
    assertThat(all.stream().filter(c -> !c.rightVerdict().negative()).count()).isGreaterThan(8);
    assertThat(Controls.calibration()).doesNotContain("exact-bayes", "count-table", "bigram");
  }
}
