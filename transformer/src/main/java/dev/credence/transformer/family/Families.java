package dev.credence.transformer.family;

import dev.credence.torch.DType;
import dev.credence.torch.Device;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.config.ModelConfig;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.WeightProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The families known here, by the exact {@code model_type} of a Hugging Face configuration or
 * {@code general.architecture} of a GGUF file. A new one is a class and a line.
 */
public final class Families {
  /** The configuration of a model in Hugging Face layout. */
  public static final String CONFIG_FILE = "config.json";

  /** The configuration of a model in TransformerLens's own form. */
  public static final String TRANSFORMER_LENS_FILE = "tl_config.json";

  private static final Map<String, Family> BY_MODEL_TYPE =
      new TreeMap<>(
          Map.of(
              "gemma2", new Gemma2(),
              "gpt2", new Gpt2(),
              "gpt_neox", new GptNeoX(),
              "llama", new Llama(),
              "mistral", new Mistral(),
              "qwen2", new Qwen.Qwen2(),
              "qwen3", new Qwen.Qwen3()));

  private static final Map<String, Family> BY_ARCHITECTURE =
      new TreeMap<>(
          Map.of(
              "gpt2", new Gpt2(),
              "llama", new Llama()));

  private Families() {}

  /** The values of {@code model_type} that are read, in alphabetical order. */
  public static List<String> modelTypes() {
    return List.copyOf(BY_MODEL_TYPE.keySet());
  }

  /**
   * Reads the configuration in a folder: {@value #TRANSFORMER_LENS_FILE} if it is there, else
   * {@value #CONFIG_FILE}.
   *
   * @throws InvalidInputException if there is neither, the family is not known, a key is missing,
   *     or one chooses what is not computed here
   */
  public static Blueprint read(Path folder) {
    Path own = folder.resolve(TRANSFORMER_LENS_FILE);
    if (Files.isRegularFile(own)) {
      return new TransformerLens().read(Settings.read(own));
    }
    Path file = folder.resolve(CONFIG_FILE);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "%s: no %s and no %s. Is this the folder of a model?",
          folder, CONFIG_FILE, TRANSFORMER_LENS_FILE);
    }
    return read(Settings.read(file));
  }

  static Blueprint read(Settings config) {
    return find(BY_MODEL_TYPE, config, "model_type").fromHuggingFace(config);
  }

  /**
   * Reads the metadata of a GGUF file.
   *
   * @throws InvalidInputException as above
   */
  public static Blueprint read(Checkpoint gguf) {
    Settings metadata = new Settings(gguf.file().toString(), "", gguf.metadata());
    return find(BY_ARCHITECTURE, metadata, "general.architecture").fromGguf(metadata, gguf);
  }

  /**
   * Loads weights that were made in Java, under TransformerLens's names and layouts: {@code
   * blocks.0.attn.W_Q} {@code [head, d_model, d_head]}, and so on. Absent biases are 0. Norms have
   * weights if any of {@code ln_final.w} and {@code blocks.0.ln1.w} is there.
   *
   * @param name what messages call the model
   * @param profile how weights are processed
   * @return to be closed by the caller
   * @throws InvalidInputException if arrays are missing, left over or of another shape
   */
  public static LoadedWeights load(
      String name,
      ModelConfig config,
      Map<String, NdArray> arrays,
      DType dtype,
      Device device,
      WeightProfile profile) {
    return TransformerLens.of(config, arrays.keySet())
        .load(Stock.of(name, arrays), dtype, device, profile);
  }

  /**
   * The same without holding them in float32: see {@link Blueprint#widened}.
   *
   * @throws InvalidInputException as above
   */
  public static LoadedWeights widened(
      String name,
      ModelConfig config,
      Map<String, NdArray> arrays,
      Device device,
      WeightProfile profile) {
    return TransformerLens.of(config, arrays.keySet())
        .widened(Stock.of(name, arrays), device, profile);
  }

  /** The same with raw weights. */
  public static LoadedWeights load(
      String name, ModelConfig config, Map<String, NdArray> arrays, DType dtype, Device device) {
    return load(name, config, arrays, dtype, device, WeightProfile.RAW);
  }

  private static Family find(Map<String, Family> families, Settings config, String key) {
    @Nullable Family family = families.get(config.text(key));
    if (family == null) {
      throw config.problem(
          key, "known families are " + String.join(", ", families.keySet()) + ", by exact name");
    }
    return family;
  }
}
