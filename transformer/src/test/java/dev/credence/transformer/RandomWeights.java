package dev.credence.transformer;

import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.weights.NdArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Models of random weights with what no golden model has, or none that comes along with the
 * sources: together they have every hook.
 */
final class RandomWeights {
  /** SoLU with its layer norm ({@code mlp.hook_mid}). */
  static final ModelConfig SOLU =
      ModelConfig.builder()
          .layers(2)
          .dModel(24)
          .heads(3)
          .kvHeads(3)
          .dHead(8)
          .dMlp(40)
          .vocab(53)
          .context(16)
          .norm(NormKind.LAYER_NORM, 1e-4)
          .activation(ActivationFunction.SOLU_LN)
          .positions(new PositionScheme.Learned())
          .build();

  /** Norms wherever there can be one, a window, softcaps, neighbours turned as pairs. */
  static final ModelConfig NORMED =
      ModelConfig.builder()
          .layers(2)
          .dModel(24)
          .heads(4)
          .kvHeads(2)
          .dHead(8)
          .dMlp(40)
          .vocab(53)
          .context(16)
          .norm(NormKind.RMS, 1e-4)
          .activation(ActivationFunction.GELU_TANH)
          .gated(true)
          .queryKeyNorm(true)
          .postNorms(true)
          .windows(List.of(3, 0))
          .attentionSoftcap(5)
          .logitSoftcap(8)
          .positions(
              new PositionScheme.Rotary(6, 1e4, true, new PositionScheme.RotaryScaling.Unscaled()))
          .build();

  private final ModelConfig config;
  private final Random random;
  private final Map<String, NdArray> weights = new LinkedHashMap<>();

  private RandomWeights(ModelConfig config, long seed) {
    this.config = config;
    this.random = new Random(seed);
  }

  /** Weights under TransformerLens's names; norms around 1. */
  static Map<String, NdArray> of(ModelConfig config, long seed) {
    return new RandomWeights(config, seed).draw();
  }

  private Map<String, NdArray> draw() {
    int width = config.dModel();
    put("embed.W_E", 1, 0, config.vocab(), width);
    if (config.positions() instanceof PositionScheme.Learned) {
      put("pos_embed.W_pos", .5, 0, config.context(), width);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      block("blocks." + layer + ".");
    }
    norm("ln_final", width);
    put("unembed.W_U", .3, 0, width, config.vocabOut());
    put("unembed.b_U", .2, 0, config.vocabOut());
    return weights;
  }

  private void block(String block) {
    int width = config.dModel();
    norm(block + "ln1", width);
    norm(block + "ln2", width);
    String grouped = config.heads() == config.kvHeads() ? "" : "_";
    heads(block + "attn.", "Q", config.heads());
    heads(block + "attn." + grouped, "K", config.kvHeads());
    heads(block + "attn." + grouped, "V", config.kvHeads());
    put(block + "attn.W_O", .3, 0, config.heads(), config.dHead(), width);
    put(block + "attn.b_O", .2, 0, width);
    if (config.queryKeyNorm()) {
      put(block + "attn.q_norm.w", .2, 1, config.dHead());
      put(block + "attn.k_norm.w", .2, 1, config.dHead());
    }
    if (config.postNorms()) {
      norm(block + "ln1_post", width);
      norm(block + "ln2_post", width);
    }
    put(block + "mlp.W_in", .3, 0, width, config.dMlp());
    if (config.gated()) {
      put(block + "mlp.W_gate", .3, 0, width, config.dMlp());
    } else {
      put(block + "mlp.b_in", .2, 0, config.dMlp());
    }
    if (config.activation() == ActivationFunction.SOLU_LN) {
      norm(block + "mlp.ln", config.dMlp());
    }
    put(block + "mlp.W_out", .2, 0, config.dMlp(), width);
    put(block + "mlp.b_out", .2, 0, width);
  }

  private void heads(String prefix, String letter, int heads) {
    put(prefix + "W_" + letter, .3, 0, heads, config.dModel(), config.dHead());
    put(prefix + "b_" + letter, .2, 0, heads, config.dHead());
  }

  private void norm(String name, int width) {
    if (config.norm() == NormKind.NONE) {
      return;
    }
    put(name + ".w", .2, 1, width);
    if (config.norm() == NormKind.LAYER_NORM) {
      put(name + ".b", .2, 0, width);
    }
  }

  private void put(String name, double spread, double around, int... shape) {
    int size = 1;
    long[] sizes = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      size *= shape[i];
      sizes[i] = shape[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (around + spread * random.nextGaussian());
    }
    weights.put(name, NdArray.of(values, sizes));
  }
}
