package dev.credence.app;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them. */
final class Bytes {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(KiB|MiB|GiB)");
  private static final Map<String, Long> UNITS =
      Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private Bytes() {}

  /**
   * The bytes that {@code 512MiB} or {@code 1.5GiB} means.
   *
   * @param option named in the error
   * @throws InvalidInputException if it is of another form, or nothing
   */
  static long parse(String text, String option) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      double bytes =
          Double.parseDouble(matcher.group(1)) * UNITS.getOrDefault(matcher.group(2), 0L);
      if (bytes >= 1) {
        return (long) bytes;
      }
    }
    throw new InvalidInputException(
        "%s \"%s\" is not an amount of memory; write a number and KiB, MiB or GiB, as in 512MiB",
        option, text);
  }
}
