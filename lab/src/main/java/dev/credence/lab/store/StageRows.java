package dev.credence.lab.store;

import dev.credence.transformer.Results;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.weights.NdArray;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a stage left in the store, read back as the run gave it. */
final class StageRows {
  private final Database database;
  private final Map<List<String>, List<String>> labels = new HashMap<>(); // one list for all rows

  StageRows(Database database) {
    this.database = database;
  }

  Results results(String stage) {
    List<Reading> readings =
        database.query(
            """
            SELECT id, readout, "position", labels, logits, probabilities, kl, top_tokens,
              top_probabilities FROM readings WHERE stage = ? ORDER BY place, rowid""",
            this::reading,
            stage);
    Map<String, NdArray> captures = new LinkedHashMap<>();
    database.query(
        "SELECT id, hook, shape, bytes FROM activations WHERE stage = ? ORDER BY place, rowid",
        row ->
            captures.put(
                row.getString(1) + "/" + row.getString(2),
                new NdArray.Float32(longs(row.getArray(3)), LittleEndian.floats(row.getBytes(4)))),
        stage);
    return new Results(readings, captures);
  }

  private Reading reading(ResultSet row) throws SQLException {
    List<String> words = Stream.of(objects(row.getArray(4))).map(String.class::cast).toList();
    double kl = row.getDouble(7);
    return new Reading(
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        labels.computeIfAbsent(words, key -> key),
        doubles(row.getArray(5)),
        doubles(row.getArray(6)),
        row.wasNull() ? Double.NaN : kl,
        ints(row.getArray(8)),
        doubles(row.getArray(9)));
  }

  private static Object[] objects(Array array) throws SQLException {
    return (Object[]) array.getArray();
  }

  private static double[] doubles(Array array) throws SQLException {
    Object[] objects = objects(array);
    double[] values = new double[objects.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Double) objects[i];
    }
    return values;
  }

  private static int[] ints(Array array) throws SQLException {
    Object[] objects = objects(array);
    int[] values = new int[objects.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Integer) objects[i];
    }
    return values;
  }

  static long[] longs(Array array) throws SQLException {
    Object[] objects = objects(array);
    long[] values = new long[objects.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Long) objects[i];
    }
    return values;
  }
}
