package dev.credence.lab.experiment;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tensors by file: {@code file.npy}, or {@code file.safetensors#tensor}. */
final class TensorFiles implements AutoCloseable {
  private final Path folder;
  private final Map<Path, Checkpoint> open = new HashMap<>();

  /** Relative names begin in {@code folder}. */
  TensorFiles(Path folder) {
    this.folder = folder;
  }

  /** Whether a name in an edit is that of a file rather than one that the experiment gives. */
  static boolean isReference(String name) {
    return name.endsWith(".npy") || name.contains(".safetensors#");
  }

  /**
   * Reads one.
   *
   * @throws InvalidInputException if it is not there or damaged
   */
  NdArray read(String reference) {
    int hash = reference.indexOf(".safetensors#");
    if (hash >= 0) {
      int end = hash + ".safetensors".length();
      Path file = path(reference.substring(0, end));
      return open.computeIfAbsent(file, Safetensors::open)
          .get(reference.substring(end + 1))
          .toArray();
    }
    if (reference.endsWith(".npy")) {
      return Npy.read(path(reference));
    }
    throw new InvalidInputException(
        "\"%s\": a tensor is named as file.npy or as file.safetensors#tensor", reference);
  }

  private Path path(String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new InvalidInputException("\"%s\" is no file name (%s)", name, e.getReason())
          .withCause(e);
    }
  }

  @Override
  public void close() {
    open.values().forEach(Checkpoint::close);
  }
}
