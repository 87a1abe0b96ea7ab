package dev.credence.lab.store;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.weights.Npy;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A store as files. */
final class Export {
  /** Tables of the cells, written beside the named ones. */
  static final List<String> RESERVED = List.of("cells", "prompts", "readings", "stages");

  private static final String STAGES =
      """
      SELECT stage, hash, model, digest, precision, device, profile, activation_bytes, program,
        cells, waves, done::VARCHAR FROM stages ORDER BY rowid""";

  private static final String CELLS =
      """
      SELECT stage, place, id, hash, prompt, edits,
        array_to_string(readouts, ' '), precision, wave
      FROM cells ORDER BY stage, place""";

  /** Once each, for thousands of cells may share a prompt. */
  private static final String PROMPTS =
      """
      SELECT stage, prompt, any_value(tokens)::VARCHAR FROM cells
      GROUP BY stage, prompt ORDER BY stage, min(place)""";

  /** A row an answer; a reading of no answers is one row with empty fields. */
  private static final String READINGS =
      """
      SELECT stage, place, id, readout, "position", coalesce(label, ''), logit, probability, mass,
        logit_difference, kl, top_tokens::VARCHAR
      FROM (SELECT *, rowid AS reading, generate_subscripts(labels, 1) AS nth,
          unnest(labels) AS label, unnest(logits) AS logit, unnest(probabilities) AS probability
        FROM readings WHERE len(labels) > 0
        UNION ALL
        SELECT *, rowid, 0, NULL, NULL, NULL FROM readings WHERE len(labels) = 0)
      ORDER BY stage, place, reading, nth""";

  private final Store store;
  private final Database database;

  Export(Store store, Database database) {
    this.store = store;
    this.database = database;
  }

  List<Path> write(Path folder) {
    Path tables = folder.resolve("tables");
    Path arrays = folder.resolve("arrays");
    WholeTextFile.makeFolder(tables);
    WholeTextFile.makeFolder(arrays);
    List<Path> written = new ArrayList<>();
    for (Table table : ofCells()) {
      written.add(Csv.write(tables, table));
    }
    for (String name : store.tables()) {
      written.add(Csv.write(tables, store.table(name)));
    }
    for (String name : store.arrays()) {
      Path file = arrays.resolve(name + ".npy");
      Npy.write(file, store.array(name));
      written.add(file);
    }
    for (String name : store.texts()) {
      Path file = folder.resolve(name);
      WholeTextFile.write(file, store.text(name).orElseThrow());
      written.add(file);
    }
    return written;
  }

  private List<Table> ofCells() {
    return List.of(
        table(
            "stages",
            STAGES,
            "stage hash model digest precision device profile activation_bytes program cells waves"
                + " done"),
        table("cells", CELLS, "stage place id hash prompt edits readouts precision wave"),
        table("prompts", PROMPTS, "stage prompt tokens"),
        table(
            "readings",
            READINGS,
            "stage place id readout position label logit probability mass logit_difference kl"
                + " top_tokens"));
  }

  private Table table(String name, String sql, String names) {
    List<String> columns = List.of(names.split(" "));
    return new Table(name, columns, database.query(sql, row -> values(row, columns.size())));
  }

  private static List<Object> values(ResultSet row, int columns) throws SQLException {
    List<Object> values = new ArrayList<>(columns);
    for (int i = 1; i <= columns; i++) {
      values.add(
          switch (row.getObject(i)) {
            case null -> Double.NaN;
            case Integer integer -> integer.longValue();
            case Object value -> value;
          });
    }
    return values;
  }
}
