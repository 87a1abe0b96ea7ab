package dev.credence.lab.store;

import dev.credence.transformer.Results;
import dev.credence.transformer.WaveJournal;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.SweepPlan;
import dev.credence.transformer.plan.SweepPlan.Wave;
import dev.credence.transformer.weights.NdArray;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.duckdb.DuckDBAppender;

/** A stage under way: knows which waves are there, and writes each further one as a whole. */
final class StageRun implements WaveJournal {
  private final Database database;
  private final String where;
  private final StageIdentity identity;
  private final CellSet set;
  private final List<String> hashes;
  private final Map<String, Integer> places = new HashMap<>();
  private final Set<Integer> held = new HashSet<>();
  private List<Wave> waves = List.of();

  StageRun(
      Database database, String where, StageIdentity identity, CellSet set, List<String> hashes) {
    this.database = database;
    this.where = where;
    this.identity = identity;
    this.set = set;
    this.hashes = hashes;
    for (int i = 0; i < set.cells().size(); i++) {
      places.put(set.cells().get(i).id(), i);
    }
  }

  @Override
  public void planned(SweepPlan plan) {
    waves = plan.waves();
    String cut = Sha256.of(waves.stream().map(Wave::cells).toList());
    List<String> known =
        database.query(
            "SELECT cut FROM stages WHERE stage = ?", row -> row.getString(1), identity.stage());
    if (known.isEmpty()) {
      database.change(() -> begin(cut));
    } else if (!known.getFirst().equals(cut)) {
      throw identity.changed(where, "waves that were cut in another way (by another build?)");
    }
    held.addAll(
        database.query(
            "SELECT DISTINCT wave FROM cells WHERE stage = ?",
            row -> row.getInt(1),
            identity.stage()));
  }

  private void begin(String cut) throws SQLException {
    database.execute(
        "INSERT INTO stages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        identity.stage(),
        identity.hash(),
        identity.model(),
        identity.digest(),
        identity.precision(),
        identity.device(),
        identity.profile(),
        identity.activationBytes(),
        identity.program(),
        identity.cells(),
        identity.content(),
        cut,
        waves.size(),
        false);
    try (DuckDBAppender rows = database.appender("main", "readouts")) {
      for (var readout : set.readouts().entrySet()) {
        rows.beginRow()
            .append(identity.stage())
            .append(readout.getKey())
            .append(EditJson.readout(readout.getValue()))
            .endRow();
      }
    }
  }

  @Override
  public boolean holds(int wave) {
    return held.contains(wave);
  }

  @Override
  public void take(int wave, Results results) {
    database.change(
        () -> {
          writeCells(wave);
          writeReadings(results.readings());
          writeActivations(results.captures());
          if (held.size() + 1 == waves.size()) {
            database.execute("UPDATE stages SET done = true WHERE stage = ?", identity.stage());
          }
        });
    held.add(wave);
  }

  private void writeCells(int wave) throws SQLException {
    try (DuckDBAppender rows = database.appender("main", "cells")) {
      for (int place : waves.get(wave).cells()) {
        Cell cell = set.cells().get(place);
        rows.beginRow()
            .append(identity.stage())
            .append(place)
            .append(cell.id())
            .append(hashes.get(place))
            .append(cell.prompt())
            .append(Objects.requireNonNull(set.prompts().get(cell.prompt())))
            .append(EditJson.edits(cell.interventions()))
            .append(cell.readouts())
            .append(identity.precision())
            .append(wave)
            .endRow();
      }
    }
  }

  private void writeReadings(List<Reading> readings) throws SQLException {
    try (DuckDBAppender rows = database.appender("main", "readings")) {
      for (Reading reading : readings) {
        rows.beginRow()
            .append(identity.stage())
            .append(place(reading.cell()))
            .append(reading.cell())
            .append(reading.readout())
            .append(reading.position())
            .append(reading.labels())
            .append(reading.logits())
            .append(reading.probabilities());
        number(rows, reading.labels().isEmpty() ? Double.NaN : reading.mass());
        number(rows, reading.logitDifferenceNats());
        number(rows, reading.klNats());
        rows.append(reading.topTokens()).append(reading.topProbabilities()).endRow();
      }
    }
  }

  /** NULL for what is not there; a client's averages skip it. */
  private static void number(DuckDBAppender rows, double value) throws SQLException {
    if (Double.isNaN(value)) {
      rows.appendNull();
    } else {
      rows.append(value);
    }
  }

  private void writeActivations(Map<String, NdArray> captures) throws SQLException {
    try (DuckDBAppender rows = database.appender("main", "activations")) {
      for (var capture : captures.entrySet()) {
        int slash = capture.getKey().lastIndexOf('/'); // ids may hold some, hooks do not
        String id = capture.getKey().substring(0, slash);
        rows.beginRow()
            .append(identity.stage())
            .append(place(id))
            .append(id)
            .append(capture.getKey().substring(slash + 1))
            .append(capture.getValue().shape())
            .append(LittleEndian.bytes(capture.getValue().floats()))
            .endRow();
      }
    }
  }

  private int place(String id) {
    return Objects.requireNonNull(places.get(id), id);
  }
}
