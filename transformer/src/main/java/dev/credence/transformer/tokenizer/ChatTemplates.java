package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where model files keep their chat template. */
public final class ChatTemplates {
  private static final String KEY = "tokenizer.chat_template";

  private ChatTemplates() {}

  /**
   * The template of a GGUF file.
   *
   * @param metadata of the file
   * @return as its makers wrote it; null if there is none
   */
  public static @Nullable String ofGguf(Map<String, Object> metadata) {
    return metadata.get(KEY) instanceof String template ? template : null;
  }

  /**
   * The template of a folder: {@code chat_template.jinja}, else {@code chat_template} of {@code
   * tokenizer_config.json}.
   *
   * @param folder of a model
   * @return as its makers wrote it; null if there is none
   * @throws InvalidInputException if a file cannot be read
   */
  public static @Nullable String ofFolder(Path folder) {
    Path own = folder.resolve("chat_template.jinja");
    Path config = folder.resolve("tokenizer_config.json");
    try {
      if (Files.exists(own)) {
        return Files.readString(own);
      }
      if (!Files.exists(config)) {
        return null;
      }
      JsonNode template =
          JsonMapper.shared().readTree(Files.readString(config)).path("chat_template");
      return template.isString() ? template.asString() : null;
    } catch (IOException | JacksonException e) {
      throw new InvalidInputException(
              "%s: cannot be read (%s)", config, e.getClass().getSimpleName())
          .withCause(e);
    }
  }
}
