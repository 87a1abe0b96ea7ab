package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.Checkpoint;

/**
 * GPT-2: layer norms, learned positions, and matrices stored {@code [in, out]}, queries, keys and
 * values side by side in one.
 */
final class Gpt2 implements Family {
  @Override
  public Blueprint fromHuggingFace(Settings config) {
    config.refuse(
        config.flag("scale_attn_by_inverse_layer_idx", false),
        "scale_attn_by_inverse_layer_idx",
        "attention scaled by 1 / (layer + 1) is not computed here");
    config.refuse(
        config.flag("add_cross_attention", false),
        "add_cross_attention",
        "only decoders without an encoder are run here");
    int dModel = config.whole("n_embd");
    int heads = config.whole("n_head");
    ModelConfig.Builder model =
        ModelConfig.builder()
            .layers(config.whole("n_layer"))
            .dModel(dModel)
            .heads(heads)
            .dHead(config.perHead("n_embd", heads))
            .dMlp(config.whole("n_inner", (int) Math.min(4L * dModel, Integer.MAX_VALUE)))
            .vocab(config.whole("vocab_size"))
            .context(config.whole("n_positions"))
            .norm(NormKind.LAYER_NORM, config.number("layer_norm_epsilon", 1e-5))
            .activation(ActivationFunction.named(config.text("activation_function", "gelu_new")))
            .positions(new PositionScheme.Learned());
    if (!config.flag("scale_attn_weights", true)) {
      model.attentionScale(1);
    }
    return new Blueprint(
        "model_type gpt2", layout(model.build(), config.flag("tie_word_embeddings", true)));
  }

  @Override
  public Blueprint fromGguf(Settings metadata, Checkpoint file) {
    return Gpt2Gguf.read(metadata, file);
  }

  private static Layout layout(ModelConfig model, boolean tied) {
    long d = model.dModel();
    long mlp = model.dMlp();
    Layout layout =
        new Layout(model)
            .optionalPrefix("transformer.")
            .ignore("(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias");
    layout
        .top()
        .weight(Slot.EMBED, "transformer.wte.weight")
        .weight(Slot.POSITION_EMBED, "transformer.wpe.weight")
        .linear(Slot.FINAL_NORM, "transformer.ln_f", true);
    for (int i = 0; i < model.layers(); i++) {
      Layout.In block = layout.layer(i, "transformer.h." + i + ".");
      block
          .linear(Slot.LN1, "ln_1", true)
          .weight(Slot.O, block.stored("attn.c_proj.weight", d, d).transposed())
          .bias(Slot.O, "attn.c_proj.bias")
          .linear(Slot.LN2, "ln_2", true)
          .weight(Slot.PRE, block.stored("mlp.c_fc.weight", d, mlp).transposed())
          .bias(Slot.PRE, "mlp.c_fc.bias")
          .weight(Slot.OUT, block.stored("mlp.c_proj.weight", mlp, d).transposed())
          .bias(Slot.OUT, "mlp.c_proj.bias");
      Source weights = block.stored("attn.c_attn.weight", d, 3 * d);
      Source biases = block.stored("attn.c_attn.bias", 3 * d);
      int part = 0;
      for (Slot slot : new Slot[] {Slot.Q, Slot.K, Slot.V}) {
        block.weight(slot, weights.slice(1, part * d, (part + 1) * d).transposed());
        block.bias(slot, biases.slice(0, part * d, (part + 1) * d));
        part++;
      }
    }
    layout.top().weight(Slot.UNEMBED, tied ? "transformer.wte.weight" : "lm_head.weight");
    return tied ? layout.ignore("lm_head\\.weight") : layout;
  }
}
