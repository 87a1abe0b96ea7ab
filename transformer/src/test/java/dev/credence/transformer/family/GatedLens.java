package dev.credence.transformer.family;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.transformer.weights.NdArray;
import java.util.Map;

/**
 * A model in TransformerLens's form with what the goldens lack: grouped heads, gates, RMS norms.
 */
final class GatedLens {
  static final Map<String, Object> CONFIG =
      Map.ofEntries(
          Map.entry("n_layers", 1),
          Map.entry("d_model", 8),
          Map.entry("n_heads", 4),
          Map.entry("n_key_value_heads", 2),
          Map.entry("d_head", 2),
          Map.entry("d_mlp", 12),
          Map.entry("d_vocab", 5),
          Map.entry("d_vocab_out", 3),
          Map.entry("n_ctx", 9),
          Map.entry("act_fn", "silu"),
          Map.entry("gated_mlp", true),
          Map.entry("normalization_type", "RMS"),
          Map.entry("final_rms", true),
          Map.entry("positional_embedding_type", "rotary"),
          Map.entry("attn_scale", -1.0),
          Map.entry("default_prepend_bos", false));

  private GatedLens() {}

  static HandMade checkpoint() {
    return new HandMade()
        .random("embed.W_E", 5, 8)
        .random("blocks.0.ln1.w", 8)
        .random("blocks.0.attn.W_Q", 4, 8, 2)
        .random("blocks.0.attn._W_K", 2, 8, 2)
        .random("blocks.0.attn._W_V", 2, 8, 2)
        .random("blocks.0.attn._b_V", 2, 2)
        .random("blocks.0.attn.W_O", 4, 2, 8)
        .random("blocks.0.attn.rotary_sin", 9, 2)
        .random("blocks.0.ln2.w", 8)
        .random("blocks.0.mlp.W_gate", 8, 12)
        .random("blocks.0.mlp.W_in", 8, 12)
        .random("blocks.0.mlp.W_out", 12, 8)
        .random("ln_final.w", 8)
        .random("unembed.W_U", 8, 3);
  }

  static Blueprint blueprint() {
    return new TransformerLens().read(new Settings("tl_config.json", "", CONFIG));
  }

  static void load(float gatedBias) {
    HandMade checkpoint = checkpoint();
    float[] bias = new float[12];
    bias[3] = gatedBias;
    checkpoint.arrays.put("blocks.0.mlp.b_in", NdArray.of(bias));
    blueprint().load(checkpoint, DType.FLOAT32, Device.CPU).close();
  }
}
