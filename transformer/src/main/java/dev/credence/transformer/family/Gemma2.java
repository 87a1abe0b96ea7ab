package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;

/**
 * Gemma 2: norms before and behind attention and MLP whose stored weights are less 1, embeddings
 * times the root of d_model, softcaps on scores and logits, scores scaled by {@code
 * query_pre_attn_scalar}, every other layer with a window, from the first on.
 */
final class Gemma2 implements Family {
  @Override
  public Blueprint fromHuggingFace(Settings config) {
    int layers = config.whole("num_hidden_layers");
    double scalar = config.number("query_pre_attn_scalar", 256);
    config.refuse(!(scalar > 0), "query_pre_attn_scalar", "expected a positive number");
    ModelConfig model =
        Llama.size(config)
            .activation(
                ActivationFunction.named(config.text("hidden_activation", "gelu_pytorch_tanh")))
            .attentionScale(1 / Math.sqrt(scalar))
            .attentionSoftcap(softcap(config, "attn_logit_softcapping", 50))
            .logitSoftcap(softcap(config, "final_logit_softcapping", 30))
            .postNorms(true)
            .windows(
                LayerTypes.windows(
                    config, layers, config.whole("sliding_window", 4096), i -> i % 2 == 0))
            .embeddingScale(Math.sqrt(config.whole("hidden_size")))
            .build();
    config.refuse(
        !config.flag("tie_word_embeddings", true),
        "tie_word_embeddings",
        "this family shares embedding and unembedding");
    return new Blueprint("model_type gemma2", layout(model, config.flag("attention_bias", false)));
  }

  /** Null stands for none; a key that is not written stands for the family's own. */
  private static double softcap(Settings config, String key, double otherwise) {
    return config.mentions(key) && !config.has(key) ? 0 : config.number(key, otherwise);
  }

  private static Layout layout(ModelConfig model, boolean bias) {
    Layout layout = Llama.layout(model, bias, bias, false, true);
    for (int i = 0; i < model.layers(); i++) {
      Layout.In block = layout.layer(i, "model.layers." + i + ".");
      norm(block, model, Slot.LN1, "input_layernorm");
      norm(block, model, Slot.LN1_POST, "post_attention_layernorm");
      norm(block, model, Slot.LN2, "pre_feedforward_layernorm");
      norm(block, model, Slot.LN2_POST, "post_feedforward_layernorm");
    }
    norm(layout.top(), model, Slot.FINAL_NORM, "model.norm");
    return layout;
  }

  private static void norm(Layout.In at, ModelConfig model, Slot slot, String name) {
    at.weight(slot, at.stored(name + ".weight", model.dModel()).plusOne());
  }
}
