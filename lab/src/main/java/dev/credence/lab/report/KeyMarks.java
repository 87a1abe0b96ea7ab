package dev.credence.lab.report;

import java.util.Locale;

/** A figure's key as small drawings in the text, so that it wraps and prints with it. */
final class KeyMarks {
  private KeyMarks() {}

  static String item(Key key) {
    if (key.mark() == Key.Mark.DIVERGING) {
      String[] ends = key.words().split("\\|", 2);
      return "<li class=\"scale\">%s <span class=\"ramp\"></span> %s</li>"
          .formatted(Markup.escape(ends[0]), Markup.escape(ends[1]));
    }
    if (key.mark() == Key.Mark.SEQUENTIAL) {
      String[] ends = key.words().split("\\|", 2);
      return "<li class=\"scale\">%s <span class=\"ramp from-zero\"></span> %s</li>"
          .formatted(Markup.escape(ends[0]), Markup.escape(ends[1]));
    }
    String colour = key.colour().name().toLowerCase(Locale.ROOT);
    return ("<li><svg class=\"%s\" width=\"22\" height=\"12\" "
            + "viewBox=\"0 0 22 12\" aria-hidden=\"true\">%s</svg>%s</li>")
        .formatted(colour, shape(key.mark()), Markup.escape(key.words()));
  }

  private static String shape(Key.Mark mark) {
    return switch (mark) {
      case LINE -> "<path class=\"s\" d=\"M1 6H21\"/>";
      case DASHED -> "<path class=\"s\" stroke-dasharray=\"5 3\" d=\"M1 6H21\"/>";
      case CIRCLE -> "<circle class=\"f\" cx=\"11\" cy=\"6\" r=\"4.2\"/>";
      case FAINT -> "<circle class=\"f\" opacity=\".3\" cx=\"11\" cy=\"6\" r=\"3\"/>";
      case TRIANGLE -> "<path class=\"f\" d=\"M11 1.5L16 10.5H6Z\"/>";
      case SQUARE -> "<path class=\"f\" d=\"M7 2H15V10H7Z\"/>";
      case DIAMOND -> "<path class=\"f\" d=\"M11 .5L15.5 6L11 11.5L6.5 6Z\"/>";
      case DOT -> "<circle class=\"f\" cx=\"11\" cy=\"6\" r=\"2.6\"/>";
      case CROSS -> "<path class=\"s\" d=\"M8.5 3.5L13.5 8.5M8.5 8.5L13.5 3.5\"/>";
      case RINGED_CROSS ->
          shape(Key.Mark.CROSS) + "<circle class=\"s thin\" cx=\"11\" cy=\"6\" r=\"5\"/>";
      case HATCH -> "<path class=\"s thin\" d=\"M7 8L15 4\"/>";
      case BAND -> "<path class=\"f\" opacity=\".3\" d=\"M1 2H21V10H1Z\"/>";
      case OUTLINE -> "<path class=\"s\" d=\"M6 1.5H16V10.5H6Z\"/>";
      case SEQUENTIAL, DIVERGING -> "";
    };
  }
}
