package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;

/** A table that is closed until asked for: rounded to read, exact to download. */
final class TableMarkup {
  /** Tables with more rows are printed only if the reader has opened them. */
  static final int LONG = 400;

  /** Longer texts get room to be read as lines. */
  private static final int SENTENCE = 60;

  private TableMarkup() {}

  static String of(Table table) {
    return of(table, Integer.MAX_VALUE, false);
  }

  /**
   * The same with so many rows at most (where that is fewer, the page says so), and with the rows
   * of a long table as data, which become rows when the reader opens it: half the weight.
   */
  static String of(Table table, int most) {
    return of(table, most, table.size() > LONG);
  }

  private static String of(Table table, int most, boolean later) {
    var html = new StringBuilder(1 << 12);
    String name = Markup.escape(table.name());
    html.append("<details class=\"data").append(table.size() > LONG ? " long" : "");
    html.append("\"><summary>").append(name);
    html.append(" <span class=\"fine\">").append(Numbers.count(table.size(), "row"));
    html.append("</span></summary>\n");
    if (table.size() > most) {
      html.append("<p class=\"fine\">The first ").append(Numbers.count(most)).append(" of ");
      html.append(Numbers.count(table.size()))
          .append(" rows; the results store has them all.</p>\n");
    }
    html.append("<div class=\"tools\"><label>Rows with <input type=\"search\"");
    html.append(" autocomplete=\"off\"></label> <button type=\"button\" data-name=\"");
    html.append(name).append(".csv\">Download CSV</button></div>\n");
    html.append("<div class=\"wide\"><table><thead><tr>");
    for (int column = 0; column < table.columns().size(); column++) {
      html.append("<th scope=\"col\"").append(numeric(table, column) ? " class=\"n\"" : "");
      html.append("><button type=\"button\">").append(Markup.escape(table.columns().get(column)));
      html.append("</button></th>");
    }
    html.append("</tr></thead><tbody>\n");
    List<List<Object>> rows = table.rows().subList(0, Math.min(most, table.size()));
    boolean[] whole = whole(table);
    if (!later) {
      for (List<Object> row : rows) {
        html.append("<tr>");
        for (int column = 0; column < row.size(); column++) {
          html.append(cell(row.get(column), whole[column]));
        }
        html.append("</tr>\n");
      }
    }
    html.append("</tbody></table></div>");
    return html.append(later ? data(rows) : "").append("</details>\n").toString();
  }

  private static String data(List<List<Object>> rows) {
    ArrayNode data = Spec.JSON.createArrayNode();
    for (List<Object> row : rows) {
      ArrayNode values = data.addArray();
      for (Object value : row) {
        if (value instanceof Double d && !d.isNaN() && d.isInfinite()) {
          values.add(d.toString()); // JSON has no word for it
        } else {
          values.add(Spec.node(value));
        }
      }
    }
    return "<script type=\"application/json\" class=\"rows\">"
        + Markup.json(Spec.JSON.writeValueAsString(data))
        + "</script><noscript><p class=\"fine\">Long tables need scripts; the results store has"
        + " them all.</p></noscript>";
  }

  private static boolean numeric(Table table, int column) {
    return table.size() > 0 && table.rows().getFirst().get(column) instanceof Number;
  }

  /** Columns of whole numbers, which need no decimals whatever their type. */
  private static boolean[] whole(Table table) {
    boolean[] whole = new boolean[table.columns().size()];
    for (int column = 0; column < whole.length; column++) {
      int at = column;
      whole[column] =
          table.rows().stream()
              .allMatch(
                  row ->
                      !(row.get(at) instanceof Double d)
                          || d.isNaN()
                          || (d == Math.rint(d) && Math.abs(d) < 1e9));
    }
    return whole;
  }

  private static String cell(Object value, boolean whole) {
    return switch (value) {
      case Double d when d.isNaN() -> "<td class=\"n\">";
      case Double d -> "<td class=\"n\" data-v=\"" + d + "\">" + (whole ? count(d) : rounded(d));
      case Long l -> "<td class=\"n\">" + l;
      default ->
          (value.toString().length() > SENTENCE ? "<td class=\"t\">" : "<td>")
              + Markup.escape(value.toString());
    };
  }

  /** Adding 0 takes the sign from a negative zero, and nothing else. */
  private static String count(double value) {
    return String.format(Locale.ROOT, "%.0f", value + 0.0).replace('-', '\u2212');
  }

  private static String rounded(double value) {
    double size = Math.abs(value);
    return size == 0 || (size >= 1e-3 && size < 1e5)
        ? String.format(Locale.ROOT, "%.4f", value + 0.0).replace('-', '\u2212')
        : String.format(Locale.ROOT, "%.2e", value).replace('-', '\u2212');
  }
}
