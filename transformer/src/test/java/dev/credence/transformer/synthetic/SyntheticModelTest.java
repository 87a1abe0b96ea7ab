package dev.credence.transformer.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticModelTest {
  private static final LlamaShape SHAPE = LlamaShape.TINY;

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void write() {
    model = folder.resolve("tiny");
    new SyntheticModel(SHAPE, 0).write(model);
  }

  /** The real one's index says so, and so do the sizes of its files. */
  @Test
  void llama31IsAsLargeAsTheRealOne() {
    assertThat(new SyntheticModel(LlamaShape.LLAMA_3_1_8B, 0).bytes()).isEqualTo(16_060_522_496L);
    assertThat(new SyntheticModel(LlamaShape.LLAMA_3_2_1B, 0).bytes()).isEqualTo(2_471_628_800L);
  }

  @Test
  void itsLogitsAreThoseOfAPlainForwardPass() {
    int[] prompt = {3, 500, 41, 41, 7, 256, 0, 511, 12};
    try (Model opened = Model.open(ModelSource.resolve(model.toString()));
        Checkpoint weights = Safetensors.openFolder(model)) {
      assertThat(opened.tokenizer()).isEmpty();
      CellSet cells =
          CellSet.builder()
              .prompt("p", prompt)
              .cell(Cell.unedited("p", "p"))
              .capture(Capture.of("logits"))
              .build();
      float[] found = opened.run(cells).capture("p", "logits").floats();
      double[][] expected = new PlainLlama(SHAPE, weights).logits(prompt);
      assertThat(found).hasSize(prompt.length * SHAPE.vocab());
      for (int p = 0; p < prompt.length; p++) {
        for (int t = 0; t < SHAPE.vocab(); t++) {
          assertThat((double) found[p * SHAPE.vocab() + t]).isCloseTo(expected[p][t], within(2e-5));
        }
      }
    }
  }

  @Test
  void shardsChangeNothing() throws IOException {
    Path many = folder.resolve("many");
    new SyntheticModel(SHAPE, 0).write(many, 100_000);
    try (var files = Files.list(many)) {
      assertThat(files.filter(f -> f.toString().endsWith(".safetensors")).count()).isGreaterThan(5);
    }
    try (Checkpoint one = Safetensors.openFolder(model);
        Checkpoint several = Safetensors.openFolder(many)) {
      assertThat(several.names()).isEqualTo(one.names());
      for (String name : one.names()) {
        assertThat(several.get(name).data().mismatch(one.get(name).data())).isEqualTo(-1);
      }
    }
  }

  @Test
  void aSeedGivesTheSameFilesAndAnotherOthers() {
    Path again = folder.resolve("again");
    Path other = folder.resolve("other");
    new SyntheticModel(SHAPE, 0).write(again);
    new SyntheticModel(SHAPE, 1).write(other);
    try (Checkpoint a = Safetensors.openFolder(model);
        Checkpoint b = Safetensors.openFolder(again);
        Checkpoint c = Safetensors.openFolder(other)) {
      assertThat(b.digest()).isEqualTo(a.digest());
      assertThat(c.digest()).isNotEqualTo(a.digest());
    }
  }

  @Test
  void numbersAreNormalAndNoTwoMatricesAreAlike() {
    try (Checkpoint weights = Safetensors.openFolder(model)) {
      float[] up = weights.get("model.layers.0.mlp.up_proj.weight").toFloats();
      float[] gate = weights.get("model.layers.0.mlp.gate_proj.weight").toFloats();
      double n = up.length;
      double sum = 0;
      double squares = 0;
      double fourth = 0;
      double product = 0;
      for (int i = 0; i < n; i++) {
        double z = up[i] * Math.sqrt(SHAPE.dModel());
        sum += z;
        squares += z * z;
        fourth += z * z * z * z;
        product += z * gate[i] * Math.sqrt(SHAPE.dModel());
      }
      // Five standard errors each.
      assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
      assertThat(squares / n).isCloseTo(1, within(5 * Math.sqrt(2 / n)));
      assertThat(fourth / n).isCloseTo(3, within(5 * Math.sqrt(96 / n)));
      assertThat(product / n).isCloseTo(0, within(5 / Math.sqrt(n)));
      for (float one : weights.get("model.norm.weight").toFloats()) {
        assertThat(one).isEqualTo(1);
      }
    }
  }

  @Test
  void aFolderWithSomethingInItIsLeftAlone() {
    assertThatThrownBy(() -> new SyntheticModel(SHAPE, 0).write(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("something in it already");
    assertThatThrownBy(() -> LlamaShape.named("8b"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("llama-3.1-8b");
  }
}
