package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  private static final Map<String, Object> GPT2 =
      Map.of(
          "model_type", "gpt2",
          "n_embd", 12,
          "n_head", 3,
          "n_layer", 2,
          "n_positions", 16,
          "vocab_size", 7);
  private static final Map<String, Object> LLAMA =
      Map.of(
          "model_type", "llama",
          "hidden_size", 12,
          "num_attention_heads", 3,
          "num_hidden_layers", 2,
          "intermediate_size", 20,
          "vocab_size", 7);

  private static Settings settings(Map<String, ?> base, String key, @Nullable Object value) {
    Map<String, @Nullable Object> values = new HashMap<>(base);
    values.put(key, value);
    return new Settings("config.json", "", values);
  }

  private static ModelConfig read(Map<String, ?> base, String key, @Nullable Object value) {
    return Families.read(settings(base, key, value)).config();
  }

  private static ModelConfig lens(String key, @Nullable Object value) {
    return new TransformerLens().read(settings(GatedLens.CONFIG, key, value)).config();
  }

  private static void refused(ThrowingCallable read, String message) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(read)
        .withMessageContaining(message);
  }

  @Test
  void anInnerWidthOfNullIsFourTimesTheModels() {
    assertThat(read(GPT2, "n_inner", null).dMlp()).isEqualTo(48);
    assertThat(read(GPT2, "n_inner", 20).dMlp()).isEqualTo(20);
  }

  @Test
  void headsAreAsWideAsTheModelAllowsWhereNothingElseIsSaid() {
    assertThat(read(LLAMA, "head_dim", null).dHead()).isEqualTo(4);
    assertThat(read(LLAMA, "head_dim", 6).dHead()).isEqualTo(6);
    refused(
        () -> read(LLAMA, "hidden_size", 13),
        "\"hidden_size\" is 13; expected a multiple of the 3 heads");
  }

  @Test
  void whatIsNotComputedIsRefusedByItsKey() {
    refused(
        () -> read(GPT2, "scale_attn_by_inverse_layer_idx", true),
        "config.json: \"scale_attn_by_inverse_layer_idx\" is true; ");
    refused(() -> read(LLAMA, "hidden_act", "mish"), "activation function \"mish\" is not known");
    refused(() -> lens("positional_embedding_type", "shortformer"), "\"shortformer\"; known are");
    refused(() -> lens("positional_embedding_type", "alibi"), "\"alibi\"; known are");
    refused(() -> lens("attention_dir", "bidirectional"), "only \"causal\"");
    refused(() -> lens("num_experts", 4), "\"num_experts\" is 4; mixtures");
    refused(() -> lens("normalization_type", "BN"), "known are LN, LNPre, RMS, RMSPre and null");
  }

  @ParameterizedTest
  @CsvSource({
    "vocab_size, many, expected a whole number",
    "vocab_size, 1.5, expected a whole number",
    "num_hidden_layers, 123456789, 123,456,789 layers",
    "vocab_size, 0, d_vocab is 0",
    "intermediate_size, 2147483647, PRE would have 2,147,483,647 rows",
    "num_attention_heads, 0, expected a multiple of the 0 heads"
  })
  void valuesThatCannotBeAreTold(String key, String value, String message) {
    Object number =
        value.contains(".")
            ? (Object) Double.valueOf(value)
            : value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;
    refused(() -> read(LLAMA, key, number), message);
  }

  @Test
  void aMissingKeyIsNamed() {
    refused(
        () -> read(LLAMA, "vocab_size", null),
        "config.json: \"vocab_size\" is missing, and this family needs it");
  }

  @Test
  void filesThatAreNoConfigurationAreTold(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("config.json");
    Files.writeString(file, "{\"model_type\": ");
    refused(() -> Families.read(folder), "not JSON");
    Files.writeString(file, "[1, 2]");
    refused(() -> Families.read(folder), "expected a JSON object");
    Files.writeString(file, "[".repeat(100_000));
    refused(() -> Families.read(folder), "not JSON");
  }

  @Test
  void transformerLensConfigurationsSayWhatTheyMean() {
    ModelConfig config = lens("use_attn_scale", false);
    assertThat(config.attentionScale()).isEqualTo(1);
    assertThat(config.vocabOut()).isEqualTo(3);
    assertThat(config.kvHeads()).isEqualTo(2);
    assertThat(config.prependBos()).isFalse();
    assertThat(lens("attn_scale", 4.0).attentionScale()).isEqualTo(.25);
    assertThat(lens("attn_scale", null).attentionScale()).isEqualTo(1 / Math.sqrt(2));
    assertThat(lens("normalization_type", null).norm()).isEqualTo(NormKind.NONE);
    assertThat(lens("normalization_type", null).finalNorm()).isFalse();
    assertThat(lens("act_fn", "softplus").activation()).isEqualTo(ActivationFunction.SOFTPLUS);
    assertThat(lens("attn_only", true).attentionOnly()).isTrue();
    assertThat(lens("parallel_attn_mlp", true).parallel()).isTrue();
    assertThat(lens("output_logits_soft_cap", 30.0).logitSoftcap()).isEqualTo(30);
    assertThat(((PositionScheme.Rotary) config.positions()).dims()).isEqualTo(2);
  }

  @Test
  void windowsComeFromTheListOfLayersOrTheFamilysRule() {
    Map<String, Object> gemma = new HashMap<>(LLAMA);
    gemma.put("model_type", "gemma2");
    gemma.put("sliding_window", 5);
    assertThat(read(gemma, "x", null).windows()).containsExactly(5, 0);
    List<String> types = Arrays.asList("full_attention", "sliding_attention");
    assertThat(read(gemma, "layer_types", types).windows()).containsExactly(0, 5);
    refused(() -> read(gemma, "layer_types", List.of("full_attention")), "each of the 2 layers");

    Map<String, Object> mistral = new HashMap<>(LLAMA);
    mistral.put("model_type", "mistral");
    assertThat(read(mistral, "x", null).windows()).containsExactly(4096, 4096);
    assertThat(read(mistral, "sliding_window", null).windows()).isEmpty();

    Map<String, Object> qwen = new HashMap<>(LLAMA);
    qwen.put("model_type", "qwen2");
    qwen.put("sliding_window", 9);
    qwen.put("max_window_layers", 1);
    assertThat(read(qwen, "use_sliding_window", false).windows()).isEmpty();
    assertThat(read(qwen, "use_sliding_window", true).windows()).containsExactly(0, 9);
  }
}
