package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Tensor;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorFitTest {
  private static HandMade copyOf(String name) {
    try (Checkpoint file = Golden.tiny(name).checkpoint()) {
      return HandMade.copyOf(file);
    }
  }

  private static void load(String name, Checkpoint checkpoint) {
    Golden.tiny(name).blueprint().load(checkpoint, DType.FLOAT32, Device.CPU).close();
  }

  @Test
  void allFaultsAreToldAtOnceAndLongListsAreCut() {
    HandMade checkpoint = copyOf("llama_gqa");
    checkpoint.arrays.keySet().removeIf(name -> name.contains("mlp."));
    checkpoint.random("model.layers.0.self_attn.q_norm.weight", 8);
    checkpoint.random("model.layers.1.self_attn.q_proj.weight", 24, 32);
    checkpoint.arrays.put("model.norm.weight", NdArray.of(new long[32]));

    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> load("llama_gqa", checkpoint))
        .withMessageContaining("hand-made.gguf")
        .withMessageContaining("model_type llama")
        .withMessageContaining("9 missing: model.layers.0.mlp.gate_proj.weight, ")
        .withMessageContaining(" and 4 more")
        .withMessageContaining("1 not known to this family: model.layers.0.self_attn.q_norm.weight")
        .withMessageContaining(
            "1 of another shape than the configuration says:"
                + " model.layers.1.self_attn.q_proj.weight [24, 32], expected [32, 32]")
        .withMessageContaining("1 not of real numbers: model.norm.weight (I64)");
    assertThat(checkpoint.closed).isTrue();
  }

  @Test
  void aLoadThatFailsLeavesNoTensorBehind() {
    long before = Tensor.live();
    HandMade checkpoint = copyOf("gpt2");
    checkpoint.arrays.remove("transformer.ln_f.bias");

    assertThatThrownBy(() -> load("gpt2", checkpoint))
        .hasMessageContaining("1 missing: transformer.ln_f.bias");
    assertThat(Tensor.live()).isEqualTo(before);
  }

  @Test
  void closingFreesEveryTensorAndTheFile() {
    long before = Tensor.live();
    HandMade checkpoint = copyOf("llama_tied");
    LoadedWeights loaded =
        Golden.tiny("llama_tied").blueprint().load(checkpoint, DType.FLOAT32, Device.CPU);
    assertThat(Tensor.live()).isGreaterThan(before);
    assertThat(checkpoint.closed).isFalse();

    loaded.close();
    loaded.close();

    assertThat(Tensor.live()).isEqualTo(before);
    assertThat(checkpoint.closed).isTrue();
  }

  @Test
  void aTiedUnembeddingIsTheEmbeddingItself() {
    try (LoadedWeights loaded =
        Golden.tiny("llama_tied")
            .blueprint()
            .load(copyOf("llama_tied"), DType.FLOAT32, Device.CPU)) {
      assertThat(loaded.weights().unembed().weight()).isSameAs(loaded.weights().embed());
    }
  }

  @Test
  void buffersThatOldVersionsSavedAreNoFault() {
    HandMade llama = copyOf("llama_gqa");
    llama.random("model.layers.0.self_attn.rotary_emb.inv_freq", 4);
    load("llama_gqa", llama);
    HandMade gpt2 = copyOf("gpt2");
    gpt2.random("transformer.h.0.attn.bias", 1, 1, 40, 40);
    gpt2.random("transformer.h.2.attn.masked_bias", 1);
    load("gpt2", gpt2);
  }

  @Test
  void theFirstGpt2CheckpointsHaveNoPrefix() {
    HandMade checkpoint = copyOf("gpt2");
    HandMade bare = new HandMade();
    checkpoint.arrays.forEach(
        (name, array) -> bare.arrays.put(name.replaceFirst("^transformer\\.", ""), array));
    bare.random("h.0.attn.bias", 1, 1, 40, 40);

    load("gpt2", bare);
  }

  @Test
  void aBiasBehindTheGatedProductMustBeZero() {
    assertThatThrownBy(() -> GatedLens.load(1))
        .hasMessageContaining("1 not zero: blocks.0.mlp.b_in")
        .hasMessageContaining("behind the product");
    GatedLens.load(0);
  }

  @Test
  void anUnknownFamilyIsToldWithTheKnownOnes() {
    Settings config = new Settings("config.json", "", Map.of("model_type", "llama4_text"));
    assertThatThrownBy(() -> Families.read(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("config.json: \"model_type\" is \"llama4_text\"; known families")
        .hasMessageContaining("gpt2, ")
        .hasMessageContaining("llama");
  }

  @Test
  void aFolderWithoutConfigurationIsTold() {
    assertThatThrownBy(() -> Families.read(Path.of("no-such-folder")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no config.json and no tl_config.json");
  }
}
