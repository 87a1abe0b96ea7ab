package dev.credence.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command writes: results to {@link #out}, notes and progress to {@link #err}.
 *
 * @param out standard output
 * @param err standard error
 * @param rewrites whether a line of {@code err} can be written over: it is a terminal
 * @param colour whether to use colour: standard error is a terminal and {@code NO_COLOR} is not set
 *     (<a href="https://no-color.org">no-color.org</a>)
 */
record Terminal(PrintWriter out, PrintWriter err, boolean rewrites, boolean colour) {

  /** The process's own streams. */
  static Terminal ofProcess() {
    boolean terminal = errorIsTerminal();
    String noColour = System.getenv("NO_COLOR");
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    return new Terminal(
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        terminal && !dumb,
        terminal && !dumb && (noColour == null || noColour.isEmpty()));
  }

  /** Java knows only whether input and output both are; where there is /proc, ask for stderr. */
  private static boolean errorIsTerminal() {
    try {
      Path device = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
      return device.startsWith("/dev/pts") || device.toString().startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      var console = System.console();
      return console != null && console.isTerminal();
    }
  }

  /** Any streams, which are no terminal. */
  static Terminal of(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, false, false);
  }

  private static PrintWriter writer(FileDescriptor stream) {
    // UTF-8 whatever the locale says: symbols and tokens are not ASCII.
    return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  Ansi ansi() {
    return colour ? Ansi.ON : Ansi.OFF;
  }

  /** A line of results. */
  void print(String format, Object... args) {
    out.println(args.length == 0 ? format : String.format(Locale.ROOT, format, args));
  }

  /** A line that is no result. */
  void note(String format, Object... args) {
    err.println(args.length == 0 ? format : String.format(Locale.ROOT, format, args));
  }
}
