package dev.credence.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.lab.table.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyTerminalReportTest {
  private static final Path FOLDER = Path.of("results", "study");

  private static String story(StudyFixture study, boolean colour) {
    return StudyTerminalReport.of(study.record(), FOLDER, colour);
  }

  @Test
  void theStoryFitsEightyColumns() {
    for (StudyFixture study : List.of(StudyFixture.exactBayes(), StudyFixture.mess3())) {
      assertThat(story(study, false).lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }
  }

  @Test
  void criteriaHaveShapeWordNumberAndBar() {
    assertThat(story(StudyFixture.exactBayes(), false))
        .startsWith("study-exact-bayes: internal belief mechanism.\n")
        .containsPattern(
            "\u25cf pass +C5 the evidence needs it +[01]?\\.\\d{3} \u2588+\u2503\u2588+")
        .contains(FOLDER.resolve("credence.duckdb").toString());
    assertThat(story(StudyFixture.mess3(), false))
        .containsPattern("\u00d7 fail +C2 order does not matter +\\.\\d{3} \u2588+\u2503\u2588+")
        .containsPattern("\u2013 not applicable +C6 steering saturates at p_A and p_B\n");
  }

  @Test
  void colourIsOnlyAdded() {
    String plain = story(StudyFixture.mess3(), false);
    String coloured = story(StudyFixture.mess3(), true);
    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    StudyFixture study = StudyFixture.exactBayes().meta("model", "evil\u001b[2J");
    assertThat(story(study, false)).doesNotContain("\u001b").contains("evil\ufffd[2J");
    assertThat(StudyTerminalReport.verdicts(List.of(study.record()), false))
        .doesNotContain("\u001b");
  }

  @Test
  void aFirstLookSaysSoInItsFirstWords() {
    StudyFixture study = StudyFixture.exactBayes().meta("exploratory", "true");
    assertThat(story(study, false))
        .startsWith("study-exact-bayes: exploratory: internal belief mechanism.\n")
        .contains("Exploratory: too little was asked");
    assertThat(story(StudyFixture.exactBayes(), false)).doesNotContainIgnoringCase("exploratory");
  }

  /** A closed gate: no verdict, not even that of a study which found none, and why. */
  @Test
  void withoutCalibrationThereIsNoVerdict() {
    String why = "the calibration was made with instrument 0-000000000000, this is 5-1b1c1d1e1f10";
    StudyFixture study =
        StudyFixture.mess3()
            .meta("calibrated", "not calibrated: " + why)
            .text(
                "verdict.json",
                _ ->
                    ("{\"verdict\": null, \"modifiers\": [], \"reason\": \"instrument not"
                            + " calibrated: %s\"}")
                        .formatted(why));
    String story = story(study, false);
    assertThat(story.replaceAll("\\s+", " "))
        .startsWith("study-mess3: instrument not calibrated: " + why + ". ")
        .contains("nobody has checked that it is right")
        .doesNotContain("inconclusive", "instrument calibrated");
    assertThat(story).containsPattern("\u00d7 fail +C2 order does not matter");
    assertThat(StudyTerminalReport.verdicts(List.of(study.record()), false))
        .contains("instrument not calibrated")
        .doesNotContain("inconclusive");
    assertThat(StudyHeadline.of(new StudyFacts(study.record(), "")).lead())
        .startsWith("No verdict is given: " + why + ".");
  }

  /** Reasons are made where numbers are rounded as they come. */
  @Test
  void noZeroHasASign() {
    StudyFixture study =
        StudyFixture.mess3()
            .replace("criteria", "status", "fail", "undecided")
            .text(
                "verdict.json",
                v -> v.replace("slope 0.88, R2 0.95", "slope -0.00, R2 -0.000 and -0 %"));
    Table criteria = study.record().table("criteria").orElseThrow();
    Table.Builder spoilt = Table.builder("criteria", criteria.columns().toArray(String[]::new));
    for (List<Object> row : criteria.rows()) {
      List<Object> copy = new ArrayList<>(row);
      copy.set(criteria.columns().indexOf("value"), -0.0);
      copy.set(criteria.columns().indexOf("reason"), "it is -0.000, or -0.00 of -0");
      spoilt.row(copy.toArray());
    }
    assertThat(story(study.put(spoilt.build()), false))
        .contains("slope 0.00, R2 0.000 and 0 %", "it is 0.000, or 0.00 of 0")
        .doesNotContainPattern("[-\u2212]0?\\.?0+\\b");
  }

  @Test
  void verdictsOfSeveralStandBelowEachOther() {
    String lines =
        StudyTerminalReport.verdicts(
            List.of(StudyFixture.exactBayes().record(), StudyFixture.mess3().record()), false);
    assertThat(lines)
        .contains("study-exact-bayes          \u25cf\u25cf")
        .contains("internal belief mechanism");
    assertThat(lines.lines())
        .hasSize(2)
        .allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(80));
  }
}
