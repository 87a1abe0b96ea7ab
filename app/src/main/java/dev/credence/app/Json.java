package dev.credence.app;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes trees of maps and lists for scripts to read. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final JsonMapper ON_ONE_LINE = JsonMapper.shared();

  private Json() {}

  static String write(Object tree) {
    return MAPPER.writeValueAsString(tree);
  }

  /** Without a line break. */
  static String line(Object tree) {
    return ON_ONE_LINE.writeValueAsString(tree);
  }
}
