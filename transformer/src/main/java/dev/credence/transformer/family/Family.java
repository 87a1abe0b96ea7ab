package dev.credence.transformer.family;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Checkpoint;

/** How one family writes its configuration and names its tensors. */
interface Family {

  /**
   * What a Hugging Face {@code config.json} of this family says.
   *
   * @throws InvalidInputException if a key is missing, or chooses what is not computed here
   */
  Blueprint fromHuggingFace(Settings config);

  /**
   * What a GGUF file of this architecture says.
   *
   * @param metadata the file's own
   * @param file for what only the tensors tell
   * @throws InvalidInputException as above, and for a family without a GGUF form
   */
  default Blueprint fromGguf(Settings metadata, Checkpoint file) {
    throw metadata.problem(
        "general.architecture",
        "GGUF files of this family are not read; use the model in Hugging Face layout (a folder"
            + " with config.json and safetensors)");
  }
}
