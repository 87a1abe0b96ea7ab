package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;

/** TransformerLens's parameter names and layouts. */
final class TransformerLensLayout {
  /** Buffers and repeated tensors of a saved state dict, not weights. */
  private static final String BUFFERS =
      "blocks\\.\\d+\\.attn\\.(mask|IGNORE|rotary_sin|rotary_cos)";

  private final ModelConfig model;
  private final boolean normWeights;
  private final boolean normBiases;

  private TransformerLensLayout(ModelConfig model, boolean normWeights) {
    this.model = model;
    this.normWeights = normWeights && model.norm() != NormKind.NONE;
    this.normBiases = this.normWeights && model.norm() == NormKind.LAYER_NORM;
  }

  /**
   * The layout.
   *
   * @param normWeights whether norms have weights; those that were folded away have none
   */
  static Layout of(ModelConfig model, boolean normWeights) {
    return new TransformerLensLayout(model, normWeights).layout();
  }

  private Layout layout() {
    Layout layout = new Layout(model).ignore(BUFFERS);
    Layout.In top = layout.top().weight(Slot.EMBED, "embed.W_E");
    switch (model.positions()) {
      case PositionScheme.Learned _ -> top.weight(Slot.POSITION_EMBED, "pos_embed.W_pos");
      case PositionScheme.Rotary _, PositionScheme.None _ -> {}
    }
    for (int i = 0; i < model.layers(); i++) {
      attention(layout.layer(i, "blocks." + i + "."));
      if (!model.attentionOnly()) {
        mlp(layout, layout.layer(i, "blocks." + i + "."), "blocks." + i + ".mlp.b_in");
      }
    }
    if (model.finalNorm()) {
      norm(top, Slot.FINAL_NORM, "ln_final");
    }
    top.weight(
            Slot.UNEMBED, top.stored("unembed.W_U", model.dModel(), model.vocabOut()).transposed())
        .optionalBias(Slot.UNEMBED, "unembed.b_U");
    return layout;
  }

  private void attention(Layout.In block) {
    norm(block, Slot.LN1, "ln1");
    // Grouped keys and values are saved under these names; W_K is then a repetition.
    String grouped = model.kvHeads() == model.heads() ? "" : "_";
    heads(block, Slot.Q, "", "Q", model.heads());
    heads(block, Slot.K, grouped, "K", model.kvHeads());
    heads(block, Slot.V, grouped, "V", model.kvHeads());
    block
        .weight(
            Slot.O,
            block.stored("attn.W_O", model.heads(), model.dHead(), model.dModel()).order(2, 0, 1))
        .optionalBias(Slot.O, "attn.b_O");
    if (model.queryKeyNorm()) {
      block.weight(Slot.Q_NORM, "attn.q_norm.w").weight(Slot.K_NORM, "attn.k_norm.w");
    }
    if (model.postNorms()) {
      norm(block, Slot.LN1_POST, "ln1_post");
    }
  }

  private void heads(Layout.In block, Slot slot, String underscore, String letter, int heads) {
    block
        .weight(
            slot,
            block
                .stored("attn." + underscore + "W_" + letter, heads, model.dModel(), model.dHead())
                .order(0, 2, 1))
        .optionalBias(
            slot, block.stored("attn." + underscore + "b_" + letter, heads, model.dHead()));
  }

  private void mlp(Layout layout, Layout.In block, String gatedBias) {
    norm(block, Slot.LN2, "ln2");
    Source in = block.stored("mlp.W_in", model.dModel(), model.dMlp()).transposed();
    if (model.gated()) {
      block
          .weight(Slot.PRE, block.stored("mlp.W_gate", model.dModel(), model.dMlp()).transposed())
          .weight(Slot.PRE_LINEAR, in);
      layout.zero(
          gatedBias,
          "TransformerLens adds it behind the product, which no other family does",
          model.dMlp());
    } else {
      block.weight(Slot.PRE, in).optionalBias(Slot.PRE, "mlp.b_in");
    }
    if (model.activation() == ActivationFunction.SOLU_LN) {
      norm(block, Slot.MLP_NORM, "mlp.ln");
    }
    block
        .weight(Slot.OUT, block.stored("mlp.W_out", model.dMlp(), model.dModel()).transposed())
        .optionalBias(Slot.OUT, "mlp.b_out");
    if (model.postNorms()) {
      norm(block, Slot.LN2_POST, "ln2_post");
    }
  }

  private void norm(Layout.In at, Slot slot, String name) {
    if (normWeights) {
      at.weight(slot, name + ".w");
    }
    if (normBiases) {
      at.optionalBias(slot, name + ".b");
    }
  }
}
