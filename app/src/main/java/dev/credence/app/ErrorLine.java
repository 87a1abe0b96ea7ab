package dev.credence.app;

import dev.credence.torch.TorchException;
import dev.credence.torch.library.LibtorchException;
import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * An error as its one line and its exit code: 2 for what the user can mend, 1 for what should not
 * happen.
 *
 * @param text which thing, what was found, what was expected, what to do
 * @param exitCode 1 or 2
 */
record ErrorLine(String text, int exitCode) {
  private static final int USER = 2;
  private static final int OURS = 1;

  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "out of memory|can't allocate memory|not enough memory|cannot allocate",
          Pattern.CASE_INSENSITIVE);

  /** What to say about an exception. */
  static ErrorLine of(Throwable error) {
    return switch (error) {
      case InvalidInputException e -> new ErrorLine(message(e), USER);
      case LibtorchException e -> new ErrorLine(message(e), USER);
      case TorchException e when OUT_OF_MEMORY.matcher(message(e)).find() ->
          new ErrorLine(
              message(e)
                  + ". There is not enough memory outside the Java heap; run fewer cells at once,"
                  + " --dtype bf16, or a smaller model",
              USER);
      case TorchException e when message(e).contains("device") || message(e).contains("CUDA") ->
          new ErrorLine(message(e), USER);
      case OutOfMemoryError e ->
          new ErrorLine(
              "Java's heap of %,d MB is full; give it more with CREDENCE_JAVA_OPTS=-Xmx16g, or"
                      .formatted(Runtime.getRuntime().maxMemory() >> 20)
                  + " capture less",
              USER);
      case UncheckedIOException e -> ofFile(e.getCause());
      case IOException e -> ofFile(e);
      default ->
          new ErrorLine(
              "this should not have happened (%s). Please report it with what --debug prints"
                  .formatted(described(error)),
              OURS);
    };
  }

  private static ErrorLine ofFile(@Nullable IOException error) {
    return switch (error) {
      case NoSuchFileException e -> new ErrorLine(e.getFile() + ": no such file or folder", USER);
      case AccessDeniedException e ->
          new ErrorLine(e.getFile() + ": this user may not read or write it", USER);
      case NotDirectoryException e -> new ErrorLine(e.getFile() + ": it is no folder", USER);
      case FileSystemException e -> new ErrorLine(e.getFile() + ": " + e.getReason(), USER);
      case null -> new ErrorLine("a file could not be read or written", OURS);
      default ->
          message(error).contains("No space left")
              ? new ErrorLine("the disk is full; make room or give another --out", USER)
              : new ErrorLine("a file could not be read or written: " + message(error), OURS);
    };
  }

  /** Prints an error and says how the process shall end. */
  static int print(Throwable error, Terminal terminal, boolean debug) {
    ErrorLine line = of(error);
    line.print(terminal);
    if (debug) {
      error.printStackTrace(terminal.err());
    }
    return line.exitCode;
  }

  /** Words that make no command. */
  static int usage(ParameterException error, Terminal terminal) {
    String text = message(error).lines().findFirst().orElse("").strip();
    if (error instanceof UnmatchedArgumentException e
        && !(error instanceof MaxValuesExceededException)
        && !e.getSuggestions().isEmpty()) {
      text += "; did you mean " + String.join(" or ", e.getSuggestions()) + "?";
    }
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    new ErrorLine(text + (text.endsWith("?") ? " " : ". ") + "See " + command + " --help", USER)
        .print(terminal);
    return USER;
  }

  private void print(Terminal terminal) {
    terminal.note(
        "%s %s",
        terminal.ansi().string("@|bold,red credence:|@"),
        text.replaceAll("\\s*[\\r\\n]+\\s*", " "));
  }

  private static String message(Throwable error) {
    return String.valueOf(error.getMessage());
  }

  private static String described(Throwable error) {
    String name = error.getClass().getSimpleName();
    return error.getMessage() == null
        ? name
        : name + String.format(Locale.ROOT, ": %.300s", error.getMessage());
  }
}
