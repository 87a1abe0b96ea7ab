package dev.credence.app;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts side by side in 80 columns, each broken where its column ends. One text alone is left as it
 * is.
 *
 * @param columns from left to right; at least one
 */
record Columns(List<Column> columns) {
  private static final int WIDTH = 80;
  private static final String GAP = "   ";

  /**
   * A text.
   *
   * @param head what stands over it
   * @param text as it was written; line breaks are kept, other control characters shown as U+FFFD
   * @param foot what stands under it
   */
  record Column(String head, String text, String foot) {}

  /** The lines, without spaces at their ends. */
  List<String> lines() {
    List<List<String>> cells = new ArrayList<>();
    int width =
        columns.size() == 1
            ? Integer.MAX_VALUE
            : (WIDTH - GAP.length() * (columns.size() - 1)) / columns.size();
    for (Column column : columns) {
      List<String> lines = new ArrayList<>();
      lines.add(column.head());
      lines.add("-".repeat(column.head().length()));
      lines.addAll(broken(column.text(), width));
      lines.add(column.foot());
      cells.add(lines);
    }
    int height = cells.stream().mapToInt(List::size).max().orElse(0);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < height; i++) {
      StringBuilder row = new StringBuilder();
      for (int c = 0; c < cells.size(); c++) {
        String cell = i < cells.get(c).size() ? cells.get(c).get(i) : "";
        boolean last = c == cells.size() - 1;
        row.append(last ? cell : padded(cell, width) + GAP);
      }
      rows.add(row.toString().stripTrailing());
    }
    return rows;
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(width - cell.codePointCount(0, cell.length()));
  }

  /** At spaces where there is one, else in the middle of a word; no character is lost but those. */
  private static List<String> broken(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : visible(text).split("\n", -1)) {
      String rest = line;
      while (rest.codePointCount(0, rest.length()) > width) {
        int end = rest.offsetByCodePoints(0, width);
        int space = rest.lastIndexOf(' ', end);
        boolean atSpace = space > 0;
        lines.add(rest.substring(0, atSpace ? space : end));
        rest = rest.substring(atSpace ? space + 1 : end);
      }
      lines.add(rest);
    }
    return lines;
  }

  /** A model may write what would move a terminal's cursor. */
  private static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.replace("\r\n", "\n")
        .replace("\t", "    ")
        .codePoints()
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) && c != '\n' ? 0xFFFD : c));
    return shown.toString();
  }
}
