package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.Checkpoint;

/** GGUF files of architecture {@code gpt2}: matrices {@code [out, in]}, unlike Hugging Face's. */
final class Gpt2Gguf {
  private Gpt2Gguf() {}

  static Blueprint read(Settings meta, Checkpoint file) {
    int heads = meta.whole("gpt2.attention.head_count");
    ModelConfig model =
        ModelConfig.builder()
            .layers(meta.whole("gpt2.block_count"))
            .dModel(meta.whole("gpt2.embedding_length"))
            .heads(heads)
            .dHead(meta.perHead("gpt2.embedding_length", heads))
            .dMlp(meta.whole("gpt2.feed_forward_length"))
            .vocab(meta.whole("gpt2.vocab_size", meta.list("tokenizer.ggml.tokens").size()))
            .context(meta.whole("gpt2.context_length"))
            .norm(NormKind.LAYER_NORM, meta.number("gpt2.attention.layer_norm_epsilon"))
            .activation(ActivationFunction.GELU_TANH)
            .positions(new PositionScheme.Learned())
            .build();
    return new Blueprint("GGUF architecture gpt2", layout(model, file));
  }

  private static Layout layout(ModelConfig model, Checkpoint file) {
    long d = model.dModel();
    Layout layout = new Layout(model);
    layout
        .top()
        .weight(Slot.EMBED, "token_embd.weight")
        .weight(Slot.POSITION_EMBED, "position_embd.weight")
        .linear(Slot.FINAL_NORM, "output_norm", true)
        .weight(Slot.UNEMBED, file.has("output.weight") ? "output.weight" : "token_embd.weight");
    for (int i = 0; i < model.layers(); i++) {
      Layout.In block = layout.layer(i, "blk." + i + ".");
      block
          .linear(Slot.LN1, "attn_norm", true)
          .linear(Slot.O, "attn_output", true)
          .linear(Slot.LN2, "ffn_norm", true)
          .linear(Slot.PRE, "ffn_up", true)
          .linear(Slot.OUT, "ffn_down", true);
      Source weights = block.stored("attn_qkv.weight", 3 * d, d);
      Source biases = block.stored("attn_qkv.bias", 3 * d);
      int part = 0;
      for (Slot slot : new Slot[] {Slot.Q, Slot.K, Slot.V}) {
        block.weight(slot, weights.slice(0, part * d, (part + 1) * d));
        block.bias(slot, biases.slice(0, part * d, (part + 1) * d));
        part++;
      }
    }
    return layout;
  }
}
