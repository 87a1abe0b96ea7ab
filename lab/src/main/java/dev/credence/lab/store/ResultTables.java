package dev.credence.lab.store;

import dev.credence.lab.table.Table;
import dev.credence.transformer.config.InvalidInputException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/**
 * Named tables of results, each a DuckDB table of its own in the schema {@value Schema#RESULTS}.
 * What is read back equals what was put in, types included.
 */
final class ResultTables {
  private final Database database;

  ResultTables(Database database) {
    this.database = database;
  }

  /** The type of a column, from all that stands in it. NaN is NULL in every type. */
  private enum ColumnType {
    BIGINT,
    DOUBLE,
    VARCHAR,
    /** Several kinds: each value keeps its own. */
    MIXED;

    static ColumnType of(Table table, int column) {
      boolean integers = false;
      boolean numbers = false;
      boolean words = false;
      for (List<Object> row : table.rows()) {
        Object value = row.get(column);
        integers |= value instanceof Long;
        numbers |= value instanceof Double d && !d.isNaN();
        words |= value instanceof String;
      }
      if (!words) {
        return integers && numbers ? MIXED : integers ? BIGINT : DOUBLE;
      }
      return integers || numbers ? MIXED : VARCHAR;
    }

    String sql() {
      return this == MIXED ? "UNION(\"integer\" BIGINT, number DOUBLE, word VARCHAR)" : name();
    }
  }

  void put(Table table) {
    requireOneSpelling(table);
    List<ColumnType> types = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      types.add(ColumnType.of(table, i));
      columns.add(quoted(table.columns().get(i)) + " " + types.get(i).sql());
    }
    database.change(
        () -> {
          database.execute(
              "CREATE OR REPLACE TABLE %s (%s)"
                  .formatted(place(table.name()), String.join(", ", columns)));
          try (DuckDBAppender rows = database.appender(Schema.RESULTS, table.name())) {
            for (List<Object> row : table.rows()) {
              rows.beginRow();
              for (int i = 0; i < row.size(); i++) {
                append(rows, types.get(i), row.get(i));
              }
              rows.endRow();
            }
          }
        });
  }

  private static void append(DuckDBAppender rows, ColumnType type, Object value)
      throws SQLException {
    boolean mixed = type == ColumnType.MIXED;
    switch (value) {
      case Double d when d.isNaN() -> rows.appendNull();
      case Double d -> {
        begin(rows, mixed, "number").append(d.doubleValue());
        end(rows, mixed);
      }
      case Long l -> {
        begin(rows, mixed, "integer").append(l.longValue());
        end(rows, mixed);
      }
      default -> {
        begin(rows, mixed, "word").append(value.toString());
        end(rows, mixed);
      }
    }
  }

  private static DuckDBAppender begin(DuckDBAppender rows, boolean mixed, String kind)
      throws SQLException {
    return mixed ? rows.beginUnion(kind) : rows;
  }

  private static void end(DuckDBAppender rows, boolean mixed) throws SQLException {
    if (mixed) {
      rows.endUnion();
    }
  }

  /** SQL names are the same in capitals and small letters; ours are not. */
  private void requireOneSpelling(Table table) {
    for (String name : names()) {
      if (name.equalsIgnoreCase(table.name()) && !name.equals(table.name())) {
        throw new InvalidInputException(
            "table %s: the store has a table %s, and a database takes both for one. Give it"
                + " another name",
            table.name(), name);
      }
    }
    Map<String, String> spelled = new HashMap<>();
    for (String column : table.columns()) {
      String other = spelled.put(column.toLowerCase(Locale.ROOT), column);
      if (other != null) {
        throw new InvalidInputException(
            "table %s: a database takes the columns %s and %s for one. Give one another name",
            table.name(), other, column);
      }
    }
  }

  /** Names, sorted. */
  List<String> names() {
    return database.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY 1",
        row -> row.getString(1),
        Schema.RESULTS);
  }

  Table table(String name) {
    if (!names().contains(name)) {
      throw new InvalidInputException(
          "table %s: the store has none of that name; there are %s", name, names());
    }
    List<String> columns =
        database.query(
            "SELECT column_name FROM information_schema.columns"
                + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
            row -> row.getString(1),
            Schema.RESULTS,
            name);
    String list = columns.stream().map(ResultTables::quoted).collect(Collectors.joining(", "));
    List<List<Object>> rows =
        database.query(
            "SELECT %s FROM %s ORDER BY rowid".formatted(list, place(name)),
            row -> values(row, columns.size()));
    return new Table(name, columns, rows);
  }

  private static List<Object> values(ResultSet row, int columns) throws SQLException {
    List<Object> values = new ArrayList<>(columns);
    for (int i = 1; i <= columns; i++) {
      Object value = row.getObject(i);
      values.add(value == null ? (Object) Double.NaN : value);
    }
    return values;
  }

  private static String place(String table) {
    return Schema.RESULTS + "." + quoted(table);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
