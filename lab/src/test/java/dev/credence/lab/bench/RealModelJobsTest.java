package dev.credence.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Evidence;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jobs on SmolLM2 itself, against what the Python notebooks gave. */
@Tag("realModel")
class RealModelJobsTest {
  /** As of the replica: recoveries within 5e-4. */
  private static final double RECOVERY = 5e-4;

  private static final Path SHARED = Path.of(System.getProperty("credence.shared", "../../shared"));
  private static final Path GGUF =
      SHARED.resolve("models/smollm2-135m-instruct-q4_1/SmolLM2-135M-Instruct.Q4_1.gguf");

  @BeforeEach
  void needsTheModel() {
    Assumptions.assumeTrue(
        Files.exists(GGUF), "SKIPPED: no SmolLM2 in ../shared/models, so no job was compared");
  }

  private static Model open() {
    return Model.open(new ModelSource.GgufFile(GGUF.toString(), GGUF));
  }

  @Test
  void theNotebooksHeadsAreChosen() throws IOException {
    try (Model model = open()) {
      JobResult result = new NotebookJob().run(model, Questions.of(model));
      assertThat(result.cells()).isEqualTo(556);
      float[] expected =
          Npy.read(SHARED.resolve("replica/raw/head_patching_recovery.npy")).floats();
      float[] actual =
          Objects.requireNonNull(result.arrays().get("head_patching_recovery")).floats();
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i]).as("head %d", i).isCloseTo(expected[i], within(RECOVERY));
      }
      assertThat(Objects.requireNonNull(result.texts().get("selected_heads.txt")).strip())
          .isEqualTo(Files.readString(SHARED.resolve("replica/raw/selected_heads.txt")).strip());
    }
  }

  @Test
  void theSyntheticModelAndItsPromptsHaveItsShape() {
    try (Model model = open()) {
      ModelConfig real = model.config();
      ModelConfig drawn = DrawnModel.SMOLLM2_135M;
      assertThat(
              List.of(
                  drawn.layers(),
                  drawn.dModel(),
                  drawn.heads(),
                  drawn.kvHeads(),
                  drawn.dHead(),
                  drawn.dMlp(),
                  drawn.vocab(),
                  drawn.positions(),
                  drawn.norm(),
                  drawn.gated(),
                  drawn.activation()))
          .isEqualTo(
              List.of(
                  real.layers(),
                  real.dModel(),
                  real.heads(),
                  real.kvHeads(),
                  real.dHead(),
                  real.dMlp(),
                  real.vocab(),
                  real.positions(),
                  real.norm(),
                  real.gated(),
                  real.activation()));
      Questions english = Questions.of(model);
      assertThat(english).isInstanceOf(Questions.English.class);
      var synthetic = new SyntheticQuestions(real.vocab(), "a test");
      Evidence clean = NotebookPrompts.CLEAN;
      for (Evidence other :
          List.of(NotebookPrompts.CORRUPT, NotebookPrompts.STEERING, NotebookPrompts.DRIFT)) {
        assertThat(Arrays.mismatch(synthetic.prompt(clean), synthetic.prompt(other)))
            .isEqualTo(Arrays.mismatch(english.prompt(clean), english.prompt(other)));
        assertThat(synthetic.prompt(other)).hasSameSizeAs(english.prompt(other));
      }
      assertThat(Arrays.mismatch(synthetic.prompt(clean), synthetic.swapped(clean)))
          .isEqualTo(Arrays.mismatch(english.prompt(clean), english.swapped(clean)));
      assertThat(synthetic.distracted(clean, 8)).hasSameSizeAs(english.distracted(clean, 8));
    }
  }
}
