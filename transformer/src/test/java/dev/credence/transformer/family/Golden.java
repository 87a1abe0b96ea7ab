package dev.credence.transformer.family;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model with numbers that other programs computed, outside the repository. */
record Golden(Path folder) {
  /** Absolute and relative to the value where that is above 1, as the goldens were made for. */
  static final double TOLERANCE = 2e-5;

  static Path shared() {
    Path folder = Path.of(System.getProperty("credence.shared", "../shared"));
    if (!folder.isAbsolute()) {
      folder = root().resolve(folder);
    }
    assumeTrue(Files.isDirectory(folder), "SKIPPED: no " + folder + "; -Dcredence.shared names it");
    return folder.normalize();
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.isDirectory(here.resolve(".mvn"))) {
      here = here.getParent();
    }
    return here == null ? Path.of("") : here;
  }

  /** One of the tiny models with random weights; some of them come along with the sources. */
  static Golden tiny(String name) {
    Path own = root().resolve("transformer/src/test/resources/golden").resolve(name);
    if (Files.isDirectory(own)) {
      return new Golden(own);
    }
    return new Golden(shared().resolve("golden/models").resolve(name));
  }

  /** One of the small trained models. */
  static Golden trained(String name) {
    return new Golden(shared().resolve("models").resolve(name));
  }

  Blueprint blueprint() {
    return Families.read(folder);
  }

  Checkpoint checkpoint() {
    return Safetensors.openFolder(folder);
  }

  Checkpoint reference() {
    return Safetensors.open(folder.resolve("reference.safetensors"));
  }

  /** What TransformerLens was configured with for the same model, where that was recorded. */
  Optional<JsonNode> transformerLensConfig() {
    Path own = folder.resolve("tl_config.json");
    if (Files.exists(own)) {
      return Optional.of(new JsonMapper().readTree(own));
    }
    JsonNode config = new JsonMapper().readTree(folder.resolve("reference.json")).path("tl_config");
    return config.isObject() ? Optional.of(config) : Optional.empty();
  }
}
