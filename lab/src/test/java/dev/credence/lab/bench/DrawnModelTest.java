package dev.credence.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Evidence;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnModelTest {
  private static ModelConfig.Builder small() {
    return ModelConfig.builder()
        .layers(2)
        .dModel(8)
        .heads(2)
        .dMlp(6)
        .vocab(20)
        .norm(NormKind.RMS, 1e-5);
  }

  private static String digest(ModelConfig config, long seed) {
    try (Model model = DrawnModel.of("small", config, seed, ModelOptions.standard())) {
      return model.digest();
    }
  }

  @Test
  void aSeedAlwaysGivesTheSameWeights() {
    ModelConfig config = small().build();
    assertThat(digest(config, 7)).isEqualTo(digest(config, 7)).isNotEqualTo(digest(config, 8));
  }

  @Test
  void itsAnswersAreNumbers() {
    try (Model model = DrawnModel.of("small", small().build(), 0, ModelOptions.standard())) {
      float[] logits = new SinglePrompt().run(model, Questions.of(model)).logits().floats();
      assertThat(Float.isFinite(logits[0]) && Float.isFinite(logits[1])).isTrue();
      assertThat(logits[0]).isNotEqualTo(logits[1]);
    }
  }

  @Test
  void whatIsNotDrawnIsRefused() {
    ModelConfig learned = small().positions(new PositionScheme.Learned()).build();
    assertThatThrownBy(() -> DrawnModel.of("x", learned, 0, ModelOptions.standard()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itsPromptsAreLaidOutAsSmolLm2sAre() {
    var questions = new SyntheticQuestions(49_152, "a test");
    int[] clean = questions.prompt(NotebookPrompts.CLEAN);
    int[] corrupt = questions.prompt(NotebookPrompts.CORRUPT);
    assertThat(clean).hasSize(55);
    assertThat(corrupt).hasSize(55);
    assertThat(Arrays.mismatch(clean, corrupt)).isEqualTo(35 + 5);
    assertThat(Arrays.mismatch(clean, questions.swapped(NotebookPrompts.CLEAN))).isEqualTo(12);
    assertThat(questions.distracted(Evidence.of("X"), 2)).hasSize(46 + 2 * 10);
    assertThat(questions.answers().x()).doesNotContainAnyElementsOf(questions.answers().y());
    assertThat(Arrays.stream(clean).max().orElseThrow()).isLessThan(49_152);
  }

  @Test
  void aVocabularyTooSmallIsNamed() {
    assertThatThrownBy(() -> new SyntheticQuestions(7, ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("7 different tokens");
  }

  @Test
  void theProcessorsNameIsReadFromLinux(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(
        file, "processor\t: 0\nmodel\t\t: 85\nmodel name\t: A: B (R) 3\nmodel name: C\n");
    assertThat(Machine.ofLinux(file)).isEqualTo("A: B (R) 3");
    Files.writeString(file, "processor\t: 0\nBogoMIPS\t: 50\n");
    assertThat(Machine.ofLinux(file)).isNull();
    assertThat(Machine.ofLinux(folder.resolve("gone"))).isNull();
    assertThat(Machine.here().cores()).isPositive();
    assertThat(Machine.here().memoryBytes()).isPositive();
    assertThat(Machine.here().processor()).isNotBlank();
  }
}
