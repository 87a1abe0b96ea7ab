package dev.credence.transformer.weights;

import dev.credence.transformer.config.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON inside a file, read as a stream of tokens: UTF-8 only, no key twice, bounded in every
 * direction. Every failure becomes one line that names the file and the place.
 */
final class StrictJson implements AutoCloseable {
  private final Path file;
  private final String part;
  private final JsonParser parser;

  /**
   * Starts to read.
   *
   * @param part what this is in messages, for example {@code header}
   */
  StrictJson(MappedFile file, String part, long from, long length) {
    this.file = file.path();
    this.part = part;
    Limit.HEADER_BYTES.check(length, this.file, part + " bytes");
    var bytes = file.bytes().asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    // A reader, not bytes: from bytes Jackson would guess UTF-16 and UTF-32 too.
    this.parser =
        factory()
            .createParser(
                ObjectReadContext.empty(),
                new InputStreamReader(new ByteArrayInputStream(bytes), decoder));
  }

  private static JsonFactory factory() {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(16)
            .maxNumberLength(32)
            .maxNameLength(Limit.NAME_BYTES.intValue())
            .maxStringLength(Limit.METADATA_STRING_BYTES.intValue())
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(constraints)
        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES) // names come once
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }

  /** The next token. */
  JsonToken next() {
    try {
      var token = parser.nextToken();
      if (token == null) {
        throw refused("ends too early");
      }
      return token;
    } catch (JacksonException e) {
      throw damaged(e);
    }
  }

  /** Demands a token: {@code where} says of what. */
  void expect(JsonToken expected, String where) {
    var token = next();
    if (token != expected) {
      throw refused("%s is %s, %s was expected", where, words(token), words(expected));
    }
  }

  /** The key or text of the current token. */
  String text() {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw damaged(e);
    }
  }

  /** Demands a text next. */
  String string(String where) {
    expect(JsonToken.VALUE_STRING, where);
    return text();
  }

  /** Demands next an integer from 0 to the largest long. */
  long size(String where) {
    expect(JsonToken.VALUE_NUMBER_INT, where);
    return currentSize(where);
  }

  /** The current token, an integer from 0 to the largest long. */
  long currentSize(String where) {
    try {
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
          && parser.getBigIntegerValue().signum() >= 0
          && parser.getBigIntegerValue().bitLength() < Long.SIZE) {
        return parser.getLongValue();
      }
      throw refused("%s is %s, an integer from 0 to 2^63 - 1 was expected", where, text());
    } catch (JacksonException e) {
      throw damaged(e);
    }
  }

  /** Passes over the value that comes next. */
  void skipValue() {
    next();
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw damaged(e);
    }
  }

  /** Demands that only white space is left. */
  void expectEnd() {
    try {
      if (parser.nextToken() != null) {
        throw refused("goes on after its closing brace");
      }
    } catch (JacksonException e) {
      throw damaged(e);
    }
  }

  /** An exception that begins with the file and the part. */
  @SuppressWarnings("AnnotateFormatMethod") // every format is a literal in this package
  InvalidInputException refused(String format, Object... args) {
    var text = String.format(Locale.ROOT, format, args);
    return new InvalidInputException(
        "%s: the %s %s. Damaged? Fetch the file again", file.getFileName(), part, text);
  }

  private InvalidInputException damaged(JacksonException e) {
    var text = e.getOriginalMessage();
    return new InvalidInputException(
            "%s: the %s is not valid JSON at character %,d: %s. Damaged? Fetch the file again",
            file.getFileName(),
            part,
            e.getLocation() == null ? 0 : e.getLocation().getCharOffset(),
            text.length() <= 300 ? text : text.substring(0, 300) + "...")
        .withCause(e);
  }

  private static String words(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT -> "an integer";
      case VALUE_NUMBER_FLOAT -> "a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      default -> "the end of something";
    };
  }

  @Override
  public void close() {
    parser.close();
  }
}
