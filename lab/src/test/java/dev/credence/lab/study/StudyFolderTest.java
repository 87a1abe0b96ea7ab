package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.credence.lab.control.Subject;
import dev.credence.lab.report.StudyReport;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study on disk: fixed before it asks, not asked twice, and not mixed with another. */
class StudyFolderTest {
  private static final StudyOptions SMALL =
      new StudyOptions(60, 2, 8, 12, 100, 4, 2, 2, 1, 24, 5, 100, 1, false, true);
  private static final Gate NO_RECORD = new Gate("none", List.of());

  @TempDir Path folder;
  private static Subject subject;

  @BeforeAll
  static void open() {
    subject = Subject.open("builtin:bigram", ModelOptions.standard(), null);
  }

  @AfterAll
  static void close() {
    subject.close();
  }

  private static StudyRun study(StudyOptions options, Thresholds thresholds) {
    StudyFile standard = StudyFile.standard(options);
    return StudyRun.of(
        subject, new StudyFile(options, thresholds, standard.task(), standard.presentations()));
  }

  private StudyResult run(
      StudyOptions options, BiFunction<String, Integer, SweepListener> listeners) {
    return new StudyFolder(folder, subject, study(options, Thresholds.STANDARD), "credence study")
        .run(NO_RECORD, null, listeners);
  }

  /** Hears of every stage for which something was planned, which a stored one is not. */
  private static BiFunction<String, Integer, SweepListener> counting(List<String> ran) {
    return (stage, _) ->
        new SweepListener() {
          @Override
          public void planned(SweepPlan plan) {
            ran.add(stage);
          }

          @Override
          public void progress(long done, long all, double share) {}
        };
  }

  /** Bytes of every file but the database, whose pages are its own business. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains("credence.duckdb")) {
          files.put(
              folder.relativize(file).toString(),
              new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  @Test
  void theSecondCallRunsNothingAndLeavesTheSameBytes() throws IOException {
    List<String> ran = new ArrayList<>();
    StudyResult first = run(SMALL, counting(ran));
    StudyReport.write(folder);
    Map<String, String> before = files();
    assertThat(ran).containsExactly("behaviour", "search", "rotations", "confirm");
    assertThat(before)
        .containsKeys(
            "study.yaml", "verdict.json", "run.json", "report.html", "tables/criteria.csv");
    ran.clear();
    StudyResult second = run(SMALL, counting(ran));
    StudyReport.write(folder);
    assertThat(ran).isEmpty();
    assertThat(second.verdict()).isEqualTo(first.verdict());
    Map<String, String> after = files();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void thePlanLiesThereBeforeAnythingIsAsked() throws IOException {
    StudyPlan plan = study(SMALL, Thresholds.STANDARD).plan();
    assertThatThrownBy(
            () ->
                run(
                    SMALL,
                    (stage, _) -> {
                      assertThat(stage).isEqualTo("behaviour");
                      throw new IllegalStateException("stopped at " + stage);
                    }))
        .hasMessage("stopped at behaviour");
    String written = Files.readString(folder.resolve("study.yaml"));
    assertThat(written).isEqualTo(plan.text());
    String[] parts = written.split("\n", 2);
    assertThat(parts[0]).endsWith(Instrument.sha256(parts[1]));
    assertThat(folder.resolve("verdict.json")).doesNotExist();
    assertThat(run(SMALL, (_, _) -> SweepListener.SILENT).findings()).hasSize(10);
  }

  @Test
  void anotherSeedGoesToAnotherFolder() throws IOException {
    assertThatThrownBy(
            () ->
                run(
                    SMALL,
                    (_, _) -> {
                      throw new IllegalStateException("far enough");
                    }))
        .isInstanceOf(IllegalStateException.class);
    String before = Files.readString(folder.resolve("study.yaml"));
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> run(SMALL.withSeed(2), (_, _) -> SweepListener.SILENT));
    assertThat(refused.getMessage())
        .contains("another study_hash", "goes to another folder")
        .doesNotContain("\n");
    assertThat(Files.readString(folder.resolve("study.yaml"))).isEqualTo(before);
  }

  @Test
  void whateverDecidesIsInTheHash() {
    Set<String> hashes = new HashSet<>();
    hashes.add(study(SMALL, Thresholds.STANDARD).plan().hash());
    assertThat(hashes.add(study(SMALL, Thresholds.STANDARD).plan().hash())).isFalse();
    assertThat(hashes.add(study(SMALL.withSeed(2), Thresholds.STANDARD).plan().hash())).isTrue();
    for (String name : Thresholds.STANDARD.byName().keySet()) {
      Map<String, Double> moved = Thresholds.STANDARD.byName();
      moved.merge(name, 1e-3, Double::sum);
      assertThat(hashes.add(study(SMALL, Thresholds.of(moved)).plan().hash())).as(name).isTrue();
    }
  }
}
