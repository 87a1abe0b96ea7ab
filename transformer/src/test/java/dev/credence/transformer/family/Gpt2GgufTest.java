package dev.credence.transformer.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.torch.Ops;
import dev.credence.torch.Tensor;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class Gpt2GgufTest {
  private static final Map<String, String> NAMES =
      Map.of(
          "ln_1.", "attn_norm.",
          "attn.c_attn.", "attn_qkv.",
          "attn.c_proj.", "attn_output.",
          "ln_2.", "ffn_norm.",
          "mlp.c_fc.", "ffn_up.",
          "mlp.c_proj.", "ffn_down.");

  /** The golden GPT-2 under GGUF's names, its matrices turned over as the converter does. */
  private static HandMade converted() {
    HandMade hugging;
    try (Checkpoint file = Golden.tiny("gpt2").checkpoint()) {
      hugging = HandMade.copyOf(file);
    }
    HandMade gguf = new HandMade();
    Map<String, NdArray> from = hugging.arrays;
    gguf.arrays.put("token_embd.weight", named(from, "transformer.wte.weight"));
    gguf.arrays.put("position_embd.weight", named(from, "transformer.wpe.weight"));
    gguf.arrays.put("output_norm.weight", named(from, "transformer.ln_f.weight"));
    gguf.arrays.put("output_norm.bias", named(from, "transformer.ln_f.bias"));
    for (int i = 0; i < 3; i++) {
      for (var name : NAMES.entrySet()) {
        String old = "transformer.h." + i + "." + name.getKey();
        String now = "blk." + i + "." + name.getValue();
        gguf.arrays.put(now + "weight", turned(named(from, old + "weight")));
        gguf.arrays.put(now + "bias", named(from, old + "bias"));
      }
    }
    gguf.metadata.putAll(
        Map.of(
            "general.architecture", "gpt2",
            "gpt2.block_count", 3L,
            "gpt2.context_length", 40L,
            "gpt2.embedding_length", 36L,
            "gpt2.feed_forward_length", 80L,
            "gpt2.attention.head_count", 3L,
            "gpt2.attention.layer_norm_epsilon", .001f,
            "gpt2.vocab_size", 89L));
    return gguf;
  }

  private static NdArray named(Map<String, NdArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  private static NdArray turned(NdArray matrix) {
    if (matrix.rank() == 1) {
      return matrix;
    }
    int rows = (int) matrix.shape()[0];
    int columns = (int) matrix.shape()[1];
    float[] from = matrix.floats();
    float[] to = new float[from.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        to[column * rows + row] = from[row * columns + column];
      }
    }
    return NdArray.of(to, columns, rows);
  }

  @Test
  void aConvertedModelIsTheSameModel() {
    Golden golden = Golden.tiny("gpt2");
    HandMade file = converted();
    assertThat(Families.read(file).config()).isEqualTo(golden.blueprint().config());
    try (LoadedWeights expected =
            golden.blueprint().load(golden.checkpoint(), DType.FLOAT32, Device.CPU);
        LoadedWeights found = Families.read(file).load(file, DType.FLOAT32, Device.CPU)) {
      List<Tensor> all = new ArrayList<>();
      expected
          .weights()
          .map(
              tensor -> {
                all.add(tensor);
                return tensor;
              });
      found
          .weights()
          .map(
              tensor -> {
                assertThat(Ops.equal(tensor, all.removeFirst())).isTrue();
                return tensor;
              });
      assertThat(all).isEmpty();
    }
  }
}
