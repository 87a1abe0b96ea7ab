package dev.credence.lab.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  @TempDir Path folder;

  @Test
  void filesHoldWhatTheStoreHolds() throws IOException {
    CellSet cells = StoreFixture.cells(40);
    NdArray array = NdArray.of(new float[] {1, 2, 3, 4}, 2, 2);
    try (Model model = StoreFixture.model();
        Store store = Store.open(folder)) {
      Results results = store.run("steps", model, cells, SweepListener.SILENT);
      store.put(Table.builder("doses", "alpha", "shift").row(1, 0.1).row(2, Double.NaN).build());
      store.put("basis", array);
      store.putText("verdict.json", "{}\n");
      List<Path> files = store.export(folder);

      assertThat(files.stream().map(file -> folder.relativize(file).toString()))
          .containsExactly(
              "tables/stages.csv",
              "tables/cells.csv",
              "tables/prompts.csv",
              "tables/readings.csv",
              "tables/doses.csv",
              "arrays/basis.npy",
              "verdict.json");
      assertThat(folder.resolve("tables/doses.csv")).hasContent("alpha,shift\n1,0.1\n2,\n");
      assertThat(Npy.read(folder.resolve("arrays/basis.npy"))).isEqualTo(array);
      assertThat(folder.resolve("verdict.json")).hasContent("{}\n");
      Table written = Csv.read(folder.resolve("tables/cells.csv"));
      assertThat(written.strings("id"))
          .isEqualTo(cells.cells().stream().map(cell -> cell.id()).toList());
      assertThat(written.strings("edits").get(1))
          .isEqualTo(
              "[{\"op\":\"steer\",\"hook\":\"blocks.1.hook_resid_post\",\"positions\":\"last\","
                  + "\"vector\":\"up\",\"alpha\":0.01}]");
      Table prompts = Csv.read(folder.resolve("tables/prompts.csv"));
      assertThat(new HashSet<>(written.strings("prompt")))
          .isEqualTo(new HashSet<>(prompts.strings("prompt")))
          .hasSize(prompts.size());
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(prompts.strings("tokens").get(i))
            .isEqualTo(Arrays.toString(cells.prompts().get(prompts.strings("prompt").get(i))));
      }
      assertReadings(Csv.read(folder.resolve("tables/readings.csv")), results);

      List<byte[]> first = bytes(files);
      assertThat(bytes(store.export(folder))).usingRecursiveComparison().isEqualTo(first);
    }
  }

  private static List<byte[]> bytes(List<Path> files) throws IOException {
    List<byte[]> bytes = new ArrayList<>();
    for (Path file : files) {
      bytes.add(Files.readAllBytes(file));
    }
    return bytes;
  }

  /** A row an answer, a reading without answers one row, in the order of the run. */
  private static void assertReadings(Table written, Results results) {
    List<String> expected = new ArrayList<>();
    for (Reading r : results.readings()) {
      String of = r.cell() + " " + r.readout() + " " + r.position() + " ";
      for (int i = 0; i < r.labels().size(); i++) {
        expected.add(of + r.labels().get(i) + " " + r.logits()[i] + " " + r.probabilities()[i]);
      }
      if (r.labels().isEmpty()) {
        expected.add(of + " NaN NaN");
      }
    }
    List<String> actual = new ArrayList<>();
    double[] logits = written.doubles("logit");
    double[] probabilities = written.doubles("probability");
    for (int i = 0; i < written.size(); i++) {
      String of = String.join(" ", written.strings("id").get(i), written.strings("readout").get(i));
      actual.add(
          of
              + " "
              + written.strings("position").get(i)
              + " "
              + written.strings("label").get(i)
              + " "
              + logits[i]
              + " "
              + probabilities[i]);
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void anyClientReadsAnswersAsRows() throws Exception {
    CellSet cells = StoreFixture.cells(3);
    Results results;
    try (Model model = StoreFixture.model();
        Store store = Store.open(folder)) {
      results = store.run("steps", model, cells, SweepListener.SILENT);
    }
    Reading reading = results.reading("cell/1", "xy");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(Store.FILE));
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT a.probability, a.log_probability, r.mass, r.logit_difference, r.kl"
                        + " FROM answers a JOIN readings r USING (stage, place, readout, position)"
                        + " WHERE a.id = 'cell/1' AND label = 'Y'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getDouble(1)).isEqualTo(reading.probabilities()[1]);
      assertThat(rows.getDouble(2)).isEqualTo(Math.log(reading.probabilities()[1]));
      assertThat(rows.getDouble(3)).isEqualTo(reading.mass());
      assertThat(rows.getDouble(4)).isEqualTo(reading.logitDifferenceNats());
      assertThat(rows.getDouble(5)).isEqualTo(reading.klNats());
      assertThat(rows.next()).isFalse();
    }
  }
}
