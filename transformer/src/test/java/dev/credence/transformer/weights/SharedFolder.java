package dev.credence.transformer.weights;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Golden data and models that are not in the repository. */
final class SharedFolder {
  private SharedFolder() {}

  /** A path below it; where it is absent the test is skipped, and says so. */
  static Path resolve(String below) {
    var path = root().resolve(below);
    assumeTrue(Files.exists(path), () -> "SKIPPED: " + path + " is not there; set credence.shared");
    return path;
  }

  private static Path root() {
    var given = System.getProperty("credence.shared", "");
    if (!given.isBlank() && !given.startsWith("$")) {
      return Path.of(given);
    }
    var folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !Files.exists(folder.resolve("torch/pom.xml"))) {
      folder = folder.getParent();
    }
    return folder.resolveSibling("shared");
  }
}
