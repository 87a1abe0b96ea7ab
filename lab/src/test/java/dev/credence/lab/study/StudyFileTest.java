package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.question.Question;
import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A study as somebody writes it down. */
class StudyFileTest {
  @TempDir Path folder;

  private StudyFile read(String yaml) throws IOException {
    return StudyFile.read(
        Files.writeString(folder.resolve("STUDY.yaml"), yaml), StudyOptions.STANDARD);
  }

  @Test
  void everyKeyIsTakenAtItsWord() throws IOException {
    StudyFile file =
        read(
            """
            seed: 7
            cells: 500
            orders: 2
            search_pairs: 33
            confirm_pairs: 44
            random_subspaces: 155
            null_pairs: 22
            prompts_per_pair: 5
            map_pairs: 11
            rotation_sites: 1
            rotation_pairs: 99
            rotation_steps: 77
            resamples: 400
            chances: [0.25, 0.75]
            priors: [0.4]
            evidence: {min: 2, max: 9}
            wordings: [machines]
            symbols: [X/Y, A/B]
            thresholds: {mass: 0.3, agreement: 0.75}
            """);
    assertThat(file.options())
        .isEqualTo(
            new StudyOptions(500, 2, 33, 44, 155, 22, 5, 11, 1, 99, 77, 400, 7, true, false));
    assertThat(file.thresholds().mass()).isEqualTo(.3);
    assertThat(file.thresholds().agreement()).isEqualTo(.75);
    assertThat(file.thresholds().leastSlope()).isEqualTo(.8);
    assertThat(file.task().questions())
        .extracting(Question::name)
        .containsExactly("p_A 0.25, p_B 0.75, prior 0.4", "p_A 0.75, p_B 0.25, prior 0.4");
    assertThat(file.task().evidence().min()).isEqualTo(2);
    assertThat(file.task().evidence().max()).isEqualTo(9);
    assertThat(file.presentations()).hasSize(2 * TextPresentation.NamingOrder.values().length);
    assertThat(file.presentations()).allMatch(p -> p.wording().name().equals("machines"));
    assertThat(file.presentations())
        .extracting(p -> p.words().x() + p.words().y())
        .contains("XY", "AB");
  }

  @Test
  void whatIsLeftOutIsStandard() throws IOException {
    StudyFile standard = StudyFile.standard(StudyOptions.STANDARD.withSeed(3));
    StudyFile file = read("seed: 3");
    assertThat(file.options()).isEqualTo(standard.options());
    assertThat(file.thresholds()).isEqualTo(Thresholds.STANDARD);
    assertThat(file.presentations()).isEqualTo(standard.presentations());
    assertThat(file.task().questions()).isEqualTo(standard.task().questions());
    assertThat(file.withSeed(9).options().seed()).isEqualTo(9);
  }

  @Test
  void fillersAreCrossedWithEverythingElse() throws IOException {
    StudyFile file =
        read("fillers: [none, distractor inside, neutral before]\nwordings: [machines]");
    assertThat(file.presentations())
        .hasSize(3 * TextPresentation.NamingOrder.values().length)
        .doesNotHaveDuplicates();
    assertThat(file.presentations())
        .extracting(p -> p.fillers().toString())
        .containsOnly("no filler", "distractor inside", "neutral before");
  }

  @Test
  void transferIsJudgedOnWordsThatTheStudyDoesNotUse() throws IOException {
    StudyFile file = read("wordings: [machines]\nsymbols: [A/B]");
    List<String> elsewhere = List.copyOf(file.elsewhere().keySet());
    assertThat(elsewhere).hasSize(3).doesNotContain("symbols A/B", "wording machines");
    assertThat(elsewhere.getFirst()).startsWith("symbols ");
    assertThat(elsewhere.getLast()).startsWith("wording ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cels: 3                        | cels is not known here
          thresholds: {mas: 1}           | thresholds.mas is not known here
          evidence: {min: 1, max: 3, a: 1} | evidence.a is not known here
          evidence: {min: 4, max: 2}     | lengths from 4 to 2
          evidence: 3                    | evidence is 3; expected keys and values
          cells: many                    | cells is many; expected an integer
          cells: 1.5                     | cells is 1.5; expected an integer
          cells: 0                       | cells is 0
          seed: -1                       | seed is -1
          orders: 0                      | orders is 0
          confirm_pairs: 1               | confirm_pairs is 1
          random_subspaces: 99           | random_subspaces is 99
          chances: half                  | chances is half; expected a list of numbers
          chances: [0.5]                 | no question in which p_A differs from p_B
          chances: [0.5, 1.5]            | 1.5
          priors: [0]                    | prior
          wordings: [riddles]            | wording "riddles": there are
          wordings: []                   | wordings
          symbols: [XY]                  | symbols "XY"; expected two words with a slash
          symbols: [X/X]                 | X
          symbols: []                    | symbols
          fillers: [music]               | fillers "music"; expected none, or distractor or neutral
          fillers: []                    | fillers is []
          thresholds: {mass: much}       | thresholds.mass is much; expected a number
          """)
  void aMistakeIsOneLineThatNamesFileAndKey(String yaml, String told) {
    InvalidInputException e =
        catchThrowableOfType(InvalidInputException.class, () -> read(yaml.strip()));
    assertThat(e).as(yaml).isNotNull();
    assertThat(e.getMessage()).contains("STUDY.yaml", told.strip()).doesNotContain("\n");
  }
}
