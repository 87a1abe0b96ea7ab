package dev.credence.transformer.family;

import dev.credence.transformer.config.ModelConfig;

/**
 * Mistral: Llama without biases, whose layers all see a window where {@code sliding_window} is a
 * number.
 */
final class Mistral implements Family {
  @Override
  public Blueprint fromHuggingFace(Settings config) {
    ModelConfig.Builder model = Llama.size(config);
    // Unlike null, which stands for no window, a key that is not written stands for this one.
    int window = config.mentions("sliding_window") ? 0 : 4096;
    if (config.has("sliding_window") || window > 0) {
      model.windows(
          LayerTypes.windows(
              config,
              config.whole("num_hidden_layers"),
              config.whole("sliding_window", window),
              _ -> true));
    }
    boolean tied = config.flag("tie_word_embeddings", false);
    return new Blueprint(
        "model_type mistral", Llama.layout(model.build(), false, false, false, tied));
  }
}
