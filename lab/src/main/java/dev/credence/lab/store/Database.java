package dev.credence.lab.store;

import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * One DuckDB file. Every change is a transaction: killed at any moment, the file holds it whole or
 * not at all, and DuckDB's write-ahead log is read when the file is opened again.
 */
final class Database implements AutoCloseable {
  /** DuckDB would take most of the machine; the model and its activations need that. */
  private static final String MEMORY = "1GB";

  private final Path file;
  private final DuckDBConnection connection;

  private Database(Path file, DuckDBConnection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens a file, or makes it.
   *
   * @throws InvalidInputException if another program has it open, or it is no DuckDB file
   */
  static Database open(Path file, boolean readOnly) {
    if (file.toString().indexOf(';') >= 0) {
      throw new InvalidInputException(
          "%s: DuckDB takes what follows a semicolon for a setting; give a path without one", file);
    }
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("jdbc_instance_cache", "false");
    settings.setProperty("memory_limit", MEMORY);
    // A store is a file and needs no network.
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("duckdb.read_only", String.valueOf(readOnly));
    try {
      // Not through DriverManager, which would load the library wherever java.sql is touched.
      var connection = new DuckDBDriver().connect("jdbc:duckdb:" + file, settings);
      NativeCopy.unlink();
      return new Database(file, connection.unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw unopened(file, e);
    }
  }

  private static InvalidInputException unopened(Path file, SQLException e) {
    String said = String.valueOf(e.getMessage());
    if (said.contains("Could not set lock")) {
      int holder = said.indexOf("PID ");
      String who = holder < 0 ? "" : said.substring(holder, Math.max(holder, said.indexOf(')')));
      return StoreClaim.taken(file, who);
    }
    return new InvalidInputException(
            "%s: DuckDB cannot open it (%s). Damaged, or of another version? Move it away, or give"
                + " another folder",
            file, said)
        .withCause(e);
  }

  /** What is done with SQL, and can fail. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  /** What is done with SQL and gives nothing. */
  @FunctionalInterface
  interface Task {
    void run() throws SQLException;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Does all or nothing. The transaction is begun in so many words: without auto-commit DuckDB
   * would begin one at the next statement only, and what appenders write before it would be
   * committed appender by appender.
   */
  void change(Task work) {
    guarded(
        () -> {
          executeAll("BEGIN TRANSACTION");
          try {
            work.run();
            executeAll("COMMIT");
          } catch (SQLException | RuntimeException | Error e) {
            rollBack(e);
            throw e;
          }
          return true;
        });
  }

  private void rollBack(Throwable cause) {
    try {
      executeAll("ROLLBACK");
    } catch (SQLException second) {
      cause.addSuppressed(second);
    }
  }

  /** Runs statements; within {@link #change} or alone. */
  void execute(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.execute();
    }
  }

  /** Runs several statements without values. */
  void executeAll(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of a query. */
  <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
    return guarded(
        () -> {
          List<T> rows = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                rows.add(reader.read(result));
              }
            }
          }
          return rows;
        });
  }

  /** Whether there is such a table among those of cells. */
  boolean has(String table) {
    return !query(
            "SELECT 1 FROM information_schema.tables"
                + " WHERE table_schema = 'main' AND table_name = ?",
            row -> row.getInt(1),
            table)
        .isEmpty();
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /** Adds rows fast; within {@link #change}. */
  DuckDBAppender appender(String schema, String table) throws SQLException {
    return connection.createAppender(schema, table);
  }

  /** A full disk or a failing one is a user's to mend; whatever else, DuckDB's words say it. */
  private <T> T guarded(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new InvalidInputException(
              "%s: DuckDB refused (%s). Is there space, and is the file whole?",
              file, String.valueOf(e.getMessage()))
          .withCause(e);
    }
  }

  @Override
  public void close() {
    guarded(
        () -> {
          connection.close();
          return true;
        });
  }
}
