package dev.credence.transformer.source;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.Gguf;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model as a user names it, found but not yet opened.
 *
 * <p>{@link #resolve(String)} takes, in this order: {@code builtin:NAME}; a folder that holds
 * {@code config.json} or {@code tl_config.json} beside safetensors, or one {@code .gguf} file; a
 * {@code .gguf} file; a {@code .safetensors} file (or its {@code .index.json}) beside a
 * configuration; an id {@code ORG/NAME[@REVISION]} in the Hugging Face cache.
 */
public sealed interface ModelSource {

  /** {@return what to call it in messages and provenance: the name as it was given} */
  String name();

  /**
   * Finds what a user named.
   *
   * @param text as typed
   * @return a source whose files are there
   * @throws InvalidInputException if nothing is found, or too much; it says where was looked
   */
  static ModelSource resolve(String text) {
    return resolve(text, HuggingFaceCache.ofThisUser());
  }

  /**
   * Finds what a user named.
   *
   * @param text as typed
   * @param cache where ids of the hub are looked up
   * @return a source whose files are there
   * @throws InvalidInputException if nothing is found, or too much; it says where was looked
   */
  static ModelSource resolve(String text, HuggingFaceCache cache) {
    return new SourceFinder(text, cache).find();
  }

  /** A model in files. */
  sealed interface Stored extends ModelSource {
    /** {@return the folder or file that was found} */
    Path path();

    /**
     * Opens the weights.
     *
     * @return to be closed by the caller
     * @throws InvalidInputException if they are damaged
     */
    Checkpoint open();

    /** {@return where further files of the model lie} */
    Path folder();

    /**
     * A file that lies beside the weights, such as {@code tokenizer.json} or {@code task.yaml}.
     *
     * @param fileName without folders
     * @return it, if it is there
     */
    default Optional<Path> beside(String fileName) {
      return Optional.of(folder().resolve(fileName)).filter(Files::isRegularFile);
    }
  }

  /** How a folder names its configuration and its tensors. */
  enum Layout {
    /** {@code config.json}, tensors named by {@code transformers}. */
    HUGGING_FACE("config.json"),
    /** {@code tl_config.json}, tensors named by TransformerLens. */
    TRANSFORMER_LENS("tl_config.json");

    private final String configFile;

    Layout(String configFile) {
      this.configFile = configFile;
    }

    /** {@return the configuration's file name} */
    public String configFile() {
      return configFile;
    }
  }

  /**
   * Safetensors beside a configuration.
   *
   * @param name as given
   * @param layout whose names it uses
   * @param config the configuration
   * @param path the folder, one {@code .safetensors} file in it, or a shard index
   */
  record Folder(String name, Layout layout, Path config, Path path) implements Stored {
    @Override
    public Path folder() {
      return Files.isDirectory(path) ? path : path.resolveSibling("");
    }

    @Override
    public Checkpoint open() {
      if (Files.isDirectory(path)) {
        return Safetensors.openFolder(path);
      }
      return path.toString().endsWith(".json")
          ? Safetensors.openSharded(path)
          : Safetensors.open(path);
    }
  }

  /**
   * A GGUF file: weights, configuration and vocabulary in one.
   *
   * @param name as given
   * @param path the file
   */
  record GgufFile(String name, Path path) implements Stored {
    @Override
    public Path folder() {
      return path.resolveSibling("");
    }

    @Override
    public Checkpoint open() {
      return Gguf.open(path);
    }
  }

  /**
   * A model that is made by the program itself; whoever makes them knows their names.
   *
   * @param model what follows {@code builtin:}
   */
  record BuiltIn(String model) implements ModelSource {
    /** What a built-in's name begins with. */
    public static final String PREFIX = "builtin:";

    @Override
    public String name() {
      return PREFIX + model;
    }
  }
}
