package dev.credence.transformer.family;

import dev.credence.transformer.config.ModelConfig;

/**
 * Qwen 2 and 3. Qwen 2 is Llama with biases on queries, keys and values. Qwen 3 has none unless
 * {@code attention_bias}, and normalises queries and keys head by head. In both, layers from {@code
 * max_window_layers} on see a window where {@code use_sliding_window}.
 */
final class Qwen {
  private Qwen() {}

  /** {@code model_type qwen2}. */
  static final class Qwen2 implements Family {
    @Override
    public Blueprint fromHuggingFace(Settings config) {
      ModelConfig model = windows(config, Llama.size(config)).build();
      boolean tied = config.flag("tie_word_embeddings", false);
      return new Blueprint("model_type qwen2", Llama.layout(model, true, false, false, tied));
    }
  }

  /** {@code model_type qwen3}. */
  static final class Qwen3 implements Family {
    @Override
    public Blueprint fromHuggingFace(Settings config) {
      boolean bias = config.flag("attention_bias", false);
      boolean tied = config.flag("tie_word_embeddings", false);
      ModelConfig model = windows(config, Llama.size(config)).queryKeyNorm(true).build();
      Layout layout = Llama.layout(model, bias, bias, false, tied);
      for (int i = 0; i < model.layers(); i++) {
        layout
            .layer(i, "model.layers." + i + ".self_attn.")
            .weight(Slot.Q_NORM, "q_norm.weight")
            .weight(Slot.K_NORM, "k_norm.weight");
      }
      return new Blueprint("model_type qwen3", layout);
    }
  }

  private static ModelConfig.Builder windows(Settings config, ModelConfig.Builder model) {
    if (config.flag("use_sliding_window", false)) {
      int first = config.whole("max_window_layers", 28);
      model.windows(
          LayerTypes.windows(
              config,
              config.whole("num_hidden_layers"),
              config.whole("sliding_window", 4096),
              i -> i >= first));
    }
    return model;
  }
}
