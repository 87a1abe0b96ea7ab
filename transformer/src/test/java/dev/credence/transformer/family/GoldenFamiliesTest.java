package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.transformer.PlainModel;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GoldenFamiliesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama_gqa",
        "llama_tied",
        "llama_rope_llama3",
        "llama_head_dim",
        "gpt2",
        "tl_attn_only",
        "tl_relu_1head",
        "mistral",
        "qwen2",
        "qwen3",
        "gemma2",
        "pythia",
        "gpt_neox_serial"
      })
  void aConfigurationSaysWhatTransformerLensWasToldOfTheSameModel(String name) {
    JsonNode tl = Golden.tiny(name).transformerLensConfig().orElseThrow();
    ModelConfig config = Golden.tiny(name).blueprint().config();

    assertThat(config.layers()).isEqualTo(tl.path("n_layers").asInt());
    assertThat(config.dModel()).isEqualTo(tl.path("d_model").asInt());
    assertThat(config.heads()).isEqualTo(tl.path("n_heads").asInt());
    assertThat(config.kvHeads())
        .isEqualTo(tl.path("n_key_value_heads").asInt(tl.path("n_heads").asInt()));
    assertThat(config.dHead()).isEqualTo(tl.path("d_head").asInt());
    assertThat(config.dMlp())
        .isEqualTo(tl.path("attn_only").asBoolean(false) ? 0 : tl.path("d_mlp").asInt());
    assertThat(config.vocab()).isEqualTo(tl.path("d_vocab").asInt());
    assertThat(config.vocabOut()).isEqualTo(tl.path("d_vocab").asInt());
    assertThat(config.context()).isEqualTo(tl.path("n_ctx").asInt());
    assertThat(config.normEpsilon()).isEqualTo(tl.path("eps").asDouble());
    assertThat(config.norm())
        .isEqualTo(
            switch (tl.path("normalization_type").asString()) {
              case "LN" -> NormKind.LAYER_NORM;
              case "RMS" -> NormKind.RMS;
              default -> NormKind.NONE;
            });
    if (!config.attentionOnly()) {
      assertThat(config.activation())
          .isEqualTo(ActivationFunction.named(tl.path("act_fn").asString()));
    }
    assertThat(config.gated()).isEqualTo(tl.path("gated_mlp").asBoolean(false));
    assertThat(config.parallel()).isEqualTo(tl.path("parallel_attn_mlp").asBoolean(false));
    assertThat(config.queryKeyNorm()).isEqualTo(tl.path("use_qk_norm").asBoolean(false));
    assertThat(config.postNorms())
        .isEqualTo(tl.path("use_normalization_before_and_after").asBoolean(false));
    assertThat(config.attentionScale())
        .isCloseTo(1 / tl.path("attn_scale").asDouble(Math.sqrt(config.dHead())), within(1e-15));
    assertThat(config.attentionSoftcap())
        .isEqualTo(Math.max(0, tl.path("attn_scores_soft_cap").asDouble(0)));
    assertThat(config.logitSoftcap())
        .isEqualTo(Math.max(0, tl.path("output_logits_soft_cap").asDouble(0)));
    checkPositions(config, tl);
    for (int layer = 0; layer < config.layers(); layer++) {
      boolean local = tl.path("attn_types").path(layer).asString("").equals("local");
      assertThat(config.window(layer)).isEqualTo(local ? tl.path("window_size").asInt() : 0);
    }
  }

  private static void checkPositions(ModelConfig config, JsonNode tl) {
    if (tl.path("positional_embedding_type").asString().equals("standard")) {
      assertThat(config.positions()).isEqualTo(new PositionScheme.Learned());
      return;
    }
    RotaryScaling scaling =
        tl.path("use_NTK_by_parts_rope").asBoolean(false)
            ? new RotaryScaling.Llama3(
                tl.path("NTK_by_parts_factor").asDouble(),
                tl.path("NTK_by_parts_low_freq_factor").asDouble(),
                tl.path("NTK_by_parts_high_freq_factor").asDouble(),
                tl.path("NTK_original_ctx_len").asDouble())
            : new RotaryScaling.Unscaled();
    assertThat(config.positions())
        .isEqualTo(
            new PositionScheme.Rotary(
                tl.path("rotary_dim").asInt(),
                tl.path("rotary_base").asDouble(),
                tl.path("rotary_adjacent_pairs").asBoolean(false),
                scaling));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama_gqa",
        "llama_gqa_sharded",
        "llama_gqa_bf16",
        "llama_gqa_fp16",
        "llama_tied",
        "llama_rope_llama3",
        "llama_head_dim",
        "gpt2",
        "tl_attn_only",
        "tl_relu_1head",
        "mistral",
        "qwen2",
        "qwen3",
        "gemma2",
        "pythia",
        "gpt_neox_serial"
      })
  void theLoadedWeightsGiveTheLogitsOfTheOriginalProgram(String name) {
    Golden golden = Golden.tiny(name);
    Blueprint blueprint = golden.blueprint();
    try (LoadedWeights loaded = blueprint.load(golden.checkpoint(), DType.FLOAT32, Device.CPU);
        Checkpoint reference = golden.reference()) {
      PlainModel forward = new PlainModel(blueprint.config(), loaded.weights());
      int compared = 0;
      for (String prompt : new String[] {"clean", "other"}) {
        if (reference.has("logits/" + prompt)) {
          double[] tokens = reference.get("tokens/" + prompt).toArray().doubles();
          double[] expected = reference.get("logits/" + prompt).toArray().doubles();
          assertClose(forward, tokens, expected);
          compared += expected.length;
        }
      }
      assertThat(compared).isGreaterThan(100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor", "gpt-nano-sort", "babyllama105", "stories260k"})
  void trainedModelsOfEveryFamilyAreReadToTheLastTensor(String name) {
    Golden golden = Golden.trained(name);
    try (LoadedWeights loaded =
        golden.blueprint().load(golden.checkpoint(), DType.FLOAT32, Device.CPU)) {
      assertThat(loaded.weights().layers()).hasSize(golden.blueprint().config().layers());
      assertThat(loaded.digest()).startsWith("sha256:").hasSize(71);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-nano-sort", "babyllama105", "stories260k"})
  void trainedModelsGiveTheLogitsThatWerePublishedOrComputedElsewhere(String name) {
    Golden golden = Golden.trained(name);
    Blueprint blueprint = golden.blueprint();
    try (LoadedWeights loaded = blueprint.load(golden.checkpoint(), DType.FLOAT32, Device.CPU);
        Checkpoint reference = golden.reference()) {
      PlainModel forward = new PlainModel(blueprint.config(), loaded.weights());
      NdArray tokens = reference.get("tokens").toArray();
      int length = (int) tokens.shape()[tokens.rank() - 1];
      double[] logits = reference.get("logits").toArray().doubles();
      int prompts = tokens.size() / length;
      for (int i = 0; i < prompts; i++) {
        assertClose(
            forward,
            Arrays.copyOfRange(tokens.doubles(), i * length, (i + 1) * length),
            Arrays.copyOfRange(
                logits, i * logits.length / prompts, (i + 1) * logits.length / prompts));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mess3", "rrxor"})
  void trainedBeliefModelsGiveTheirRecordedProbabilities(String name) {
    Golden golden = Golden.trained(name);
    Blueprint blueprint = golden.blueprint();
    try (LoadedWeights loaded = blueprint.load(golden.checkpoint(), DType.FLOAT32, Device.CPU);
        Checkpoint reference = golden.reference()) {
      PlainModel forward = new PlainModel(blueprint.config(), loaded.weights());
      double[] tokens = reference.get("tokens").toArray().doubles();
      double[] expected = reference.get("model_probability").toArray().doubles();
      int vocab = blueprint.config().vocab();
      for (int word = 0; word < 20; word++) {
        long[] ids = new long[10];
        for (int p = 0; p < 10; p++) {
          ids[p] = (long) tokens[10 * word + p];
        }
        double[][] logits = forward.logits(ids);
        for (int p = 0; p < 10; p++) {
          double total = Arrays.stream(logits[p]).map(Math::exp).sum();
          for (int i = 0; i < vocab; i++) {
            assertThat(Math.exp(logits[p][i]) / total)
                .isCloseTo(expected[(10 * word + p) * vocab + i], within(1e-6));
          }
        }
      }
    }
  }

  static void assertClose(PlainModel forward, double[] tokens, double[] expected) {
    long[] ids = new long[tokens.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (long) tokens[i];
    }
    double[][] logits = forward.logits(ids);
    for (int i = 0; i < expected.length; i++) {
      double found = logits[i / logits[0].length][i % logits[0].length];
      assertThat(found)
          .as("logit %d", i)
          .isCloseTo(expected[i], within(Golden.TOLERANCE * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
