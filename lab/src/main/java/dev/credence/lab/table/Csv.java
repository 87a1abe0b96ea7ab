package dev.credence.lab.table;

import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values as pandas' {@code to_csv(index=False)} writes them (RFC 4180 with a line
 * feed): floats by {@link PythonFloat}, NaN as nothing, quotes only where they are needed.
 */
public final class Csv {
  private Csv() {}

  /**
   * Writes a table into a folder, under its name and {@code .csv}; whole or not at all.
   *
   * @param folder must exist
   * @param table what to write
   * @return the file
   * @throws InvalidInputException if it cannot be written
   */
  public static Path write(Path folder, Table table) {
    Path file = folder.resolve(table.name() + ".csv");
    WholeTextFile.write(file, text(table));
    return file;
  }

  /**
   * A table as text.
   *
   * @param table what to write
   * @return a line of names, then a line a row
   */
  public static String text(Table table) {
    var text = new StringBuilder();
    addLine(text, table.columns());
    table.rows().forEach(row -> addLine(text, row));
    return text.toString();
  }

  private static void addLine(StringBuilder text, List<?> values) {
    int i = 0;
    for (Object value : values) {
      if (i++ > 0) {
        text.append(',');
      }
      text.append(field(value));
    }
    text.append('\n');
  }

  private static String field(Object value) {
    if (value instanceof Double d) {
      return d.isNaN() ? "" : PythonFloat.repr(d);
    }
    String word = value.toString();
    boolean plain = word.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? word : '"' + word.replace("\"", "\"\"") + '"';
  }

  /**
   * Reads a table. A column in which every value is an integer holds {@link Long}s, one of numbers
   * and empty fields {@link Double}s, any other text.
   *
   * @param file with a line of names
   * @return a table named as the file, without its ending
   * @throws InvalidInputException if it is missing, or a row is too long or too short
   */
  public static Table read(Path file) {
    List<List<String>> lines = parse(WholeTextFile.read(file), file);
    if (lines.isEmpty()) {
      throw new InvalidInputException("%s: it is empty; expected a line of column names", file);
    }
    List<String> columns = lines.getFirst();
    List<List<String>> rows = lines.subList(1, lines.size());
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).size() != columns.size()) {
        throw new InvalidInputException(
            "%s: row %d has %d fields for %d columns",
            file, i + 1, rows.get(i).size(), columns.size());
      }
    }
    List<Kind> kinds = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      int column = c;
      kinds.add(Kind.of(rows.stream().map(r -> r.get(column)).toList()));
    }
    List<List<Object>> values = new ArrayList<>();
    for (List<String> row : rows) {
      List<Object> converted = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        converted.add(kinds.get(c).value(row.get(c)));
      }
      values.add(converted);
    }
    String name = String.valueOf(file.getFileName());
    return new Table(
        name.endsWith(".csv") ? name.substring(0, name.length() - 4) : name, columns, values);
  }

  private static List<List<String>> parse(String text, Path file) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    var field = new StringBuilder();
    boolean quoted = false;
    boolean started = false; // anything on this line yet
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && field.isEmpty()) {
        quoted = true;
        started = true;
      } else if (c == ',') {
        line.add(field.toString());
        field.setLength(0);
        started = true;
      } else if (c == '\n') {
        if (started || !field.isEmpty()) {
          line.add(field.toString());
          lines.add(line);
        }
        line = new ArrayList<>();
        field.setLength(0);
        started = false;
      } else if (c != '\r') {
        field.append(c);
        started = true;
      }
    }
    if (quoted) {
      throw new InvalidInputException("%s: a quoted field never ends. Cut short?", file);
    }
    if (started || !field.isEmpty()) {
      line.add(field.toString());
      lines.add(line);
    }
    return lines;
  }

  private enum Kind {
    INTEGER,
    NUMBER,
    TEXT;

    static Kind of(List<String> fields) {
      if (fields.stream().allMatch(f -> f.matches("-?\\d{1,18}"))) {
        return INTEGER;
      }
      boolean numbers =
          fields.stream().allMatch(f -> f.isEmpty() || number(f))
              && fields.stream().anyMatch(f -> !f.isEmpty());
      return numbers ? NUMBER : TEXT;
    }

    Object value(String field) {
      return switch (this) {
        case INTEGER -> Long.valueOf(field);
        case NUMBER -> field.isEmpty() ? Double.NaN : parse(field);
        case TEXT -> field;
      };
    }

    private static boolean number(String field) {
      return field.matches("[+-]?(inf|nan|(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?)");
    }

    private static Double parse(String field) {
      return switch (field) {
        case "nan" -> Double.NaN;
        case "inf", "+inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.valueOf(field);
      };
    }
  }
}
