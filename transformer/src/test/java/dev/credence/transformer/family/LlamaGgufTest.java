package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Shape;
import dev.credence.transformer.PlainModel;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.Gguf;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LlamaGgufTest {

  /** One layer, two query heads and one key/value head of 4. */
  private static HandMade small() {
    HandMade file =
        new HandMade()
            .random("token_embd.weight", 6, 8)
            .random("output_norm.weight", 8)
            .random("blk.0.attn_norm.weight", 8)
            .random("blk.0.attn_v.weight", 4, 8)
            .random("blk.0.attn_output.weight", 8, 8)
            .random("blk.0.ffn_norm.weight", 8)
            .random("blk.0.ffn_gate.weight", 10, 8)
            .random("blk.0.ffn_up.weight", 10, 8)
            .random("blk.0.ffn_down.weight", 8, 10);
    file.arrays.put("blk.0.attn_q.weight", numbered(8, 8));
    file.arrays.put("blk.0.attn_k.weight", numbered(4, 8));
    file.metadata.putAll(
        Map.of(
            "general.architecture", "llama",
            "llama.block_count", 1L,
            "llama.context_length", 32L,
            "llama.embedding_length", 8L,
            "llama.feed_forward_length", 10L,
            "llama.attention.head_count", 2L,
            "llama.attention.head_count_kv", 1L,
            "llama.attention.layer_norm_rms_epsilon", 1e-5f,
            "tokenizer.ggml.tokens", List.of("a", "b", "c", "d", "e", "f")));
    return file;
  }

  /** Row r, column c holds 100 r + c. */
  private static NdArray numbered(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 * (i / columns) + i % columns;
    }
    return NdArray.of(values, rows, columns);
  }

  @Test
  void rowsOfQueriesAndKeysGoFromPairsSideBySideToHalves() {
    try (LoadedWeights loaded = load(small())) {
      var layer = loaded.weights().layers().getFirst();
      assertThat(firstColumn(layer.q().weight().toFloats(), 8))
          .containsExactly(0, 200, 100, 300, 400, 600, 500, 700);
      assertThat(firstColumn(layer.k().weight().toFloats(), 8)).containsExactly(0, 200, 100, 300);
      assertThat(layer.q().weight().shape()).isEqualTo(Shape.of(8, 8));
      assertThat(layer.q().weight().toFloats()[8 + 5]).isEqualTo(205);
    }
  }

  private static LoadedWeights load(HandMade file) {
    return Families.read(file).load(file, DType.FLOAT32, Device.CPU);
  }

  private static float[] firstColumn(float[] matrix, int columns) {
    float[] first = new float[matrix.length / columns];
    for (int row = 0; row < first.length; row++) {
      first[row] = matrix[row * columns];
    }
    return first;
  }

  @Test
  void sizesComeFromTheMetadata() {
    ModelConfig config = Families.read(small()).config();
    assertThat(config.dHead()).isEqualTo(4);
    assertThat(config.kvHeads()).isEqualTo(1);
    assertThat(config.vocab()).isEqualTo(6);
    assertThat(config.normEpsilon()).isEqualTo(1e-5);
    assertThat(config.prependBos()).isNull();
    assertThat(config.positions())
        .isEqualTo(new PositionScheme.Rotary(4, 10_000, false, new RotaryScaling.Unscaled()));
  }

  @Test
  void divisorsOfFrequenciesAreReadFromTheirTensor() {
    HandMade file = small();
    file.arrays.put("rope_freqs.weight", NdArray.of(new float[] {1, 8}));
    var rotary = (PositionScheme.Rotary) Families.read(file).config().positions();
    assertThat(rotary.frequencies()).containsExactly(1, .01 / 8);
    load(file).close();

    file.arrays.put("rope_freqs.weight", NdArray.of(new float[] {1, 8, 8}));
    assertThatThrownBy(() -> Families.read(file)).hasMessageContaining("3 rotary divisors for 2");
  }

  @Test
  void linearScalingIsReadAndOthersAreRefused() {
    HandMade file = small();
    file.metadata.put("llama.rope.scaling.type", "linear");
    file.metadata.put("llama.rope.scaling.factor", 4f);
    var rotary = (PositionScheme.Rotary) Families.read(file).config().positions();
    assertThat(rotary.scaling()).isEqualTo(new RotaryScaling.Linear(4));

    file.metadata.put("llama.rope.scaling.type", "yarn");
    assertThatThrownBy(() -> Families.read(file))
        .hasMessageContaining("\"llama.rope.scaling.type\" is \"yarn\"; known are none and linear");
  }

  @Test
  @Tag("realModel")
  void theQuantisedModelIsReadWholeAndGivesTheReferenceLogits() {
    Golden golden = Golden.trained("smollm2-135m-instruct-q4_1");
    Checkpoint file = Gguf.open(golden.folder().resolve("SmolLM2-135M-Instruct.Q4_1.gguf"));
    Blueprint blueprint = Families.read(file);
    assertThat(blueprint.config().group()).isEqualTo(3);
    JsonNode ids =
        new JsonMapper()
            .readTree(golden.folder().resolve("reference.json"))
            .path("prompts")
            .path("facts_bos")
            .path("ids");
    long[] tokens = new long[ids.size()];
    Arrays.setAll(tokens, i -> ids.get(i).asLong());
    try (LoadedWeights loaded = blueprint.load(file, DType.FLOAT32, Device.CPU);
        Checkpoint reference = golden.reference()) {
      assertThat(loaded.weights().unembed().weight()).isSameAs(loaded.weights().embed());
      assertThat(loaded.weights().embed().row(tokens[tokens.length - 1]))
          .isEqualTo(reference.get("facts_bos.hook_embed").toFloats());
      double[][] logits = new PlainModel(blueprint.config(), loaded.weights()).logits(tokens);
      double[] expected = reference.get("facts_bos.logits").toArray().doubles();
      double largest = 0; // one number, since a list of 49,152 differences takes minutes to write
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(logits[tokens.length - 1][i] - expected[i]));
      }
      assertThat(largest).isLessThan(1e-4);
    }
  }
}
