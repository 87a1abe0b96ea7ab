package dev.credence.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.belief.Task;
import dev.credence.lab.control.Subject;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  private static final String FILE =
      """
      name: tiny
      seed: 2
      curriculum: {values: {p_a: 0.2, p_b: 0.8}, draws: 4, tokens: 5}
      model: {layers: 1, d_model: 16, heads: 2, d_mlp: 16, positions: none}
      schedule: {steps: 60, rate: 0.01, batch: 16}
      """;

  private static Recipe recipe(Path folder, String text) throws Exception {
    Path file = folder.resolve("tiny.yaml");
    Files.writeString(file, text);
    return Recipes.resolve(file.toString());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void killedItGoesOnAndComesToTheSameModel(@TempDir Path folder) throws Exception {
    Recipe recipe = recipe(folder, FILE);
    TrainingRun.Outcome whole =
        new TrainingRun(recipe, folder.resolve("whole")).run(TrainingRun.SILENT);
    assertThat(whole.resumedAt()).isZero();
    assertThat(whole.klBits()).isLessThan(.05);

    Path cut = folder.resolve("cut");
    assertThatThrownBy(
            () ->
                new TrainingRun(recipe, cut)
                    .run(
                        (done, steps, bits) -> {
                          if (done == 32) {
                            throw new Killed();
                          }
                        }))
        .isInstanceOf(Killed.class);
    assertThat(cut.resolve("model.safetensors")).doesNotExist();
    TrainingRun.Outcome resumed = new TrainingRun(recipe, cut).run(TrainingRun.SILENT);
    assertThat(resumed.resumedAt()).isEqualTo(30);
    for (String file : List.of("model.safetensors", "tl_config.json", "task.yaml", "loss.csv")) {
      assertThat(Files.readAllBytes(cut.resolve(file)))
          .as(file)
          .isEqualTo(Files.readAllBytes(folder.resolve("whole").resolve(file)));
    }
    assertThat(Files.readAllLines(cut.resolve("loss.csv")))
        .hasSize(61)
        .first()
        .isEqualTo("step,rate,cross_entropy_nats,kl_bits");
  }

  @Test
  void theFolderOpensAsAModelWithItsTask(@TempDir Path folder) throws Exception {
    Recipe recipe = recipe(folder, FILE);
    Path out = folder.resolve("out");
    new TrainingRun(recipe, out).run(TrainingRun.SILENT);
    try (Subject subject = Subject.open(out.toString(), ModelOptions.standard(), null);
        Checkpoint weights = Safetensors.open(out.resolve("model.safetensors"))) {
      assertThat(subject.task()).isEqualTo(recipe.curriculum().task());
      assertThat(subject.model().config()).isEqualTo(recipe.config());
      assertThat(((Task.WhichGenerator) recipe.curriculum().task()).layout())
          .containsExactly(Task.Part.BOS, Task.Part.EVIDENCE);
      assertThat(weights.metadata()).containsEntry("provenance", "credence train tiny --out DIR");
    }
  }

  @Test
  void aFolderOfAnotherTrainingIsLeftAlone(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out");
    new TrainingRun(recipe(folder, FILE), out).run(TrainingRun.SILENT);
    Recipe other = recipe(folder, FILE.replace("seed: 2", "seed: 3"));
    assertThatThrownBy(() -> new TrainingRun(other, out).run(TrainingRun.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a model lies there that was made otherwise")
        .hasMessageContaining("Give another folder");
  }

  @Test
  void filesThatMakeNoSenseAreNamedWithTheirKey(@TempDir Path folder) {
    assertThatThrownBy(() -> recipe(folder, FILE.replace("none", "nowhere")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.positions is \"nowhere\"; expected learned or none");
    assertThatThrownBy(() -> recipe(folder, FILE.replace("draws: 4", "draws: 4, drews: 3")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("curriculum.drews is not known here");
    assertThatThrownBy(() -> Recipes.resolve("trained-vase"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("trained-vase: no training has this name, and no file. There are:");
    assertThatThrownBy(() -> Recipes.resolve("trained-urn@x"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the seed is \"x\"");
  }
}
