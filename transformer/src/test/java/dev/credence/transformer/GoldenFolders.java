package dev.credence.transformer;

import dev.credence.transformer.source.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds the golden models: all of the shared folder where it is, else those that come along. */
final class GoldenFolders {
  private GoldenFolders() {}

  /** Where all golden models lie; it need not be there. */
  static Path shared() {
    return Path.of(System.getProperty("credence.shared", "../../shared"), "golden", "models");
  }

  static Stream<Path> models() throws IOException {
    Path own = Path.of("src", "test", "resources", "golden");
    Path root = Files.isDirectory(shared()) ? shared() : own;
    try (Stream<Path> folders = Files.list(root)) {
      return folders.sorted().toList().stream();
    }
  }

  static Model open(Path folder) {
    return Model.open(ModelSource.resolve(folder.toString()));
  }
}
