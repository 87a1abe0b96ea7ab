package dev.credence.lab.store;

import dev.credence.lab.table.Table;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.weights.NdArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a study has found so far, in one DuckDB file: every cell with its readings and captured
 * activations, and the named tables, arrays and texts from which the report is made.
 *
 * <p>A stage is a set of cells with a name. It is planned once and run wave by wave; each wave is
 * written as one transaction. A process that is killed at any moment loses the wave it was at: the
 * same call goes on with the next, and in the end the store holds the same bits as without the
 * interruption. A stage whose cells, model, precision, memory or program has changed since is
 * refused: <em>a changed study goes to another folder</em>.
 *
 * <p>One process at a time has a store open. Not safe for use by several threads at once.
 */
public final class Store implements AutoCloseable {
  /** The file in the folder. */
  public static final String FILE = "credence.duckdb";

  /** As names of files. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

  private final Path file;
  private final StoreClaim claim;
  private final Database database;
  private final ResultTables tables;

  private Store(Path file, StoreClaim claim, Database database) {
    this.file = file;
    this.claim = claim;
    this.database = database;
    this.tables = new ResultTables(database);
  }

  /**
   * Opens the store of a folder, or makes it.
   *
   * @param folder made if need be
   * @throws InvalidInputException if another run has it open, the file is damaged or of a later
   *     version, or the folder cannot be written to
   */
  public static Store open(Path folder) {
    WholeTextFile.makeFolder(folder);
    return open(folder, false);
  }

  /**
   * Opens the store of a folder to read from it, which several processes may do at once while none
   * writes.
   *
   * @param folder of an earlier run
   * @throws InvalidInputException if there is none, a run has it open, or it is damaged
   */
  public static Store read(Path folder) {
    if (!exists(folder)) {
      throw new InvalidInputException(
          "%s: there is no %s, so no study was run here. Give the folder of one", folder, FILE);
    }
    return open(folder, true);
  }

  /**
   * Whether a folder holds a store.
   *
   * @param folder need not exist
   * @return true if it has the file; the file is not opened
   */
  public static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  private static Store open(Path folder, boolean readOnly) {
    StoreClaim claim = StoreClaim.of(folder, FILE);
    Database database = null;
    try {
      Path file = folder.resolve(FILE);
      database = Database.open(file, readOnly);
      Store store = new Store(file, claim, database);
      store.prepare(readOnly);
      return store;
    } catch (RuntimeException | Error e) {
      if (database != null) {
        database.close();
      }
      claim.close();
      throw e;
    }
  }

  private void prepare(boolean readOnly) {
    if (!database.has("meta")) {
      if (readOnly) {
        throw new InvalidInputException(
            "%s: it is empty; the run was stopped before it began. Run the study again", file);
      }
      database.change(
          () -> {
            database.executeAll(Schema.CREATE);
            database.execute("INSERT INTO meta VALUES ('format', ?)", Schema.FORMAT);
          });
    }
    String format = meta("format").orElse("unknown");
    if (!format.equals(Schema.FORMAT)) {
      throw new InvalidInputException(
          "%s: its tables are of format %s, this program writes format %s. Use the version that"
              + " made it, or give another folder",
          file, format, Schema.FORMAT);
    }
  }

  /** The database file. */
  public Path file() {
    return file;
  }

  /**
   * Runs what is not there yet of a stage and gives all of it. A stage that is complete is read and
   * nothing is planned or run; the listener is then told that every cell is done and hears of no
   * plan.
   *
   * @param stage its name; one name, one set of cells
   * @param model whose weights, precision and memory belong to the stage
   * @param cells all of the stage's cells
   * @param listener told how far the stage has come
   * @return what {@link Model#run(CellSet, SweepListener)} gives, bit for bit
   * @throws InvalidInputException if the store holds another stage of that name, a cell names
   *     something that is not there, or the disk is full
   */
  public Results run(String stage, Model model, CellSet cells, SweepListener listener) {
    requireName("stage", stage);
    CellHashes contents = new CellHashes(cells, model);
    List<String> hashes = cells.cells().stream().map(contents::of).toList();
    StageIdentity identity = StageIdentity.of(stage, model, cells, hashes);
    Optional<StageIdentity> stored = StageIdentity.stored(database, stage);
    stored.ifPresent(known -> identity.requireSame(known, file.toString()));
    if (isDone(stage)) {
      listener.progress(cells.cells().size(), cells.cells().size(), 1);
    } else {
      model.run(cells, listener, new StageRun(database, file.toString(), identity, cells, hashes));
    }
    return results(stage);
  }

  /**
   * What a stage gave.
   *
   * @param stage its name
   * @return as {@link #run} gave it
   * @throws InvalidInputException if there is no such stage, or it is not complete
   */
  public Results results(String stage) {
    if (!isDone(stage)) {
      throw new InvalidInputException(
          "%s: stage \"%s\" %s. Run the study again; it goes on where it stopped",
          file, stage, stages().contains(stage) ? "is not complete" : "is not there");
    }
    return new StageRows(database).results(stage);
  }

  /** The stages, complete or not, in the order in which they were begun. */
  public List<String> stages() {
    return database.query("SELECT stage FROM stages ORDER BY rowid", row -> row.getString(1));
  }

