package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;

/**
 * GPT-NeoX and Pythia: layer norms, rotary embeddings over a share of each head, attention and MLP
 * side by side unless {@code use_parallel_residual} is false, and one matrix that holds for each
 * head its query, key and value rows in turn.
 */
final class GptNeoX implements Family {
  @Override
  public Blueprint fromHuggingFace(Settings config) {
    int dModel = config.whole("hidden_size");
    int heads = config.whole("num_attention_heads");
    int dHead = config.perHead("hidden_size", heads);
    ModelConfig model =
        ModelConfig.builder()
            .layers(config.whole("num_hidden_layers"))
            .dModel(dModel)
            .heads(heads)
            .dHead(dHead)
            .dMlp(config.whole("intermediate_size"))
            .vocab(config.whole("vocab_size"))
            .context(config.whole("max_position_embeddings", 2048))
            .norm(NormKind.LAYER_NORM, config.number("layer_norm_eps", 1e-5))
            .activation(ActivationFunction.named(config.text("hidden_act", "gelu")))
            .positions(
                RopeSettings.read(
                    config, turned(config, dHead), config.number("rotary_emb_base", 10_000)))
            .parallel(config.flag("use_parallel_residual", true))
            .build();
    return new Blueprint(
        "model_type gpt_neox",
        layout(
            model, config.flag("attention_bias", true), config.flag("tie_word_embeddings", false)));
  }

  /** How many dimensions of a head are turned; the key has had three places. */
  private static int turned(Settings config, int dHead) {
    double share = config.number("rotary_pct", config.number("partial_rotary_factor", .25));
    share = config.section("rope_parameters").orElse(config).number("partial_rotary_factor", share);
    return (int) (dHead * share);
  }

  private static Layout layout(ModelConfig model, boolean bias, boolean tied) {
    long d = model.dModel();
    Layout layout =
        new Layout(model)
            .optionalPrefix("gpt_neox.")
            .ignore(".*\\.attention\\.(bias|masked_bias|rotary_emb\\.inv_freq)");
    layout
        .top()
        .weight(Slot.EMBED, "gpt_neox.embed_in.weight")
        .linear(Slot.FINAL_NORM, "gpt_neox.final_layer_norm", true)
        .weight(Slot.UNEMBED, tied ? "gpt_neox.embed_in.weight" : "embed_out.weight");
    for (int i = 0; i < model.layers(); i++) {
      Layout.In block = layout.layer(i, "gpt_neox.layers." + i + ".");
      block
          .linear(Slot.LN1, "input_layernorm", true)
          .linear(Slot.O, "attention.dense", bias)
          .linear(Slot.LN2, "post_attention_layernorm", true)
          .linear(Slot.PRE, "mlp.dense_h_to_4h", true)
          .linear(Slot.OUT, "mlp.dense_4h_to_h", true);
      Source weights =
          block
              .stored("attention.query_key_value.weight", 3 * d, d)
              .split(0, model.heads(), 3, model.dHead());
      Source biases =
          block
              .stored("attention.query_key_value.bias", 3 * d)
              .split(0, model.heads(), 3, model.dHead());
      int part = 0;
      for (Slot slot : new Slot[] {Slot.Q, Slot.K, Slot.V}) {
        block.weight(slot, weights.slice(1, part, part + 1));
        if (bias) {
          block.bias(slot, biases.slice(1, part, part + 1));
        }
        part++;
      }
    }
    return tied ? layout.ignore("embed_out\\.weight") : layout;
  }
}
