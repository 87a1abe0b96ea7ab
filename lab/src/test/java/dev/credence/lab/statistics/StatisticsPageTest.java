package dev.credence.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/statistics.md} is this file's, and so are its numbers. */
class StatisticsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "statistics.md");
  private static final Path SELF =
      Path.of("src/test/java/dev/credence/lab/statistics/StatisticsPageTest.java");

  @Test
  void theExampleSaysWhatThePageSays() {
    // page: begin
    // What donors should do to the log-odds of the answer, and what they did, in nats.
    double[] expected = {-2.1, -1.3, -0.6, 0.2, 0.4, 0.9, 1.6, 2.2};
    double[] observed = {-1.9, -1.4, -0.4, 0.1, 0.5, 0.7, 1.5, 2.0};
    double[] randomSubspaces = new double[199]; // R2 of each, here evenly from -.5 to .49
    Arrays.setAll(randomSubspaces, i -> -0.5 + 0.005 * i);

    Line line = Line.fit(expected, observed); // the slope alone is a bad statistic
    double r2 = Determination.r2(observed, expected); // about the diagonal
    boolean beyondChance = NullBand.of(r2, randomSubspaces).isAbove(0.99);

    // How far they fell short on average. Donors of one multiset belong together.
    double[] error = new double[8];
    Arrays.setAll(error, i -> Math.abs(observed[i] - expected[i]));
    Clusters multisets = Clusters.of(List.of("3X", "3X", "5X", "5X", "6X", "7X", "8X", "8X"));
    ConfidenceInterval interval =
        Bootstrap.of(
                multisets,
                rows -> Arrays.stream(rows).mapToDouble(row -> error[row]).average().orElseThrow(),
                2_000,
                0)
            .bca(0.95);
    // page: end

    assertThat(line.slope()).isCloseTo(0.922, within(5e-4));
    assertThat(r2).isCloseTo(0.984, within(5e-4));
    assertThat(beyondChance).isTrue();
    assertThat(interval.low()).isCloseTo(0.133, within(5e-4));
    assertThat(interval.high()).isCloseTo(0.171, within(5e-4));
  }

  @Test
  void thePageHoldsTheExampleAndItsNumbers() throws IOException {
    String page = Files.readString(PAGE);
    String example =
        Files.readString(SELF)
            .lines()
            .dropWhile(line -> !line.endsWith("// page: begin"))
            .skip(1)
            .takeWhile(line -> !line.endsWith("// page: end"))
            .map(line -> line.replaceFirst("^ {4}", ""))
            .collect(Collectors.joining("\n"));

    assertThat(page).contains("```java\n" + example + "\n```");
    assertThat(page).contains("slope .922").contains("R2 .984").contains(".133 to .171");
  }

  /** A class that the page does not tell of is one that nobody finds. */
  @Test
  void thePageNamesEveryPublicClass() throws IOException {
    String page = Files.readString(PAGE);
    try (var files = Files.list(Path.of("src/main/java/dev/credence/lab/statistics"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (Files.readString(file).contains("\npublic ")) {
          assertThat(page).as("docs/statistics.md").contains("`" + name);
        }
      }
    }
  }
}
