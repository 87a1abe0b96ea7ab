package dev.credence.lab.table;

import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * Named columns, rows in order. A value is a {@link String}, a {@link Long} or a {@link Double};
 * NaN stands for a number that is missing.
 *
 * @param name without ending: {@code behaviour_sweep}
 * @param columns names, each once
 * @param rows as many values as columns
 */
public record Table(String name, List<String> columns, List<List<Object>> rows) {

  /**
   * Keeps copies and checks the shape.
   *
   * @throws IllegalArgumentException if a column stands twice, a row is too long or too short, or a
   *     value is of another type
   */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException(name + ": a column stands twice in " + columns);
    }
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            name + ": a row has " + row.size() + " values for " + columns.size() + " columns");
      }
      for (Object value : row) {
        if (!(value instanceof String || value instanceof Long || value instanceof Double)) {
          throw new IllegalArgumentException(
              name
                  + ": "
                  + value.getClass().getSimpleName()
                  + "; a value is a String, a Long or a Double");
        }
      }
    }
  }

  /**
   * Collects a table row by row.
   *
   * @param name without ending
   * @param columns names, each once
   * @return an empty table to be filled
   */
  public static Builder builder(String name, String... columns) {
    return new Builder(name, List.of(columns));
  }

  /**
   * How many rows.
   *
   * @return 0 or more
   */
  public int size() {
    return rows.size();
  }

  /**
   * A column of numbers.
   *
   * @param column its name
   * @return a number a row
   * @throws InvalidInputException if there is no such column, or it holds text
   */
  public double[] doubles(String column) {
    int at = index(column);
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      if (!(rows.get(i).get(at) instanceof Number number)) {
        throw new InvalidInputException(
            "%s: row %d of column %s is \"%s\"; expected a number",
            name, i + 1, column, rows.get(i).get(at));
      }
      values[i] = number.doubleValue();
    }
    return values;
  }

  /**
   * A column as text.
   *
   * @param column its name
   * @return a text a row
   * @throws InvalidInputException if there is no such column
   */
  public List<String> strings(String column) {
    int at = index(column);
    return rows.stream().map(row -> row.get(at).toString()).toList();
  }

  /**
   * The rows in which a column has some text.
   *
   * @param column its name
   * @param value as {@link #strings} gives it
   * @return a table of the same name
   */
  public Table where(String column, String value) {
    int at = index(column);
    return new Table(
        name, columns, rows.stream().filter(r -> r.get(at).toString().equals(value)).toList());
  }

  /**
   * The same rows, smallest number first; equal ones keep their order.
   *
   * @param column of numbers
   * @return a table of the same name
   */
  public Table sortedBy(String column) {
    return sortedBy(column, false);
  }

  /**
   * The rows by a number; equal ones keep their order, NaN comes last.
   *
   * @param column of numbers
   * @param descending whether the greatest comes first
   * @return a table of the same name
   */
  public Table sortedBy(String column, boolean descending) {
    doubles(column); // says so if they are none
    int at = index(column);
    return new Table(
        name,
        columns,
        rows.stream()
            .sorted(Comparator.comparingDouble(r -> key((Number) r.get(at), descending)))
            .toList());
  }

  private static double key(Number value, boolean descending) {
    double number = value.doubleValue() + 0.0; // -0.0 is no less than 0.0
    return descending ? -number + 0.0 : number;
  }

  /**
   * Whether there is such a column.
   *
   * @param column its name
   * @return true if so
   */
  public boolean has(String column) {
    return columns.contains(column);
  }

  private int index(String column) {
    int at = columns.indexOf(column);
    if (at < 0) {
      throw new InvalidInputException(
          "%s: no column is named \"%s\"; there are %s", name, column, columns);
    }
    return at;
  }

  /** Collects a table row by row. */
  public static final class Builder {
    private final String name;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    private Builder(String name, List<String> columns) {
      this.name = name;
      this.columns = columns;
    }

    /**
     * Adds a row. Integers of any size become {@link Long}, booleans Python's {@code True} and
     * {@code False}.
     *
     * @param values in the order of the columns
     * @return this
     */
    public Builder row(Object... values) {
      List<Object> row = new ArrayList<>(values.length);
      for (Object value : values) {
        row.add(
            switch (value) {
              case Integer i -> i.longValue();
              case Float f -> f.doubleValue();
              case Boolean b -> b ? "True" : "False";
              default -> value;
            });
      }
      rows.add(row);
      return this;
    }

    /**
     * Adds rows of another table with the same columns.
     *
     * @param other whose rows to add
     * @return this
     */
    public Builder rows(Table other) {
      if (!other.columns.equals(columns)) {
        throw new IllegalArgumentException(
            name + ": columns " + columns + " do not take rows of " + other.columns);
      }
      rows.addAll(other.rows);
      return this;
    }

    /**
     * The table.
     *
     * @return with every row so far
     */
    public Table build() {
      return new Table(name, columns, rows);
    }
  }
}
