package dev.credence.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed (SIGKILL on POSIX), at moments that differ in every run. */
class KilledRunTest {
  private static final int KILLS = 10;

  @TempDir Path folder;
  private Path temporary = Path.of("");

  @BeforeEach
  void makeFolders() throws IOException {
    temporary = Files.createDirectories(folder.resolve("tmp"));
  }

  @Test
  void aRunKilledAgainAndAgainLeavesTheSameBytesAsOneThatWasLeftAlone() throws Exception {
    Path alone = folder.resolve("alone");
    assertThat(finish("run", alone).output()).contains("open");
    Path killed = folder.resolve("killed");
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    int waves = waves(alone);
    assertThat(waves).isGreaterThan(4 * KILLS);
    int fresh = 0; // kills that met a run with waves still to come
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = StoreProcess.start(temporary, "run", killed.toString());
      if (kill % 4 == 3) { // at start-up, while the file is opened and its log is read
        process.waitFor(random.nextInt(300, 1500), TimeUnit.MILLISECONDS);
      } else {
        readWaves(process, random.nextInt(1, waves / KILLS));
        process.waitFor(random.nextInt(40), TimeUnit.MILLISECONDS);
      }
      fresh += process.isAlive() ? 1 : 0;
      process.destroyForcibly().waitFor();
      if (kill == KILLS / 2) {
        readsAsFarAsItIs(killed);
      }
      noWaveIsThereInPart(killed);
    }
    assertThat(fresh).as("kills that met a living process, seed %d", seed).isEqualTo(KILLS);
    Finished last = finish("run", killed);
    assertThat(last.exit()).as(last.output()).isZero();
    Map<String, List<String>> expected = dump(alone);
    assertThat(expected.get("activations")).hasSize(3_500);
    dump(killed)
        .forEach(
            (table, lines) ->
                assertThat(lines.equals(expected.get(table)))
                    .as("%s: %d rows as without kills, seed %d", table, lines.size(), seed)
                    .isTrue());
    assertThat(exported(killed).equals(exported(alone))).as("files, seed %d", seed).isTrue();
  }

  /** A store that nobody closed can be read, its write-ahead log included. */
  private static void readsAsFarAsItIs(Path killed) {
    try (Store store = Store.read(killed)) {
      assertThat(store.stages()).startsWith("first");
      assertThatThrownBy(() -> store.results("second")).isInstanceOf(InvalidInputException.class);
    }
  }

  /** Each cell with its one activation and its readings, after each kill. */
  private static void noWaveIsThereInPart(Path killed) throws Exception {
    if (!Store.exists(killed)) {
      return;
    }
    Path copy = killed.resolveSibling("copy"); // so that the next run finds the log as it was left
    Files.createDirectories(copy);
    for (String name : List.of(Store.FILE, Store.FILE + ".wal")) {
      Files.deleteIfExists(copy.resolve(name));
      if (Files.exists(killed.resolve(name))) {
        Files.copy(killed.resolve(name), copy.resolve(name));
      }
    }
    Store.open(copy).close(); // makes the tables where the kill came before them
    try (var connection = connect(copy);
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT (SELECT count(*) FROM cells), (SELECT count(*) FROM activations),"
                        + " (SELECT count(DISTINCT (stage, place)) FROM readings)")) {
      rows.next();
      assertThat(List.of(rows.getInt(2), rows.getInt(3)))
          .as("cells with activations, with readings")
          .containsOnly(rows.getInt(1));
    }
  }

  @Test
  void aSecondProcessIsRefusedInOneLine() throws Exception {
    Path here = folder.resolve("here");
    try (Store store = Store.open(here)) {
      store.putText("still", "here");
      Finished second = finish("open", here);
      assertThat(second.exit()).isEqualTo(2);
      assertThat(second.output())
          .contains(
              "credence.duckdb: another run has it open (PID " + ProcessHandle.current().pid())
          .hasLineCount(1);
    }
    assertThat(finish("open", here).exit()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theLibraryIsLoadedWhenAStoreIsOpenedAndLeavesNoCopyBehind() throws Exception {
    Finished looked = finish("look", folder.resolve("here"));
    assertThat(looked.output().lines())
        .containsExactly("exists false, mapped false", "stages [], mapped true, copies 0");
  }

  /**
   * Reads until that many waves were run and written, or nothing more comes. A wave that runs tells
   * the same number of cells between its layers; one that was there already tells it once.
   */
  private static void readWaves(Process process, int count) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String before = "";
    boolean runs = false;
    int seen = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      boolean same = line.equals(before);
      seen += runs && !same ? 1 : 0;
      runs = same;
      before = line;
      if (seen >= count) {
        return;
      }
    }
  }

  private record Finished(int exit, String output) {}

  private Finished finish(String what, Path store) throws Exception {
    Process process = StoreProcess.start(temporary, what, store.toString());
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Finished(process.waitFor(), output);
  }

  private static int waves(Path store) throws Exception {
    try (var connection = connect(store);
        var rows = connection.createStatement().executeQuery("SELECT sum(waves) FROM stages")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static java.sql.Connection connect(Path store) throws Exception {
    return DriverManager.getConnection("jdbc:duckdb:" + store.resolve(Store.FILE));
  }

  /** Every value of every table as text, by another way than the store's own. */
  private static Map<String, List<String>> dump(Path store) throws Exception {
    Map<String, List<String>> tables = new TreeMap<>();
    try (var connection = connect(store);
        var statement = connection.createStatement()) {
      for (String table :
          List.of("meta", "stages", "readouts", "cells", "readings", "activations", "texts")) {
        List<String> lines = new ArrayList<>();
        try (var rows =
            statement.executeQuery("SELECT t::VARCHAR FROM " + table + " t ORDER BY 1")) {
          while (rows.next()) {
            lines.add(rows.getString(1));
          }
        }
        tables.put(table, lines);
      }
    }
    return tables;
  }

  private static Map<String, String> exported(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path out = folder.resolve("out");
    try (Store store = Store.read(folder)) {
      for (Path file : store.export(out)) {
        files.put(out.relativize(file).toString(), Files.readString(file));
      }
    }
    assertThat(files.keySet())
        .containsExactly(
            "tables/cells.csv",
            "tables/prompts.csv",
            "tables/readings.csv",
            "tables/stages.csv",
            "verdict.json");
    return files;
  }
}
