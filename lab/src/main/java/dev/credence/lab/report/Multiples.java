package dev.credence.lab.report;

import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * How small multiples stand on the page: alone, or so many abreast, all on the same axes.
 *
 * @param columns abreast
 * @param width of a panel, in pixels before the page stretches it
 * @param height likewise
 */
record Multiples(int columns, int width, int height) {
  /** More panels than this are no figure; the rest stands in the tables. */
  static final int MOST = 24;

  static Multiples of(int panels) {
    int columns = panels <= 3 ? panels : panels == 4 ? 2 : panels <= 9 ? 3 : panels <= 16 ? 4 : 5;
    return new Multiples(
        columns,
        Runs.width(columns) - (columns > 4 ? 34 : 0),
        switch (columns) {
          case 1 -> 240;
          case 2 -> 190;
          case 3 -> 140;
          default -> 96;
        });
  }

  boolean small() {
    return columns > 3;
  }

  /** Panels of one figure; on a narrow screen small ones stay two abreast. */
  ObjectNode chart(String description, List<ObjectNode> panels) {
    ObjectNode chart = Spec.chart(description, panels, columns);
    chart.put("spacing", small() ? 12 : 24);
    if (small()) {
      chart.putObject("usermeta").put("narrow", 2);
    }
    return chart;
  }

  /** Every so many of a list, so that at most some are left, in order. */
  static <T> List<T> thinned(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    double step = all.size() / (double) most;
    return IntStream.range(0, most).mapToObj(i -> all.get((int) (i * step))).toList();
  }
}
