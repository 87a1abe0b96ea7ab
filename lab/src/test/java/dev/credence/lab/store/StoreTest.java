package dev.credence.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.Results;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import dev.credence.transformer.weights.NdArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir Path folder;

  @Test
  void aStageGivesWhatTheModelGivesBitForBit() {
    CellSet cells = StoreFixture.cells(600);
    try (Model model = StoreFixture.model();
        Store store = Store.open(folder)) {
      assertThat(model.plan(cells).waves()).hasSizeGreaterThan(5);
      assertSame(store.run("steps", model, cells, SweepListener.SILENT), model.run(cells));
    }
    try (Model model = StoreFixture.model();
        Store store = Store.read(folder)) {
      assertSame(store.results("steps"), model.run(cells));
    }
  }

  static void assertSame(Results actual, Results expected) {
    assertThat(actual.readings().stream().map(StoreTest::written))
        .isEqualTo(expected.readings().stream().map(StoreTest::written).toList());
    assertThat(List.copyOf(actual.captures().keySet()))
        .isEqualTo(List.copyOf(expected.captures().keySet()));
    assertThat(actual.captures()).isEqualTo(expected.captures());
  }

  /** Records of arrays compare by identity; their digits, by value. */
  private static String written(Reading r) {
    return "%s %s %d %s %s %s %s %s %s"
        .formatted(
            r.cell(),
            r.readout(),
            r.position(),
            r.labels(),
            Arrays.toString(r.logits()),
            Arrays.toString(r.probabilities()),
            r.klNats(),
            Arrays.toString(r.topTokens()),
            Arrays.toString(r.topProbabilities()));
  }

  @Test
  void theSecondTimeNothingRuns() {
    CellSet cells = StoreFixture.cells(50);
    try (Model model = StoreFixture.model();
        Store store = Store.open(folder)) {
      Results first = store.run("steps", model, cells, SweepListener.SILENT);
      Results second =
          store.run(
              "steps",
              model,
              cells,
              new SweepListener() {
                @Override
                public void progress(long cellsDone, long all, double share) {
                  assertThat(cellsDone).isEqualTo(50);
                }

                @Override
                public void planned(SweepPlan plan) {
                  throw new AssertionError("something was planned");
                }
              });
      assertSame(second, first);
    }
  }

  @Test
  void aStoppedStageGoesOnWithTheWavesThatAreMissing() {
    CellSet cells = StoreFixture.cells(600);
    try (Model model = StoreFixture.model();
        Store store = Store.open(folder)) {
      assertThatThrownBy(
              () ->
                  store.run(
                      "steps",
                      model,
                      cells,
                      (done, all, share) -> {
                        if (done > 300) {
                          throw new IllegalStateException("stopped");
                        }
                      }))
          .hasMessage("stopped");
      assertThat(store.isDone("steps")).isFalse();
      assertThatThrownBy(() -> store.results("steps"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("stage \"steps\" is not complete");
      List<Long> heard = new ArrayList<>();
      Results results = store.run("steps", model, cells, (done, all, share) -> heard.add(done));
      assertSame(results, model.run(cells));
      // Between layers a wave that runs reports; a wave that is there reports once, as done.
      assertThat(heard.stream().filter(done -> done == 0)).isEmpty();
    }
  }

  @Test
  void aChangedStageIsRefusedAndSaysWhatChanged() {
    CellSet cells = StoreFixture.cells(50);
    try (Store store = Store.open(folder)) {
      try (Model model = StoreFixture.model()) {
        store.run("steps", model, cells, SweepListener.SILENT);
        assertThatThrownBy(
                () -> store.run("steps", model, StoreFixture.cells(51), SweepListener.SILENT))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("another number of cells (50, now 51)")
            .hasMessageContaining("another folder");
        var other =
            new CellSet(
                cells.prompts(),
                Map.of("up", NdArray.of(new float[model.config().dModel()])),
                cells.readouts(),
                cells.cells(),
                cells.captures());
        assertThatThrownBy(() -> store.run("steps", model, other, SweepListener.SILENT))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("other cells (");
      }
      try (Model model = StoreFixture.model(2 * StoreFixture.SMALL)) {
        assertThatThrownBy(() -> store.run("steps", model, cells, SweepListener.SILENT))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining(
                "another memory for activations (150000 bytes, now 300000 bytes)");
      }
    }
  }

  @Test
  void tablesComeBackAsTheyWerePutInTypesIncluded() {
    Table plain =
        Table.builder("plain", "word", "count", "share", "n_missing", "mixed \"up\", all")
            .row("a, \"b\"\n", 3, 0.1, 7, "x")
            .row("", Long.MAX_VALUE, Double.NaN, Double.NaN, 1)
            .row("ü", -1, Double.NEGATIVE_INFINITY, 8, 2.5)
            .row("NULL", 0, -0.0, 9, Double.NaN)
            .build();
    Table empty = Table.builder("empty", "a", "b").build();
    try (Store store = Store.open(folder)) {
      store.put(Table.builder("plain", "other").row(1).build());
      store.put(plain);
      store.put(empty);
      assertThat(store.table("plain")).isEqualTo(plain);
      assertThat(store.table("empty")).isEqualTo(empty);
      assertThat(store.tables()).containsExactly("empty", "plain");
      assertThatThrownBy(() -> store.table("nothing"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("[empty, plain]");
      assertThatThrownBy(() -> store.put(Table.builder("Plain", "a").build()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("takes both for one");
      assertThatThrownBy(() -> store.put(Table.builder("two", "n_X", "n_x").build()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("n_X and n_x");
      assertThatThrownBy(() -> store.put(Table.builder("../up", "a").build()))
          .isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> store.put(Table.builder("cells", "a").build()))
          .isInstanceOf(InvalidInputException.class);
    }
    try (Store store = Store.read(folder)) {
      assertThat(store.table("plain")).isEqualTo(plain);
    }
  }

  @Test
  void arraysTextsAndFactsComeBackAsTheyWerePutIn() {
    NdArray floats = NdArray.of(new float[] {1, Float.NaN, -0f, 4, 5, 6}, 2, 3);
    NdArray scalar = new NdArray.Float64(new long[0], new double[] {Math.PI});
    NdArray none = NdArray.of(new long[0], 0, 4);
    try (Store store = Store.open(folder)) {
      store.put("floats", NdArray.of(new long[] {1}));
      store.put("floats", floats);
      store.put("scalar", scalar);
      store.put("none", none);
      store.put("matrix", new double[][] {{1, 2}, {3, Double.NaN}});
      store.putText("verdict.json", "old");
      store.putText("verdict.json", "{\"verdict\": \"inconclusive\"}\n");
      store.bind(Map.of("study", "abc"));
      store.bind(Map.of("study", "abc"));
      assertThatThrownBy(() -> store.bind(Map.of("study", "abd")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("another study (abc, now abd)");
    }
    try (Store store = Store.read(folder)) {
      assertThat(store.arrays()).containsExactly("floats", "matrix", "none", "scalar");
      assertThat(store.array("floats")).isEqualTo(floats);
      assertThat(store.array("scalar")).isEqualTo(scalar);
      assertThat(store.array("none")).isEqualTo(none);
      assertThat(store.array("matrix"))
          .isEqualTo(NdArray.of(new double[] {1, 2, 3, Double.NaN}, 2, 2));
      assertThat(store.text("verdict.json")).contains("{\"verdict\": \"inconclusive\"}\n");
      assertThat(store.texts()).containsExactly("verdict.json");
      assertThat(store.meta("study")).contains("abc");
      assertThat(store.meta("nothing")).isEmpty();
    }
  }

  @Test
  void aStoreThatIsOpenIsNotOpenedAgain() {
    try (Store store = Store.open(folder)) {
      assertThatThrownBy(() -> Store.open(folder))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("another run has it open (this process)");
      store.putText("still", "here");
    }
    try (Store store = Store.open(folder)) {
      assertThat(store.text("still")).contains("here");
    }
  }

  @Test
  void aStoreOfAnotherFormatIsRefusedAndLeftAlone() {
    try (Store store = Store.open(folder)) {
      store.putMeta("format", "0");
    }
    assertThatThrownBy(() -> Store.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("of format 0, this program writes format 1");
  }

  @Test
  void whatIsNoStoreIsRefusedInOneLine() throws IOException {
    assertThat(Store.exists(folder)).isFalse();
    assertThatThrownBy(() -> Store.read(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no study was run here");
    Files.writeString(folder.resolve(Store.FILE), "not a database");
    for (int i = 0; i < 2; i++) { // the failure leaves no claim behind
      assertThatThrownBy(() -> Store.open(folder))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("DuckDB cannot open it")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
  }
}
