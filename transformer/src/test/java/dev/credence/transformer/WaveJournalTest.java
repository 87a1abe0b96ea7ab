package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A run that hands over wave by wave, against the same run in one piece. */
class WaveJournalTest {
  private static final Path LLAMA = Path.of("src", "test", "resources", "golden", "llama_gqa");

  private static final GoldenEngine ENGINE = GoldenEngine.load(LLAMA);

  /** One cell a wave. */
  private static Model model() {
    return ENGINE.model(1);
  }

  private static CellSet cells() {
    CellSet.Builder set =
        CellSet.builder()
            .prompt("clean", 1, 5, 9, 3)
            .prompt("corrupt", 1, 5, 8, 3)
            .readout("xy", Readout.among(Map.of("X", 3)))
            .capture(Capture.of("logits"));
    for (int head = 0; head < 4; head++) {
      Site z = Site.heads(HookPoint.of(Hook.Z, 1), head);
      set.cell(new Cell("z" + head, "corrupt", List.of(new Patch(z, "clean")), List.of("xy")));
    }
    return set.build();
  }

  private static final class Memory implements WaveJournal {
    private final Set<Integer> before = new HashSet<>();
    private final Map<Integer, Results> taken = new HashMap<>();
    private int waves;

    @Override
    public void planned(SweepPlan plan) {
      waves = plan.waves().size();
    }

    @Override
    public boolean holds(int wave) {
      return before.contains(wave);
    }

    @Override
    public void take(int wave, Results results) {
      taken.put(wave, results);
    }
  }

  @Test
  void theWavesTogetherAreTheRun() {
    Results whole = model().run(cells());
    Memory journal = new Memory();
    model().run(cells(), SweepListener.SILENT, journal);
    assertThat(journal.waves).isGreaterThan(1);
    assertThat(journal.taken).hasSize(journal.waves);
    Map<String, Object> captures = new HashMap<>();
    List<String> cells = new ArrayList<>();
    for (Results wave : journal.taken.values()) {
      captures.putAll(wave.captures());
      wave.readings().stream().map(Reading::cell).forEach(cells::add);
    }
    assertThat(captures).isEqualTo(whole.captures());
    assertThat(cells).containsExactlyInAnyOrder("z0", "z1", "z2", "z3");
  }

  @Test
  void wavesThatAreThereAreNotRunAndCountAsDone() {
    Memory first = new Memory();
    model().run(cells(), SweepListener.SILENT, first);
    Memory second = new Memory();
    second.before.addAll(List.of(0, 2));
    List<Double> shares = new ArrayList<>();
    model().run(cells(), (done, all, share) -> shares.add(share), second);
    assertThat(second.taken.keySet()).containsExactlyInAnyOrder(1, 3);
    second.taken.forEach(
        (wave, results) ->
            assertThat(results.captures())
                .isEqualTo(Objects.requireNonNull(first.taken.get(wave)).captures()));
    assertThat(shares).isSorted().endsWith(1.0);
  }

  @Test
  void aJournalThatRefusesThePlanKeepsItFromRunning() {
    List<Long> heard = new ArrayList<>();
    WaveJournal refusing =
        new WaveJournal() {
          @Override
          public void planned(SweepPlan plan) {
            throw new IllegalStateException("another plan");
          }

          @Override
          public boolean holds(int wave) {
            return false;
          }

          @Override
          public void take(int wave, Results results) {
            throw new AssertionError("a wave ran");
          }
        };
    assertThatThrownBy(() -> model().run(cells(), (done, all, share) -> heard.add(done), refusing))
        .hasMessage("another plan");
    assertThat(heard).isEmpty();
  }
}
