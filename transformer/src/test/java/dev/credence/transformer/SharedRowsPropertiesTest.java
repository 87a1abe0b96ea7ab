package dev.credence.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.plan.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sharing rows is invisible: what a cell gives among others is what one plain forward pass of that
 * cell alone gives. {@code -Dcredence.draws=100} draws a hundred times as many cells.
 */
class SharedRowsPropertiesTest {
  private static final int DRAWS = Integer.getInteger("credence.draws", 1);
  private static final long[] WAVES = {1 << 13, 1 << 15, 1 << 17};

  static List<GoldenEngine> engines() throws IOException {
    return GoldenEngine.all();
  }

  /** A seed is the smallest case there is; a failure looks for fewer cells and edits by itself. */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void cellsTogetherAreEachCellAlone(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<GoldenEngine> engines = engines();
    for (int i = 0; i < DRAWS; i++) {
      check(engines.get(random.nextInt(engines.size())), random.nextLong());
    }
  }

  private static CellCheck check(GoldenEngine engine, long seed) {
    Random random = new Random(seed);
    CellDraw.Drawn drawn = new CellDraw(engine, random).cells(2 + random.nextInt(10));
    long waveBytes = WAVES[random.nextInt(WAVES.length)];
    CellCheck check = new CellCheck(engine, drawn, waveBytes);
    String difference = check.difference();
    if (difference != null) {
      CellDraw.Drawn smallest = CellCheck.smallest(engine, drawn, waveBytes);
      fail(
          "%s, seed %dL: %s. The smallest such cells: %s%n%s",
          engine,
          seed,
          difference,
          new CellCheck(engine, smallest, waveBytes).difference(),
          CellCheck.told(smallest));
    }
    return check;
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyKindOfEditAtEveryHookIsThatOfThePlainPass(GoldenEngine engine, TestReporter reporter) {
    CellDraw.Drawn drawn = new CellDraw(engine, new Random(1)).everyKindEverywhere();
    CellCheck check = new CellCheck(engine, drawn, 0);
    assertThat(check.difference()).isNull();
    reporter.publishEntry(
        engine.name,
        String.format(
            Locale.ROOT,
            "%d cells, largest error %.1e, %d excused by their conditioning",
            check.compared(),
            check.largest(),
            check.excused()));
    assertThat(check.excused())
        .as("excused by their conditioning")
        .isLessThan(check.compared() / 20);
  }

  @Test
  void everyFamilyTakesPart() throws IOException {
    assumeTrue(
        Files.isDirectory(GoldenFolders.shared()),
        "SKIPPED: no "
            + GoldenFolders.shared()
            + ", so sharing rows is tested on the six models that come along only;"
            + " -Dcredence.shared names the folder");
    assertThat(engines())
        .extracting(engine -> engine.name)
        .contains(
            "llama_gqa",
            "llama_gqa_sharded",
            "llama_tied",
            "llama_rope_llama3",
            "llama_head_dim",
            "gpt2",
            "pythia",
            "gpt_neox_serial",
            "qwen2",
            "qwen3",
            "mistral",
            "gemma2",
            "tl_attn_only",
            "tl_relu_1head",
            "solu",
            "normed");
  }

  @Test
  void everyHookAndEveryKindIsDrawn() throws IOException {
    Map<Hook, Set<String>> drawn = new EnumMap<>(Hook.class);
    for (GoldenEngine engine : engines()) {
      for (Cell cell : new CellDraw(engine, new Random(1)).everyKindEverywhere().set().cells()) {
        String[] parts = cell.id().split(" ");
        drawn
            .computeIfAbsent(HookPoint.parse(parts[0]).hook(), hook -> new HashSet<>())
            .add(parts[1]);
      }
    }
    for (Hook hook : Hook.values()) {
      for (Class<?> kind : CellDraw.kinds()) {
        boolean zeroScale =
            hook.suffix().endsWith("hook_scale") && kind.getSimpleName().equals("Zero");
        if (CellDraw.allows(hook, kind) && !zeroScale) {
          assertThat(drawn.getOrDefault(hook, Set.of()))
              .as(hook + " in " + engines())
              .contains(kind.getSimpleName());
        }
      }
    }
  }
}
