package dev.credence.app;

import dev.credence.lab.control.Subject;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose a model and how it is computed. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "A folder, a .gguf file, ORG/NAME in the Hugging Face cache, or builtin:NAME.")
  private String model = "";

  @Mixin private ComputeOption compute = new ComputeOption();

  /** Opens the model. */
  Subject open() {
    return compute.open(model);
  }

  /** What progress calls it: the last part of a path. */
  String shortName() {
    return model.substring(model.lastIndexOf('/', model.length() - 2) + 1);
  }
}
