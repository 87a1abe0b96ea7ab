package dev.credence.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One line rewritten on a terminal, a plain line every ten seconds in a pipe. */
class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter text = new StringWriter();
  private final AtomicLong clock = new AtomicLong();

  private Progress progress(boolean terminal) {
    var writer = new PrintWriter(text, true);
    return new Progress(new Terminal(writer, writer, terminal, false), clock::get);
  }

  private void at(long seconds) {
    clock.set(seconds * SECOND);
  }

  @Test
  void inAPipeThereIsALineEveryTenSeconds() {
    Progress progress = progress(false);
    progress.begin("running");
    for (int second = 1; second <= 25; second++) {
      at(second);
      progress.update(second * 4L, 200, second / 50.0);
    }
    progress.close();
    assertThat(text.toString().lines())
        .containsExactly(
            "running  40 of 200 cells  20 %  4.0 cells/s  40 s left",
            "running  80 of 200 cells  40 %  4.0 cells/s  30 s left");
    assertThat(text.toString()).doesNotContain("\r").doesNotContain("\u001b");
  }

  @Test
  void onATerminalTheLineIsWrittenOverAndTakenAway() {
    Progress progress = progress(true);
    progress.begin("running");
    at(1);
    progress.update(0, 1000, 0.25);
    assertThat(text.toString())
        .endsWith("\r\u001b[Krunning  250 of 1,000 cells  25 %  250.0 cells/s  3.0 s left");
    assertThat(text.toString()).doesNotContain("\n");
    progress.note("a note");
    progress.close();
    assertThat(text.toString()).endsWith("\r\u001b[Ka note\n");
  }

  @ParameterizedTest
  @CsvSource({"0.84, 0.8 s", "9.97, 10 s", "59.4, 59 s", "200, 3 min 20 s", "7500, 2 h 5 min"})
  void durationsReadLikeSpeech(double seconds, String text) {
    assertThat(Progress.duration(seconds)).isEqualTo(text);
  }
}
