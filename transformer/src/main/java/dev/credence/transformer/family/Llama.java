package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.weights.Checkpoint;

/**
 * Llama 1 to 3: RMS norms, rotary embeddings, grouped queries, a gated MLP. Biases on all four
 * projections of attention where {@code attention_bias}, on all three of the MLP where {@code
 * mlp_bias}.
 */
final class Llama implements Family {
  @Override
  public Blueprint fromHuggingFace(Settings config) {
    boolean attentionBias = config.flag("attention_bias", false);
    return new Blueprint(
        "model_type llama",
        layout(
            size(config).build(),
            attentionBias,
            attentionBias,
            config.flag("mlp_bias", false),
            config.flag("tie_word_embeddings", false)));
  }

  @Override
  public Blueprint fromGguf(Settings metadata, Checkpoint file) {
    return LlamaGguf.read(metadata, file);
  }

  /** The sizes that Llama and the families descended from it write under the same keys. */
  static ModelConfig.Builder size(Settings config) {
    int dModel = config.whole("hidden_size");
    int heads = config.whole("num_attention_heads");
    int dHead =
        config.has("head_dim") ? config.whole("head_dim") : config.perHead("hidden_size", heads);
    return ModelConfig.builder()
        .layers(config.whole("num_hidden_layers"))
        .dModel(dModel)
        .heads(heads)
        .kvHeads(config.whole("num_key_value_heads", heads))
        .dHead(dHead)
        .dMlp(config.whole("intermediate_size"))
        .vocab(config.whole("vocab_size"))
        .context(config.whole("max_position_embeddings", 2048))
        .norm(NormKind.RMS, config.number("rms_norm_eps", 1e-6))
        .activation(ActivationFunction.named(config.text("hidden_act", "silu")))
        .gated(true)
        .positions(RopeSettings.read(config, dHead, 10_000));
  }

  /** The tensors' names, which Llama's descendants share too. */
  static Layout layout(
      ModelConfig model, boolean qkvBias, boolean oBias, boolean mlpBias, boolean tied) {
    Layout layout = new Layout(model).optionalPrefix("model.").ignore(".*\\.rotary_emb\\.inv_freq");
    layout.top().weight(Slot.EMBED, "model.embed_tokens.weight");
    for (int i = 0; i < model.layers(); i++) {
      layout
          .layer(i, "model.layers." + i + ".")
          .weight(Slot.LN1, "input_layernorm.weight")
          .linear(Slot.Q, "self_attn.q_proj", qkvBias)
          .linear(Slot.K, "self_attn.k_proj", qkvBias)
          .linear(Slot.V, "self_attn.v_proj", qkvBias)
          .linear(Slot.O, "self_attn.o_proj", oBias)
          .weight(Slot.LN2, "post_attention_layernorm.weight")
          .linear(Slot.PRE, "mlp.gate_proj", mlpBias)
          .linear(Slot.PRE_LINEAR, "mlp.up_proj", mlpBias)
          .linear(Slot.OUT, "mlp.down_proj", mlpBias);
    }
    layout.top().weight(Slot.FINAL_NORM, "model.norm.weight");
    layout.top().weight(Slot.UNEMBED, tied ? "model.embed_tokens.weight" : "lm_head.weight");
    return tied ? layout.ignore("lm_head\\.weight") : layout;
  }
}
