package dev.credence.app;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far long work has come: what it is doing, cells done of all, cells per second, time left. One
 * line, rewritten, on a terminal; elsewhere a plain line every ten seconds.
 *
 * <p>Our own rather than a library's: the time left goes by the share of the work that is done (the
 * cells of a wave are done all at once), and a pipe gets plain lines.
 */
final class Progress implements AutoCloseable {
  private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PIPE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Before this, a rate says nothing. */
  private static final double LEAST_SHARE = 1e-3;

  private static final int WIDTH = 79;
  private static final String CLEAR = "\r\u001b[K";

  private final Terminal terminal;
  private final LongSupplier clock;
  private final String unit;
  private String what = "";
  private long began;
  private long shown;
  private volatile boolean dirty;

  Progress(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  Progress(Terminal terminal, LongSupplier clock) {
    this(terminal, clock, "cells");
  }

  /**
   * Of something else than cells.
   *
   * @param unit what is counted, in the plural
   */
  Progress(Terminal terminal, String unit) {
    this(terminal, System::nanoTime, unit);
  }

  private Progress(Terminal terminal, LongSupplier clock, String unit) {
    this.terminal = terminal;
    this.clock = clock;
    this.unit = unit;
    if (terminal.rewrites()) {
      // After Ctrl-C the prompt shall not stand behind half a line.
      Runtime.getRuntime().addShutdownHook(new Thread(this::endLine, "end of progress"));
    }
  }

  private void endLine() {
    if (dirty) {
      terminal.err().println();
    }
  }

  /** Begins something that takes a while. */
  void begin(String doing) {
    clear();
    what = doing;
    began = clock.getAsLong();
    shown = began;
    if (terminal.rewrites()) {
      rewrite(doing + " ...");
    }
  }

  /** Says something else of what goes on; the time since it began stays. */
  void begun(String form, Object... values) {
    what = String.format(Locale.ROOT, form, values);
  }

  /** How far it has come; may be called as often as one likes. */
  void update(long cellsDone, long cells, double share) {
    long now = clock.getAsLong();
    if (now - shown < (terminal.rewrites() ? TERMINAL_NANOS : PIPE_NANOS)) {
      return;
    }
    shown = now;
    String line = line(cellsDone, cells, share, (now - began) / 1e9);
    if (terminal.rewrites()) {
      rewrite(line);
    } else {
      terminal.note("%s", line);
    }
  }

  private String line(long cellsDone, long cells, double share, double seconds) {
    // Cells of one wave are done all at once, at its end: until then their share counts.
    long counted = Math.max(cellsDone, (long) (share * cells));
    String done =
        String.format(
            Locale.ROOT, "%s  %,d of %,d %s  %2.0f %%", what, counted, cells, unit, 100 * share);
    if (share < LEAST_SHARE || seconds <= 0) {
      return done;
    }
    return String.format(
        Locale.ROOT,
        "%s  %,.1f %s/s  %s left",
        done,
        share * cells / seconds,
        unit,
        duration(seconds * (1 - share) / share));
  }

  /** A line among those of progress. */
  void note(String line) {
    clear();
    terminal.note("%s", line);
  }

  /** Says how long loading took. */
  void loaded() {
    clear();
    terminal.note("%s  %s", what, duration((clock.getAsLong() - began) / 1e9));
  }

  /** Says that it is done, and how long it took. */
  void done(long cells) {
    clear();
    double seconds = (clock.getAsLong() - began) / 1e9;
    terminal.note(
        "%s  %,d %s in %s (%,.1f %s/s)",
        what,
        cells,
        cells == 1 ? unit.substring(0, unit.length() - 1) : unit,
        duration(seconds),
        cells / Math.max(seconds, 1e-9),
        unit);
  }

  /** Takes the line away until the next update: something else is about to be printed. */
  void pause() {
    clear();
  }

  @Override
  public void close() {
    clear();
  }

  private void rewrite(String line) {
    terminal.err().print(CLEAR + line.substring(0, Math.min(line.length(), WIDTH)));
    terminal.err().flush();
    dirty = true;
  }

  private void clear() {
    if (dirty) {
      terminal.err().print(CLEAR);
      terminal.err().flush();
      dirty = false;
    }
  }

  /** {@code 0.8 s}, {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
  static String duration(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
