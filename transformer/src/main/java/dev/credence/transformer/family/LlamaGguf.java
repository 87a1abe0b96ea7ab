package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme.Rotary;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import dev.credence.transformer.weights.Checkpoint;
import java.util.stream.IntStream;

/**
 * GGUF files of architecture {@code llama}. They turn pairs (2i, 2i+1) of each head, so the rows of
 * queries and keys lie in that order; here they are put back into Hugging Face's, whose pairs are
 * (i, i + d_head/2), which changes no score. Llama 3's stretched frequencies come as a tensor of
 * divisors, {@code rope_freqs.weight}.
 */
final class LlamaGguf {
  private static final String FREQUENCIES = "rope_freqs.weight";

  private LlamaGguf() {}

  static Blueprint read(Settings meta, Checkpoint file) {
    meta.refuse(
        meta.whole("llama.expert_count", 0) > 0,
        "llama.expert_count",
        "mixtures of experts are not run here");
    int dModel = meta.whole("llama.embedding_length");
    int heads = meta.whole("llama.attention.head_count");
    int dHead =
        meta.has("llama.attention.key_length")
            ? meta.whole("llama.attention.key_length")
            : meta.perHead("llama.embedding_length", heads);
    int dims = meta.whole("llama.rope.dimension_count", dHead);
    meta.refuse(
        meta.whole("llama.attention.value_length", dHead) != dHead,
        "llama.attention.value_length",
        "values must be as wide as keys");
    meta.refuse(
        dims != dHead,
        "llama.rope.dimension_count",
        "expected the width of a head: all of it is turned in this architecture");
    ModelConfig model =
        ModelConfig.builder()
            .layers(meta.whole("llama.block_count"))
            .dModel(dModel)
            .heads(heads)
            .kvHeads(meta.whole("llama.attention.head_count_kv", heads))
            .dHead(dHead)
            .dMlp(meta.whole("llama.feed_forward_length"))
            .vocab(meta.whole("llama.vocab_size", meta.list("tokenizer.ggml.tokens").size()))
            .context(meta.whole("llama.context_length"))
            .norm(NormKind.RMS, meta.number("llama.attention.layer_norm_rms_epsilon"))
            .activation(ActivationFunction.SILU)
            .gated(true)
            .positions(
                new Rotary(
                    dims, meta.number("llama.rope.freq_base", 10_000), false, scaling(meta, file)))
            .build();
    return new Blueprint("GGUF architecture llama", layout(model, file));
  }

  private static RotaryScaling scaling(Settings meta, Checkpoint file) {
    String key = "llama.rope.scaling.type";
    String type = meta.text(key, "none");
    if (file.has(FREQUENCIES)) {
      meta.refuse(!type.equals("none"), key, "there is " + FREQUENCIES + " too; expected only one");
      float[] divisors = file.get(FREQUENCIES).toFloats();
      return new RotaryScaling.PerPair(
          IntStream.range(0, divisors.length).mapToDouble(i -> divisors[i]).boxed().toList());
    }
    return switch (type) {
      case "none" -> new RotaryScaling.Unscaled();
      case "linear" -> new RotaryScaling.Linear(meta.number("llama.rope.scaling.factor"));
      default -> throw meta.problem(key, "known are none and linear");
    };
  }

  private static Layout layout(ModelConfig model, Checkpoint file) {
    Layout layout = new Layout(model).readElsewhere(FREQUENCIES);
    layout
        .top()
        .weight(Slot.EMBED, "token_embd.weight")
        .weight(Slot.FINAL_NORM, "output_norm.weight")
        .weight(Slot.UNEMBED, file.has("output.weight") ? "output.weight" : "token_embd.weight");
    for (int i = 0; i < model.layers(); i++) {
      Layout.In block = layout.layer(i, "blk." + i + ".");
      turned(block, model, Slot.Q, "attn_q", model.heads());
      turned(block, model, Slot.K, "attn_k", model.kvHeads());
      block
          .weight(Slot.LN1, "attn_norm.weight")
          .weight(Slot.V, "attn_v.weight")
          .optionalBias(Slot.V, "attn_v.bias")
          .weight(Slot.O, "attn_output.weight")
          .optionalBias(Slot.O, "attn_output.bias")
          .weight(Slot.LN2, "ffn_norm.weight")
          .weight(Slot.PRE, "ffn_gate.weight")
          .optionalBias(Slot.PRE, "ffn_gate.bias")
          .weight(Slot.PRE_LINEAR, "ffn_up.weight")
          .optionalBias(Slot.PRE_LINEAR, "ffn_up.bias")
          .weight(Slot.OUT, "ffn_down.weight")
          .optionalBias(Slot.OUT, "ffn_down.bias");
    }
    return layout;
  }

  /**
   * Rows of each head from (0, h), (1, h+1), ... side by side to all first ones, then all second.
   */
  private static void turned(
      Layout.In block, ModelConfig model, Slot slot, String name, int heads) {
    int half = model.dHead() / 2;
    long rows = (long) heads * model.dHead();
    block.weight(
        slot,
        block
            .stored(name + ".weight", rows, model.dModel())
            .split(0, heads, half, 2)
            .order(0, 2, 1, 3));
    block.optionalBias(
        slot, block.stored(name + ".bias", rows).split(0, heads, half, 2).order(0, 2, 1));
  }
}
