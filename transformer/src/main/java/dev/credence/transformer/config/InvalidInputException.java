package dev.credence.transformer.config;

import java.util.Locale;

/**
 * Something a user can mend: a missing file, a damaged checkpoint, a hook that matches nothing.
 *
 * <p>The message is one line that says which thing, what was found, what was expected and what to
 * do. Control characters, which a hostile file may carry in the names it brings, are escaped, so
 * that the line stays one line. The command line prints it and exits with code 2.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its line.
   *
   * @param format as of {@link String#format(Locale, String, Object...)} with {@link Locale#ROOT};
   *     without {@code args} it is the text itself, per cent signs included
   * @param args what the format names
   */
  @SuppressWarnings("AnnotateFormatMethod") // without arguments the text is no format
  public InvalidInputException(String format, Object... args) {
    super(oneLine(args.length == 0 ? format : String.format(Locale.ROOT, format, args)));
  }

  /**
   * Keeps what lies behind this, for {@code --debug}.
   *
   * @param cause the exception that was caught
   * @return this
   */
  public InvalidInputException withCause(Throwable cause) {
    initCause(cause);
    return this;
  }

  private static String oneLine(String text) {
    if (text.chars().noneMatch(InvalidInputException::breaksTheLine)) {
      return text;
    }
    var line = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (breaksTheLine(c)) {
        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private static boolean breaksTheLine(int c) {
    return Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || Character.getType(c) == Character.FORMAT;
  }
}
