package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadingTest {

  private static LoadedWeights load(String name, DType dtype) {
    Golden golden = Golden.tiny(name);
    return golden.blueprint().load(golden.checkpoint(), dtype, Device.CPU);
  }

  private static List<Tensor> tensors(LoadedWeights loaded) {
    List<Tensor> all = new ArrayList<>();
    loaded
        .weights()
        .map(
            tensor -> {
              all.add(tensor);
              return tensor;
            });
    return all;
  }

  @Test
  void shardsHoldTheSameWeightsAsOneFile() {
    try (LoadedWeights single = load("llama_gqa", DType.FLOAT32);
        LoadedWeights shards = load("llama_gqa_sharded", DType.FLOAT32)) {
      List<Tensor> expected = tensors(single);
      List<Tensor> found = tensors(shards);
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(Ops.equal(found.get(i), expected.get(i))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"llama_gqa, BFLOAT16, llama_gqa_bf16", "llama_gqa, FLOAT16, llama_gqa_fp16"})
  void narrowingRoundsAsTheProgramThatWroteTheNarrowFile(String wide, DType dtype, String narrow) {
    try (LoadedWeights rounded = load(wide, dtype);
        LoadedWeights stored = load(narrow, dtype)) {
      List<Tensor> expected = tensors(stored);
      List<Tensor> found = tensors(rounded);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).dtype()).isEqualTo(dtype);
        assertThat(Ops.equal(found.get(i), expected.get(i))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"gpt2, BFLOAT16", "gemma2, FLOAT16", "pythia, BFLOAT16"})
  void reorderedWeightsNarrowLikeAnyOther(String name, DType dtype) {
    try (LoadedWeights wide = load(name, DType.FLOAT32);
        LoadedWeights narrow = load(name, dtype)) {
      List<Tensor> expected = tensors(wide);
      List<Tensor> found = tensors(narrow);
      for (int i = 0; i < found.size(); i++) {
        try (Tensor rounded = Ops.to(expected.get(i), dtype)) {
          assertThat(Ops.equal(found.get(i), rounded)).isTrue();
        }
      }
    }
  }

  @Test
  void onlyFloatingPointOfThreeKindsHoldsWeights() {
    assertThatThrownBy(() -> load("llama_gqa", DType.FLOAT64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float32, float16 or bfloat16, not in float64");
  }

  @Test
  void everyWeightLiesInOnePieceAndInItsShape() {
    for (String name : List.of("gpt2", "pythia", "gemma2", "tl_relu_1head", "llama_gqa")) {
      try (LoadedWeights loaded = load(name, DType.FLOAT32)) {
        ModelConfig config = Golden.tiny(name).blueprint().config();
        assertThat(tensors(loaded)).allMatch(Tensor::isContiguous);
        assertThat(loaded.weights().layers().getFirst().o().weight().shape().sizes())
            .containsExactly(config.dModel(), (long) config.heads() * config.dHead());
      }
    }
  }

  @Test
  void weightsMadeInJavaAreLoadedByTheSameNames() {
    Golden golden = Golden.tiny("tl_relu_1head");
    HandMade copy;
    try (Checkpoint file = golden.checkpoint()) {
      copy = HandMade.copyOf(file);
    }
    copy.arrays.keySet().removeIf(name -> name.endsWith("IGNORE") || name.endsWith("mask"));
    ModelConfig config = golden.blueprint().config();
    try (LoadedWeights fromJava =
            Families.load("builtin", config, copy.arrays, DType.FLOAT32, Device.CPU);
        LoadedWeights fromFile = load("tl_relu_1head", DType.FLOAT32)) {
      List<Tensor> expected = tensors(fromFile);
      List<Tensor> found = tensors(fromJava);
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(Ops.equal(found.get(i), expected.get(i))).isTrue();
      }
      assertThat(fromJava.digest()).startsWith("sha256:").hasSize(71);
    }
  }

  @Test
  void aModelWithoutNormsBiasesAndMlpNeedsFewArrays() {
    ModelConfig config =
        ModelConfig.builder()
            .layers(1)
            .dModel(4)
            .heads(1)
            .vocab(3)
            .context(5)
            .norm(NormKind.NONE, 0)
            .finalNorm(false)
            .positions(new PositionScheme.Learned())
            .build();
    Map<String, NdArray> arrays =
        new HandMade()
            .random("embed.W_E", 3, 4)
            .random("pos_embed.W_pos", 5, 4)
            .random("blocks.0.attn.W_Q", 1, 4, 4)
            .random("blocks.0.attn.W_K", 1, 4, 4)
            .random("blocks.0.attn.W_V", 1, 4, 4)
            .random("blocks.0.attn.W_O", 1, 4, 4)
            .random("unembed.W_U", 4, 3)
            .arrays;
    try (LoadedWeights loaded =
        Families.load("builtin", config, arrays, DType.FLOAT32, Device.CPU)) {
      assertThat(loaded.weights().unembed().bias()).isNull();
      assertThat(loaded.weights().layers().getFirst().pre()).isNull();
    }
    arrays.remove("blocks.0.attn.W_O");
    assertThatThrownBy(() -> Families.load("builtin", config, arrays, DType.FLOAT32, Device.CPU))
        .hasMessageStartingWith("builtin: ")
        .hasMessageContaining("1 missing: blocks.0.attn.W_O");
  }
}
