package dev.credence.lab.report;

import java.util.Locale;
import java.util.regex.Pattern;

/** How numbers are written in sentences, captions and the terminal: always the same, anywhere. */
final class Numbers {
  private static final char MINUS = '\u2212';

  /** A sign before nothing but zeros: no part of a name, an exponent or a longer number. */
  private static final Pattern NEGATIVE_ZERO =
      Pattern.compile("(?<![\\p{Alnum}.])[-\u2212](0*\\.)?0+(?!\\.?\\p{Alnum})");

  private Numbers() {}

  /** A probability, an error or a share to three decimals, without the leading zero: .061. */
  static String share(double value) {
    if (!Double.isFinite(value)) {
      return "not measured";
    }
    String text = String.format(Locale.ROOT, "%.3f", Math.abs(value));
    if (text.startsWith("0.")) {
      text = text.substring(1);
    }
    return value < 0 && !text.equals(".000") ? MINUS + text : text;
  }

  /** The same with a sign on positive values: +.123. */
  static String signed(double value) {
    String text = share(value);
    return value > 0 && !text.equals(".000") ? "+" + text : text;
  }

  /** A number as short as it can be without losing a third decimal: 5, 0.5, 12.345. */
  static String plain(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      String digits = String.format(Locale.ROOT, "%,d", Math.round(Math.abs(value)));
      return value < 0 ? MINUS + digits : digits;
    }
    return share(value);
  }

  /** A number as it was told, without zeros that say nothing: .2, .35, 1. */
  static String brief(double value) {
    String text = share(value).replaceFirst("(\\.[0-9]*?)0+$", "$1");
    return text.endsWith(".")
        ? text.length() == 1 ? "0" : text.substring(0, text.length() - 1)
        : text;
  }

  /** A sentence made elsewhere, in which what was rounded to zero keeps no sign: -0.00 is 0.00. */
  static String withoutNegativeZero(String sentence) {
    return NEGATIVE_ZERO.matcher(sentence).replaceAll(zero -> zero.group().substring(1));
  }

  /** A whole number with separators: 1,064. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** "1 prompt", "12 prompts". */
  static String count(long value, String noun) {
    return count(value) + " " + noun + (value == 1 ? "" : "s");
  }
}
