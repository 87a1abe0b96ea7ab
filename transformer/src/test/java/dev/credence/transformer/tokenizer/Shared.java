package dev.credence.transformer.tokenizer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of models beside the repository. */
final class Shared {
  private Shared() {}

  /** A folder of {@code shared/models}; the test is skipped, and says so, where there is none. */
  static Path model(String name) {
    Path folder = root().resolve("models").resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "SKIPPED: there is no " + folder + "; -Dcredence.shared names the folder");
    return folder;
  }

  private static Path root() {
    String named = System.getProperty("credence.shared");
    if (named != null) {
      return Path.of(named);
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve(".ci"))) {
      folder = folder.getParent();
    }
    return Path.of(folder == null ? "../shared" : folder + "/../shared");
  }
}
