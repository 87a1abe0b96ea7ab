package dev.credence.transformer.weights;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Small files beside the tests, made by {@code bench/make_gguf_golden.py}. */
final class Resource {
  private Resource() {}

  static Path path(String name) {
    try {
      return Path.of(Objects.requireNonNull(Resource.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