  /**
   * Whether a stage is complete.
   *
   * @param stage any name
   * @return false also where there is no such stage
   */
  public boolean isDone(String stage) {
    return database
        .query("SELECT done FROM stages WHERE stage = ?", row -> row.getBoolean(1), stage)
        .contains(true);
  }

  /**
   * Puts a table in, in the place of one of that name. Clients find it as {@code results."NAME"}.
   *
   * @param table its name as a file's, without ending; {@code cells}, {@code readings} and {@code
   *     stages} are taken
   * @throws InvalidInputException if the name will not do, or differs from another's only by
   *     capitals, as may no two columns
   */
  public void put(Table table) {
    requireName("table", table.name());
    if (Export.RESERVED.contains(table.name())) {
      throw new InvalidInputException(
          "table %s: this name stands for the cells' own; give it another", table.name());
    }
    tables.put(table);
  }

  /**
   * A table as it was put in.
   *
   * @param name its name
   * @return equal to what was put in
   * @throws InvalidInputException if there is none of that name
   */
  public Table table(String name) {
    return tables.table(name);
  }

  /** The names of the tables that were put in, sorted. */
  public List<String> tables() {
    return tables.names();
  }

  /**
   * Puts an array in, in the place of one of that name.
   *
   * @param name as a file's, without ending
   * @param array float32, float64 or int64
   * @throws InvalidInputException if the name will not do
   */
  public void put(String name, NdArray array) {
    requireName("array", name);
    new NamedArrays(database).put(name, array);
  }

  /**
   * Puts a matrix in, as float64.
   *
   * @param name as a file's, without ending
   * @param matrix rows of one length
   * @throws InvalidInputException if the name will not do
   */
  public void put(String name, double[][] matrix) {
    put(name, NamedArrays.matrix(name, matrix));
  }

  /**
   * An array as it was put in.
   *
   * @param name its name
   * @return equal to what was put in
   * @throws InvalidInputException if there is none of that name
   */
  public NdArray array(String name) {
    return new NamedArrays(database).array(name);
  }

  /** The names of the arrays that were put in, sorted. */
  public List<String> arrays() {
    return new NamedArrays(database).names();
  }

  /**
   * Puts a text in, in the place of one of that name.
   *
   * @param name of the file it stands for: {@code verdict.json}
   * @param text all of it
   * @throws InvalidInputException if the name will not do
   */
  public void putText(String name, String text) {
    requireName("text", name);
    database.change(
        () -> {
          database.execute("DELETE FROM texts WHERE name = ?", name);
          database.execute("INSERT INTO texts VALUES (?, ?)", name, text);
        });
  }

  /**
   * A text as it was put in.
   *
   * @param name its name
   * @return empty if there is none
   */
  public Optional<String> text(String name) {
    return database
        .query("SELECT text FROM texts WHERE name = ?", row -> row.getString(1), name)
        .stream()
        .findFirst();
  }

  /** The names of the texts that were put in, sorted. */
  public List<String> texts() {
    return database.query("SELECT name FROM texts ORDER BY name", row -> row.getString(1));
  }

  /**
   * Notes a fact about the whole store, in the place of one of that key.
   *
   * @param key such as {@code credence}
   * @param value such as a version
   */
  public void putMeta(String key, String value) {
    database.change(
        () -> {
          database.execute("DELETE FROM meta WHERE key = ?", key);
          database.execute("INSERT INTO meta VALUES (?, ?)", key, value);
        });
  }

  /**
   * A fact about the whole store.
   *
   * @param key its key
   * @return empty if it was not noted
   */
  public Optional<String> meta(String key) {
    return database
        .query("SELECT value FROM meta WHERE key = ?", row -> row.getString(1), key)
        .stream()
        .findFirst();
  }

  /**
   * Notes facts that may not change in this folder, such as a study's hash: the first call notes
   * them, each later one compares.
   *
   * @param facts by key
   * @throws InvalidInputException if the store holds another value of one; nothing is then noted
   */
  public void bind(Map<String, String> facts) {
    facts.forEach(
        (key, value) -> {
          String known = meta(key).orElse(value);
          if (!known.equals(value)) {
            throw new InvalidInputException(
                "%s: it holds results of another %s (%s, now %s). A changed study goes to another"
                    + " folder",
                file, key, known, value);
          }
        });
    facts.forEach(
        (key, value) -> {
          if (meta(key).isEmpty()) {
            putMeta(key, value);
          }
        });
  }

  /**
   * Writes files for those who use no database: {@code tables/NAME.csv} of each named table and of
   * the cells, readings and stages, {@code arrays/NAME.npy}, and each text under its name. The same
   * store gives the same bytes.
   *
   * @param folder made if need be; files that are there already are replaced, others left alone
   * @return the files, in the order in which they were written
   * @throws InvalidInputException if they cannot be written
   */
  public List<Path> export(Path folder) {
    return new Export(this, database).write(folder);
  }

  private static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "%s \"%s\": a name has letters, digits, _, - and . only, begins with none of the last"
              + " two, and has 200 characters at most",
          what, name);
    }
  }

  /** Closes the file; everything in its write-ahead log goes into it. */
  @Override
  public void close() {
    try {
      database.close();
    } finally {
      claim.close();
    }
  }
}
