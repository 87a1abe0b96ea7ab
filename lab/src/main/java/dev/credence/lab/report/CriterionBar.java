package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A statistic against its threshold, as a small drawing: nulls as a grey band, the interval as a
 * bar, the value as a dot, the threshold as a line with an arrow to the side that passes.
 */
final class CriterionBar {
  private static final double WIDTH = 300;
  private static final double HEIGHT = 40;
  private static final double LEFT = 6;
  private static final double RIGHT = WIDTH - 6;
  private static final double AXIS = 26;

  /** What lies further out (nulls of R2 may) is drawn up to here. */
  private static final double FURTHEST = -1;

  private final CriterionRow row;
  private final CriterionRow.Line line;
  private final double from;
  private final double to;

  private CriterionBar(CriterionRow row) {
    this.row = row;
    this.line = row.line();
    double[] marks =
        DoubleStream.of(0, line.at(), row.value(), row.low(), row.high(), row.nullHigh())
            .filter(Double::isFinite)
            .toArray();
    double low = DoubleStream.of(marks).min().orElse(0);
    double high = DoubleStream.of(marks).max().orElse(1);
    boolean share = !line.below() && line.at() > 0;
    this.from = Math.max(FURTHEST, low);
    this.to = share ? Math.max(1, Math.min(high, 3)) : Math.min(high * 1.15, Math.max(1, high));
  }

  /** Nothing where there is nothing to draw. */
  static String of(CriterionRow row) {
    return Double.isFinite(row.value()) ? new CriterionBar(row).svg() : "";
  }

  /** Where a value lies on the drawing's axis if that began at 0: 0 at its start, 1 at its end. */
  static double along(CriterionRow row, double value) {
    return value / new CriterionBar(row).to;
  }

  /** The same in words. */
  static String words(CriterionRow row) {
    List<String> words = new ArrayList<>();
    words.add(row.statistic() + " " + row.measured());
    words.add("asked for: " + row.threshold());
    if (Double.isFinite(row.nullLow()) && Double.isFinite(row.nullHigh())) {
      words.add("nulls from " + number(row.nullLow()) + " to " + Numbers.plain(row.nullHigh()));
    }
    words.add("n = " + Numbers.count(row.n()));
    return String.join("; ", words);
  }

  /** Where no null moved anything, their R2 is as bad as can be. */
  private static String number(double value) {
    return value < -1e3 ? "far below 0" : Numbers.plain(value);
  }

  private double x(double value) {
    return LEFT + (RIGHT - LEFT) * (Math.clamp(value, from, to) - from) / (to - from);
  }

  private String svg() {
    var svg = new StringBuilder();
    add(
        svg,
        "<svg class=\"bar\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
        WIDTH,
        HEIGHT,
        Markup.escape(words(row)));
    if (Double.isFinite(row.nullHigh())) {
      double low = Double.isFinite(row.nullLow()) ? row.nullLow() : from;
      add(
          svg,
          "<rect class=\"null\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"18\"/>",
          x(low),
          AXIS - 9,
          Math.max(1.5, x(row.nullHigh()) - x(low)));
    }
    add(svg, "<path class=\"axis\" d=\"M%.1f %.1fH%.1f\"/>", LEFT, AXIS, RIGHT);
    if (from < 0 && to > 0) {
      add(svg, "<path class=\"axis\" d=\"M%.1f %.1fv6\"/>", x(0), AXIS - 3);
    }
    if (Double.isFinite(row.low()) && Double.isFinite(row.high())) {
      add(
          svg,
          "<path class=\"interval\" d=\"M%.1f %.1fH%.1f\"/>",
          x(row.low()),
          AXIS,
          Math.max(x(row.high()), x(row.low()) + 1));
    }
    add(svg, "<circle class=\"value\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>", x(row.value()), AXIS);
    if (Double.isFinite(line.at())) {
      double at = x(line.at());
      double tip = line.below() ? -5 : 5;
      add(svg, "<path class=\"line\" d=\"M%.1f 14V%.1f\"/>", at, HEIGHT - 2);
      add(svg, "<path class=\"line\" d=\"M%.1f %.1fl%.1f -3v6z\"/>", at + tip, HEIGHT - 5, -tip);
      double middle = (LEFT + RIGHT) / 2;
      String anchor = at < middle / 3 ? "start" : at > RIGHT - middle / 3 ? "end" : "middle";
      add(
          svg,
          "<text x=\"%.1f\" y=\"10\" text-anchor=\"%s\">%s %s</text>",
          at,
          anchor,
          line.below() ? "\u2264" : line.at() == 0 ? ">" : "\u2265",
          Numbers.plain(line.at()));
    }
    return svg.append("</svg>").toString();
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
