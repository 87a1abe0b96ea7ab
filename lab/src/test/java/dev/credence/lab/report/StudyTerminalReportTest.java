package dev.credence.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
