package dev.credence.lab.experiment;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML or JSON into a plain tree and remembers the line of every node. */
final class TreeReader {
  private final JsonParser parser;
  private final String source;
  private final Map<String, Integer> lines = new HashMap<>();

  private TreeReader(JsonParser parser, String source) {
    this.parser = parser;
    this.source = source;
  }

  /**
   * Reads a file: JSON if its name ends so, else YAML.
   *
   * @throws InvalidInputException if it is missing or is neither
   */
  static Node read(Path file) {
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return read(contents(file), file.toString(), json);
  }

  /** Reads a text. */
  static Node read(String text, String source, boolean json) {
    try (JsonParser parser =
        (json ? JsonMapper.shared() : YAMLMapper.shared()).createParser(text)) {
      var reader = new TreeReader(parser, source);
      if (parser.nextToken() == null) {
        throw new InvalidInputException(
            "%s: it is empty; expected prompts, readouts and cells", source);
      }
      Object root = reader.value("");
      if (parser.nextToken() != null) {
        throw new InvalidInputException(
            "%s, line %d: a second document begins here; a file holds one experiment",
            source, reader.line());
      }
      return new Node(root, "", new Lines(source, reader.lines, true));
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw new InvalidInputException(
              "%s%s: no %s: %s",
              source,
              at == null || at.getLineNr() < 1 ? "" : ", line " + at.getLineNr(),
              json ? "JSON" : "YAML",
              firstLine(e.getOriginalMessage()))
          .withCause(e);
    }
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("%s: there is no such file", file).withCause(e);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("%s: it is not text in UTF-8", file).withCause(e);
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be read (%s)", file, Files.isDirectory(file) ? "it is a folder" : e)
          .withCause(e);
    }
  }

  private @Nullable Object value(String path) {
    lines.putIfAbsent(path, line());
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(path);
      case START_ARRAY -> list(path);
      case VALUE_STRING -> text(path);
      case VALUE_NUMBER_INT -> integer(path);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new InvalidInputException(
              "%s, line %d: %s: expected a text, a number, a list or keys", source, line(), path);
    };
  }

  private Map<String, @Nullable Object> mapping(String path) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String at = path.isEmpty() ? key : path + "." + key;
      if (members.containsKey(key)) {
        throw new InvalidInputException(
            "%s, line %d: %s: this key stands twice", source, line(), at);
      }
      lines.putIfAbsent(at, line());
      parser.nextToken();
      members.put(key, value(at));
    }
    return members;
  }

  private List<@Nullable Object> list(String path) {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(path + "[" + items.size() + "]"));
    }
    return items;
  }

  private String text(String path) {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw new InvalidInputException(
          "%s, line %d: %s: references (*%s) are not read; write it out",
          source, line(), path, parser.getString());
    }
    return parser.getString();
  }

  private Object integer(String path) {
    var number = parser.getBigIntegerValue();
    if (number.bitLength() > 63) {
      throw new InvalidInputException(
          "%s, line %d: %s: %s is too large a number", source, line(), path, number);
    }
    return number.longValue();
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "damaged" : message.lines().findFirst().orElse("damaged").strip();
  }
}
