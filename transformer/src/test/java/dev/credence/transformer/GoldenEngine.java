package dev.credence.transformer;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.family.Blueprint;
import dev.credence.transformer.family.Families;
import dev.credence.transformer.family.LoadedWeights;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.WeightProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** All float32 golden models there are, and two of random weights with what they lack. */
  static synchronized List<GoldenEngine> all() throws IOException {
    List<GoldenEngine> engines = new ArrayList<>();
    for (Path folder : GoldenFolders.models().toList()) {
      String name = String.valueOf(folder.getFileName());
      if (!name.endsWith("_bf16") && !name.endsWith("_fp16")) { // llama_gqa's weights again
        engines.addAll(LOADED.computeIfAbsent(folder, f -> List.of(load(f))));
      }
    }
    engines.addAll(
        LOADED.computeIfAbsent(
            Path.of("made"),
            f -> List.of(of("solu", RandomWeights.SOLU), of("normed", RandomWeights.NORMED))));
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

  private static GoldenEngine of(String name, ModelConfig config) {
    Map<String, NdArray> weights = RandomWeights.of(config, 5);
    return new GoldenEngine(
        name,
        config,
        Families.load(name, config, weights, DType.FLOAT32, Device.CPU, WeightProfile.RAW),
        bytes ->
            Model.of(name, config, weights, ModelOptions.standard().withActivationBytes(bytes)));
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
