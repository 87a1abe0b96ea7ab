package dev.credence.lab.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @TempDir Path folder;

  /** These files are pandas' own, with several hundred numbers. */
  @ParameterizedTest
  @ValueSource(
      strings = {"behaviour_sweep.csv", "behaviour_summary.csv", "logit_lens.csv", "probes.csv"})
  void whatPandasWroteIsReadAndWrittenToTheSameBytes(String name)
      throws IOException, URISyntaxException {
    Path file =
        Path.of(Objects.requireNonNull(CsvTest.class.getResource("/replica/" + name)).toURI());
    assertThat(Csv.text(Csv.read(file))).isEqualTo(Files.readString(file));
  }

  @Test
  void textWithCommasQuotesAndLinesComesBack() {
    Table table =
        Table.builder("words", "word", "n", "x")
            .row("a, b", 1, 0.5)
            .row("say \"X\"", -2, Double.NaN)
            .row("two\nlines", 3L, 1e-5)
            .build();
    Table read = Csv.read(Csv.write(folder, table));
    assertThat(read).isEqualTo(table);
    assertThat(Csv.text(table)).startsWith("word,n,x\n\"a, b\",1,0.5\n\"say \"\"X\"\"\",-2,\n");
  }

  @Test
  void nothingIsLeftBesideAWrittenFile() throws IOException {
    Csv.write(folder, Table.builder("t", "a").row(1).build());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("t.csv");
    }
  }

  @Test
  void aRowThatIsTooShortIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n3\n");
    assertThatThrownBy(() -> Csv.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("row 2 has 1 fields for 2 columns");
  }

  @Test
  void aQuoteThatNeverEndsIsFoundOut() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "a\n\"never\n");
    assertThatThrownBy(() -> Csv.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("never ends");
  }

  @Test
  void aFolderThatIsNotThereIsOneClearLine() {
    assertThatThrownBy(
            () -> Csv.write(folder.resolve("none"), Table.builder("t", "a").row(1).build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its folder is not there");
  }

  @Test
  void equalNumbersKeepTheirOrderWhenSorted() {
    Table table =
        Table.builder("t", "name", "x").row("a", 1.0).row("b", 0.0).row("c", -0.0).build();
    assertThat(table.sortedBy("x").strings("name")).containsExactly("b", "c", "a");
    assertThat(table.sortedBy("x", true).strings("name")).containsExactly("a", "b", "c");
  }
}
