package dev.credence.transformer.family;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a model in TransformerLens's own form: {@code tl_config.json} and {@code
 * model.safetensors}, which {@link Families#read} reads again.
 */
public final class TransformerLensFolder {
  private TransformerLensFolder() {}

  /**
   * Writes both files, the weights first: with the configuration the model is whole.
   *
   * @param folder made if it is not there
   * @param weights under TransformerLens's names
   * @param metadata texts to keep with the weights
   * @throws InvalidInputException if the form has no word for what the configuration says, or a
   *     file cannot be written
   */
  public static void write(
      Path folder,
      ModelConfig config,
      Map<String, ? extends NdArray> weights,
      Map<String, String> metadata) {
    Map<String, Object> settings = settings(config, weights.containsKey("ln_final.w"));
    ModelConfig told =
        new TransformerLens().read(new Settings("tl_config.json", "", settings)).config();
    if (!told.equals(config)) {
      throw new InvalidInputException(
          "%s: TransformerLens's form cannot tell this configuration; it would be read as %s, but"
              + " is %s",
          folder, told, config);
    }
    try {
      Files.createDirectories(folder);
      Safetensors.write(folder.resolve(Safetensors.SINGLE_FILE), weights, metadata);
      JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
      Files.writeString(
          folder.resolve(Families.TRANSFORMER_LENS_FILE),
          json.writeValueAsString(settings).replace("\r", "") + "\n");
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be written (%s: %s). Is there space, and may this user write there?",
              folder, e.getClass().getSimpleName(), String.valueOf(e.getMessage()))
          .withCause(e);
    }
  }

  private static Map<String, Object> settings(ModelConfig config, boolean normWeights) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("n_layers", config.layers());
    settings.put("d_model", config.dModel());
    settings.put("n_heads", config.heads());
    settings.put("n_key_value_heads", config.kvHeads());
    settings.put("d_head", config.dHead());
    settings.put("d_vocab", config.vocab());
    settings.put("d_vocab_out", config.vocabOut());
    settings.put("n_ctx", config.context());
    settings.put("eps", config.normEpsilon());
    if (config.norm() != NormKind.NONE) {
      String kind = config.norm() == NormKind.RMS ? "RMS" : "LN";
      settings.put("normalization_type", normWeights ? kind : kind + "Pre");
    }
    settings.put("attn_only", config.attentionOnly());
    if (!config.attentionOnly()) {
      settings.put("d_mlp", config.dMlp());
      settings.put("act_fn", config.activation().configName());
      settings.put("gated_mlp", config.gated());
    }
    settings.put("attn_scale", 1 / config.attentionScale());
    if (config.attentionSoftcap() > 0) {
      settings.put("attn_scores_soft_cap", config.attentionSoftcap());
    }
    if (config.logitSoftcap() > 0) {
      settings.put("output_logits_soft_cap", config.logitSoftcap());
    }
    settings.put("parallel_attn_mlp", config.parallel());
    settings.put("use_qk_norm", config.queryKeyNorm());
    settings.put("use_normalization_before_and_after", config.postNorms());
    settings.putAll(positions(config.positions()));
    Boolean bos = config.prependBos();
    if (bos != null) {
      settings.put("default_prepend_bos", bos);
    }
    return settings;
  }

  private static Map<String, Object> positions(PositionScheme scheme) {
    Map<String, Object> settings = new LinkedHashMap<>();
    switch (scheme) {
      case PositionScheme.None _ -> settings.put("positional_embedding_type", "none");
      case PositionScheme.Learned _ -> settings.put("positional_embedding_type", "standard");
      case PositionScheme.Rotary rotary -> {
        settings.put("positional_embedding_type", "rotary");
        settings.put("rotary_dim", rotary.dims());
        settings.put("rotary_base", rotary.base());
        settings.put("rotary_adjacent_pairs", rotary.adjacentPairs());
      }
    }
    return settings;
  }
}
