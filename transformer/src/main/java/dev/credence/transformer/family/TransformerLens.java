package dev.credence.transformer.family;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * TransformerLens's own form: {@code tl_config.json}, a {@code HookedTransformerConfig}, and the
 * parameter names and layouts of a {@code HookedTransformer}'s state dict. Matrices multiply from
 * the right, {@code [in, out]}, with an axis for heads. A bias that is not there is 0.
 */
final class TransformerLens implements Family {
  @Override
  public Blueprint fromHuggingFace(Settings config) {
    throw config.problem("model_type", "TransformerLens's form is read from tl_config.json");
  }

  /** What a {@code tl_config.json} says. */
  Blueprint read(Settings config) {
    refuseWhatIsNotComputed(config);
    int dModel = config.whole("d_model");
    int dHead = config.whole("d_head");
    boolean attentionOnly = config.flag("attn_only", false);
    int vocab = config.whole("d_vocab");
    int vocabOut = config.whole("d_vocab_out", -1);
    int layers = config.whole("n_layers");
    String norm = config.text("normalization_type", "none");
    ModelConfig.Builder model =
        ModelConfig.builder()
            .layers(layers)
            .dModel(dModel)
            .heads(config.whole("n_heads", dHead > 0 ? dModel / dHead : 0))
            .kvHeads(config.whole("n_key_value_heads", 0))
            .dHead(dHead)
            .vocab(vocab)
            .vocabOut(vocabOut < 0 ? vocab : vocabOut)
            .context(config.whole("n_ctx"))
            .norm(norm(config, norm), config.number("eps", 1e-5))
            .finalNorm(!norm.equals("none"))
            .positions(positions(config, dHead))
            .attentionScale(1 / divisor(config, dHead))
            .attentionSoftcap(Math.max(0, config.number("attn_scores_soft_cap", -1)))
            .logitSoftcap(Math.max(0, config.number("output_logits_soft_cap", -1)))
            .parallel(config.flag("parallel_attn_mlp", false))
            .queryKeyNorm(config.flag("use_qk_norm", false))
            .postNorms(config.flag("use_normalization_before_and_after", false))
            .windows(windows(config, layers));
    if (!attentionOnly) {
      model
          .dMlp(config.whole("d_mlp", (int) Math.min(4L * dModel, Integer.MAX_VALUE)))
          .activation(ActivationFunction.named(config.text("act_fn")))
          .gated(config.flag("gated_mlp", false));
    }
    if (config.has("default_prepend_bos")) {
      model.prependBos(config.flag("default_prepend_bos", true));
    }
    boolean normWeights = norm.equals("LN") || norm.equals("RMS");
    return new Blueprint(
        "TransformerLens's names", TransformerLensLayout.of(model.build(), normWeights));
  }

  /** Weights under these names for a configuration made in Java. */
  static Blueprint of(ModelConfig model, Set<String> names) {
    boolean normWeights = names.contains("ln_final.w") || names.contains("blocks.0.ln1.w");
    return new Blueprint("TransformerLens's names", TransformerLensLayout.of(model, normWeights));
  }

  private static void refuseWhatIsNotComputed(Settings config) {
    config.refuse(
        !config.text("attention_dir", "causal").equals("causal"),
        "attention_dir",
        "only \"causal\" attention is computed here");
    config.refuse(
        config.text("normalization_type", "").startsWith("LN") && config.flag("final_rms", false),
        "final_rms",
        "a final RMS norm behind layer norms is not computed here");
    config.refuse(config.has("num_experts"), "num_experts", "mixtures of experts are not run here");
    config.refuse(
        config.has("rotary_base_local"),
        "rotary_base_local",
        "a second rotary base for local layers is not computed here");
    for (String key :
        List.of("scale_attn_by_inverse_layer_idx", "post_embedding_ln", "load_in_4bit")) {
      config.refuse(config.flag(key, false), key, "expected false; this is not computed here");
    }
  }

  private static NormKind norm(Settings config, String type) {
    return switch (type) {
      case "LN", "LNPre" -> NormKind.LAYER_NORM;
      case "RMS", "RMSPre" -> NormKind.RMS;
      case "none" -> NormKind.NONE;
      default ->
          throw config.problem("normalization_type", "known are LN, LNPre, RMS, RMSPre and null");
    };
  }

  private static PositionScheme positions(Settings config, int dHead) {
    String type = config.text("positional_embedding_type", "standard");
    return switch (type) {
      case "standard" -> new PositionScheme.Learned();
      case "rotary" ->
          new PositionScheme.Rotary(
              config.whole("rotary_dim", dHead),
              config.number("rotary_base", 10_000),
              config.flag("rotary_adjacent_pairs", false),
              scaling(config));
      case "none" -> new PositionScheme.None(); // not in TransformerLens; its models have some
      default ->
          throw config.problem(
              "positional_embedding_type", "known are standard, rotary and, only here, none");
    };
  }

  private static RotaryScaling scaling(Settings config) {
    return config.flag("use_NTK_by_parts_rope", false)
        ? new RotaryScaling.Llama3(
            config.number("NTK_by_parts_factor", 8),
            config.number("NTK_by_parts_low_freq_factor", 1),
            config.number("NTK_by_parts_high_freq_factor", 4),
            config.number("NTK_original_ctx_len", 8192))
        : new RotaryScaling.Unscaled();
  }

  /** What scores are divided by; TransformerLens writes -1 for the square root of d_head. */
  private static double divisor(Settings config, int dHead) {
    if (!config.flag("use_attn_scale", true)) {
      return 1;
    }
    double scale = config.number("attn_scale", -1);
    config.refuse(scale != -1 && !(scale > 0), "attn_scale", "expected a positive number, or -1");
    return scale == -1 ? Math.sqrt(dHead) : scale;
  }

  private static List<Integer> windows(Settings config, int layers) {
    if (!config.flag("use_local_attn", false)) {
      return List.of();
    }
    int window = config.whole("window_size");
    List<?> types = config.list("attn_types");
    config.refuse(
        types.size() != layers, "attn_types", "expected \"global\" or \"local\" for each layer");
    List<Integer> windows = new ArrayList<>();
    for (Object type : types) {
      config.refuse(
          !"global".equals(type) && !"local".equals(type),
          "attn_types",
          "known are \"global\" and \"local\"");
      windows.add("local".equals(type) ? window : 0);
    }
    return windows;
  }
}
