package dev.credence.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalReportTest {
  @TempDir private Path temporary = Path.of("");

  @Test
  void theStoryFitsEightyColumns() {
    Path run = RunFixture.copyTo(temporary.resolve("run"));
    String story = TerminalReport.of(run, false);
    assertThat(story.lines().filter(line -> !line.contains(run.toString())))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(story)
        .contains("no verdict")
        .containsPattern("BAYES heads zeroed +\\.254 \u2588+")
        .contains("report.html");
  }

  @Test
  void colourIsOnlyAdded() {
    Path run = RunFixture.copyTo(temporary.resolve("run"));
    String plain = TerminalReport.of(run, false);
    String coloured = TerminalReport.of(run, true);
    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    Path run = RunFixture.copyTo(temporary.resolve("run"));
    RunFixture.replace(run.resolve("run.json"), "SmolLM2-135M-Instruct", "evil\\u001b[2J");
    assertThat(TerminalReport.of(run, false)).doesNotContain("\u001b").contains("evil\ufffd[2J");
  }

  @Test
  void whatWasNotRunIsSaid() throws Exception {
    Path run = RunFixture.copyTo(temporary.resolve("run"));
    Files.delete(run.resolve("behaviour_summary.csv"));
    Files.delete(run.resolve("order_drift.csv"));
    assertThat(TerminalReport.of(run, false)).contains("largest minus smallest P(X)\n  not run\n");
  }

  @Test
  void barsGrowByEighths() {
    assertThat(TerminalText.bar(0, 26)).isEmpty();
    assertThat(TerminalText.bar(1, 26)).hasSize(26);
    assertThat(TerminalText.bar(1 / 26.0 / 8, 26)).isEqualTo("\u258f");
    assertThat(TerminalText.bar(7 / 26.0 / 8, 26)).isEqualTo("\u2589");
    assertThat(TerminalText.bar(-.5, 26)).isEqualTo("\u2588".repeat(13));
    assertThat(TerminalText.bar(Double.NaN, 26)).isEmpty();
  }
}
