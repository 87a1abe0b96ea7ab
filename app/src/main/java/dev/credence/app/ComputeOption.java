package dev.credence.app;

import dev.credence.lab.control.Subject;
import dev.credence.transformer.ModelOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how a model is computed and what its tokens mean. */
final class ComputeOption {
  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "512MiB",
      description = {
        "What activations may take at once, such as 2GiB (default: 512MiB); what needs",
        "more is run in several waves."
      })
  private String memory = "512MiB";

  @Option(
      names = "--no-precision-check",
      description = {
        "With bf16 or f16: do not compute some cells in float32 as well to report how",
        "far the results are from it. Recorded with the results."
      })
  private boolean noPrecisionCheck;

  @Option(
      names = "--task",
      paramLabel = "FILE",
      description = "What the model's tokens mean; task.yaml beside it if not given.")
  private @Nullable Path task;

  /** Opens a model. */
  Subject open(String model) {
    return Subject.open(model, options(), task);
  }

  private ModelOptions options() {
    return precision
        .options()
        .withActivationBytes(Bytes.parse(memory, "--memory"))
        .withPrecisionCheck(!noPrecisionCheck);
  }
}
