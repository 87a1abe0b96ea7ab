package dev.credence.app;

import dev.credence.transformer.ModelOptions;
import picocli.CommandLine.Option;

/** The options that say in which precision a model is computed, and where. */
final class PrecisionOption {
  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "Precision: f32 (default), bf16 or f16.")
  private String dtype = "f32";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu (default), cuda or cuda:N.")
  private String device = "cpu";

  /**
   * The standard options but for these.
   *
   * @throws dev.credence.transformer.config.InvalidInputException if there is no such precision or
   *     device
   */
  ModelOptions options() {
    return ModelOptions.standard().named(dtype, device);
  }
}
