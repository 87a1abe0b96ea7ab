package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A checkpoint whose tensors are slices of one or several mapped files. */
final class MappedCheckpoint implements Checkpoint {
  private final Path file;
  private final List<MappedFile> files;
  private final Map<String, StoredTensor> tensors;
  private final Map<String, Object> metadata;
  private @Nullable String digest;

  /**
   * Takes over the files.
   *
   * @param file what a user named
   * @param files where the tensors lie; closed with this
   */
  MappedCheckpoint(
      Path file,
      List<MappedFile> files,
      Map<String, StoredTensor> tensors,
      Map<String, Object> metadata) {
    this.file = file;
    this.files = List.copyOf(files);
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Opens a file and reads its directory; a file that is refused is unmapped at once.
   *
   * @param reader makes the checkpoint over the mapped file
   */
  static Checkpoint over(Path path, Function<MappedFile, Checkpoint> reader) {
    var file = MappedFile.open(path);
    boolean accepted = false;
    try {
      var checkpoint = reader.apply(file);
      accepted = true;
      return checkpoint;
    } finally {
      if (!accepted) {
        file.close();
      }
    }
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public StoredTensor get(String name) {
    var tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidInputException(
          "%s: no tensor \"%s\" among its %,d. %s",
          file, name, tensors.size(), NearNames.of(name, tensors.keySet()));
    }
    return tensor;
  }

  @Override
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public Map<String, Object> metadata() {
    return metadata;
  }

  @Override
  public synchronized String digest() {
    if (digest == null) {
      digest = Fingerprint.of(files.stream().map(MappedFile::path).toList());
    }
    return digest;
  }

  @Override
  public void close() {
    for (var mapped : files) {
      if (mapped.arena().scope().isAlive()) {
        mapped.close();
      }
    }
  }

  @Override
  public String toString() {
    return file + " (" + tensors.size() + " tensors)";
  }
}
