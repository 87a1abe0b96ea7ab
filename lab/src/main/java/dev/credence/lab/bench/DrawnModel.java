package dev.credence.lab.bench;

import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.config.PositionScheme.RotaryScaling;
import dev.credence.transformer.weights.NdArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model of drawn weights, made in memory: it costs what a trained one of its shape costs and
 * knows nothing. Matrices are uniform with variance 1 / in, so that no activation overflows or
 * vanishes; norms scale by 1; there are no biases.
 */
public final class DrawnModel {

  /** SmolLM2-135M: 30 layers of 9 heads and 3 key/value heads, a vocabulary of 49,152. */
  public static final ModelConfig SMOLLM2_135M =
      ModelConfig.builder()
          .layers(30)
          .dModel(576)
          .heads(9)
          .kvHeads(3)
          .dHead(64)
          .dMlp(1536)
          .vocab(49_152)
          .context(8192)
          .norm(NormKind.RMS, 1e-5)
          .activation(ActivationFunction.SILU)
          .gated(true)
          .positions(new PositionScheme.Rotary(64, 100_000, false, new RotaryScaling.Unscaled()))
          .build();

  /** What results call a model of that shape. */
  public static final String NAME = "synthetic SmolLM2-135M";

  private final ModelConfig config;
  private final SplittableRandom random;
  private final Map<String, NdArray> weights = new LinkedHashMap<>();

  private DrawnModel(ModelConfig config, long seed) {
    this.config = config;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Makes a model.
   *
   * @param name what results call it
   * @param config its shape: RMS norms or none, positions not learned
   * @param seed of its weights; equal seeds give equal weights
   * @param options precision and place
   * @return to be closed by the caller
   * @throws IllegalArgumentException if the configuration needs weights that are not drawn here
   * @throws InvalidInputException if there is too little memory on the Java heap
   */
  public static Model of(String name, ModelConfig config, long seed, ModelOptions options) {
    if (config.norm() == NormKind.LAYER_NORM
        || config.positions() instanceof PositionScheme.Learned
        || config.queryKeyNorm()
        || config.postNorms()) {
      throw new IllegalArgumentException(
          "a synthetic model has RMS norms or none, positions that are not learned, and neither"
              + " query-key norms nor post-norms");
    }
    try {
      return Model.of(name, config, new DrawnModel(config, seed).draw(), options);
    } catch (OutOfMemoryError e) {
      throw new InvalidInputException(
              "%s: its weights do not fit in the Java heap (%,d MiB). Give it more, such as"
                  + " CREDENCE_JAVA_OPTS=-Xmx2g, or a model in files with --model",
              name, Runtime.getRuntime().maxMemory() >> 20)
          .withCause(e);
    }
  }

  private Map<String, NdArray> draw() {
    int d = config.dModel();
    int dHead = config.dHead();
    // Grouped keys and values go by these names; see TransformerLens's layout.
    String grouped = config.kvHeads() == config.heads() ? "" : "_";
    matrix("embed.W_E", 1, config.vocab(), d);
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "blocks." + layer + ".";
      norm(block + "ln1.w");
      matrix(block + "attn.W_Q", d, config.heads(), d, dHead);
      matrix(block + "attn." + grouped + "W_K", d, config.kvHeads(), d, dHead);
      matrix(block + "attn." + grouped + "W_V", d, config.kvHeads(), d, dHead);
      matrix(block + "attn.W_O", config.heads() * dHead, config.heads(), dHead, d);
      if (!config.attentionOnly()) {
        norm(block + "ln2.w");
        matrix(block + "mlp.W_in", d, d, config.dMlp());
        if (config.gated()) {
          matrix(block + "mlp.W_gate", d, d, config.dMlp());
        }
        matrix(block + "mlp.W_out", config.dMlp(), config.dMlp(), d);
      }
    }
    if (config.finalNorm()) {
      norm("ln_final.w");
    }
    matrix("unembed.W_U", d, d, config.vocabOut());
    return weights;
  }

  private void norm(String name) {
    if (config.norm() == NormKind.RMS) {
      float[] ones = new float[config.dModel()];
      Arrays.fill(ones, 1);
      weights.put(name, NdArray.of(ones, config.dModel()));
    }
  }

  /** Uniform with variance 1 / in. */
  private void matrix(String name, int in, long... shape) {
    long size = 1;
    for (long length : shape) {
      size *= length;
    }
    float[] values = new float[Math.toIntExact(size)];
    float width = (float) Math.sqrt(12.0 / in);
    for (int i = 0; i < values.length; i += 2) {
      long bits = random.nextLong(); // two numbers of 24 bits each
      values[i] = width * ((bits >>> 40) * 0x1p-24f - .5f);
      if (i + 1 < values.length) {
        values[i + 1] = width * ((bits >>> 8 & 0xFFFFFF) * 0x1p-24f - .5f);
      }
    }
    weights.put(name, NdArray.of(values, shape));
  }
}
