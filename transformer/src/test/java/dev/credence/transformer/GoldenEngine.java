package dev.credence.transformer;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.transformer.config.ActivationFunction;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.config.NormKind;
import dev.credence.transformer.config.PositionScheme;
import dev.credence.transformer.family.Blueprint;
import dev.credence.transformer.family.Families;
import dev.credence.transformer.family.LoadedWeights;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.WeightProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * A small model twice: in the engine, at several sizes of waves, and as plain loops. Both stay open
 * as long as the process; they are small.
 */
final class GoldenEngine {
  /** So little that every cell is a wave of its own, planned with nothing but its donors. */
  static final long EACH_ALONE = 1;

  private static final Map<Path, List<GoldenEngine>> LOADED = new TreeMap<>();

  final String name;
  final ModelConfig config;
  final PlainModel plain;
  private final LongFunction<Model> opener;
  private final Map<Long, Model> models = new TreeMap<>();

  private GoldenEngine(
      String name, ModelConfig config, LoadedWeights weights, LongFunction<Model> opener) {
    this.name = name;
    this.config = config;
    this.plain = new PlainModel(config, weights.weights());
    this.opener = opener;
  }

  /** All float32 golden models there are, and one with hooks that none of them has. */
  static synchronized List<GoldenEngine> all() throws IOException {
    List<GoldenEngine> engines = new ArrayList<>();
    for (Path folder : GoldenFolders.models().toList()) {
      String name = String.valueOf(folder.getFileName());
      if (!name.endsWith("_bf16") && !name.endsWith("_fp16")) { // llama_gqa's weights again
        engines.addAll(LOADED.computeIfAbsent(folder, f -> List.of(load(f))));
      }
    }
    engines.addAll(LOADED.computeIfAbsent(Path.of("solu"), f -> List.of(solu())));
    return engines;
  }

  static GoldenEngine load(Path folder) {
    Blueprint blueprint = Families.read(folder);
    ModelSource source = ModelSource.resolve(folder.toString());
    LoadedWeights weights =
        blueprint.load(
            ((ModelSource.Folder) source).open(), DType.FLOAT32, Device.CPU, WeightProfile.RAW);
    return new GoldenEngine(
        String.valueOf(folder.getFileName()),
        blueprint.config(),
        weights,
        bytes -> Model.open(source, ModelOptions.standard().withActivationBytes(bytes)));
  }

  /** SoLU with its layer norm ({@code mlp.hook_mid}), learned positions, random weights. */
  private static GoldenEngine solu() {
    ModelConfig config =
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
    Map<String, NdArray> weights = new LinkedHashMap<>();
    Random random = new Random(5);
    put(weights, random, "embed.W_E", 1, 0, 53, 24);
    put(weights, random, "pos_embed.W_pos", .5, 0, 16, 24);
    for (int layer = 0; layer < 2; layer++) {
      String block = "blocks." + layer + ".";
      for (String norm : List.of("ln1", "ln2")) {
        put(weights, random, block + norm + ".w", .2, 1, 24);
        put(weights, random, block + norm + ".b", .2, 0, 24);
      }
      for (String side : List.of("Q", "K", "V")) {
        put(weights, random, block + "attn.W_" + side, .3, 0, 3, 24, 8);
        put(weights, random, block + "attn.b_" + side, .2, 0, 3, 8);
      }
      put(weights, random, block + "attn.W_O", .3, 0, 3, 8, 24);
      put(weights, random, block + "attn.b_O", .2, 0, 24);
      put(weights, random, block + "mlp.W_in", .3, 0, 24, 40);
      put(weights, random, block + "mlp.b_in", .2, 0, 40);
      put(weights, random, block + "mlp.ln.w", .2, 1, 40);
      put(weights, random, block + "mlp.ln.b", .2, 0, 40);
      put(weights, random, block + "mlp.W_out", .2, 0, 40, 24);
      put(weights, random, block + "mlp.b_out", .2, 0, 24);
    }
    put(weights, random, "ln_final.w", .2, 1, 24);
    put(weights, random, "ln_final.b", .2, 0, 24);
    put(weights, random, "unembed.W_U", .3, 0, 24, 53);
    put(weights, random, "unembed.b_U", .2, 0, 53);
    return new GoldenEngine(
        "solu",
        config,
        Families.load("solu", config, weights, DType.FLOAT32, Device.CPU, WeightProfile.RAW),
        bytes ->
            Model.of("solu", config, weights, ModelOptions.standard().withActivationBytes(bytes)));
  }

  private static void put(
      Map<String, NdArray> weights,
      Random random,
      String name,
      double spread,
      double around,
      int... shape) {
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

  /** The model in the engine, its waves bounded by {@code activationBytes}. */
  synchronized Model model(long activationBytes) {
    return models.computeIfAbsent(activationBytes, opener::apply);
  }

  /** The model in the engine, all cells in one wave. */
  Model model() {
    return model(ModelOptions.ACTIVATION_BYTES);
  }

  /** Softcaps bend what went before them, and 1e-5 with it. */
  double tolerance() {
    return config.logitSoftcap() != 0 || config.attentionSoftcap() != 0 ? 2e-5 : 1e-5;
  }

  @Override
  public String toString() {
    return name;
  }
}
