package dev.credence.lab.store;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.NdArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;

/** Named arrays: a row each, bytes as NumPy reads them with {@code dtype}. */
final class NamedArrays {
  private final Database database;

  NamedArrays(Database database) {
    this.database = database;
  }

  static NdArray matrix(String name, double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "array %s: row %d has %d values, the first %d"
                .formatted(name, i, rows[i].length, columns));
      }
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return NdArray.of(values, rows.length, columns);
  }

  void put(String name, NdArray array) {
    database.change(
        () -> {
          database.execute("DELETE FROM arrays WHERE name = ?", name);
          try (DuckDBAppender rows = database.appender("main", "arrays")) {
            rows.beginRow()
                .append(name)
                .append(
                    switch (array) {
                      case NdArray.Float32 a -> "<f4";
                      case NdArray.Float64 a -> "<f8";
                      case NdArray.Int64 a -> "<i8";
                    })
                .append(array.shape())
                .append(
                    switch (array) {
                      case NdArray.Float32 a -> LittleEndian.bytes(a.values());
                      case NdArray.Float64 a -> LittleEndian.bytes(a.values());
                      case NdArray.Int64 a -> LittleEndian.bytes(a.values());
                    })
                .endRow();
          }
        });
  }

  NdArray array(String name) {
    List<NdArray> found =
        database.query(
            "SELECT dtype, shape, bytes FROM arrays WHERE name = ?", NamedArrays::read, name);
    if (found.isEmpty()) {
      throw new InvalidInputException(
          "array %s: the store has none of that name; there are %s", name, names());
    }
    return found.getFirst();
  }

  private static NdArray read(ResultSet row) throws SQLException {
    long[] shape = StageRows.longs(row.getArray(2));
    byte[] bytes = row.getBytes(3);
    return switch (row.getString(1)) {
      case "<f4" -> new NdArray.Float32(shape, LittleEndian.floats(bytes));
      case "<f8" -> new NdArray.Float64(shape, LittleEndian.doubles(bytes));
      case "<i8" -> new NdArray.Int64(shape, LittleEndian.longs(bytes));
      default ->
          throw new InvalidInputException(
              "an array of the store is of type %s; <f4, <f8 and <i8 are read", row.getString(1));
    };
  }

  List<String> names() {
    return database.query("SELECT name FROM arrays ORDER BY name", row -> row.getString(1));
  }
}
