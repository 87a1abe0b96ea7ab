package dev.credence.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path folder;

  /**
   * With auto-commit merely switched off, every appender's rows were committed by themselves, and a
   * run killed between two of them kept half a wave.
   */
  @Test
  void aChangeThatFailsHalfWayLeavesNothing() {
    Path file = folder.resolve("a.duckdb");
    try (Database database = Database.open(file, false)) {
      database.change(() -> database.executeAll("CREATE TABLE one (i INTEGER)"));
      database.change(() -> append(database, 1));
      assertThatThrownBy(
              () ->
                  database.change(
                      () -> {
                        append(database, 2);
                        throw new IllegalStateException("half way");
                      }))
          .hasMessage("half way");
      database.change(() -> append(database, 3));
      assertThat(rows(database)).containsExactly(1, 3);
    }
    try (Database database = Database.open(file, true)) {
      assertThat(rows(database)).containsExactly(1, 3);
    }
  }

  private static void append(Database database, int value) throws SQLException {
    try (var rows = database.appender("main", "one")) {
      rows.beginRow().append(value).endRow();
    }
  }

  private static List<Integer> rows(Database database) {
    return database.query("SELECT i FROM one ORDER BY i", row -> row.getInt(1));
  }
}
