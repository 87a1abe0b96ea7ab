package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tokenizer.ggml.*} metadata of a GGUF file, checked on reading.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF, Tokenizer</a>
 */
final class GgufTokens {
  private static final String PREFIX = "tokenizer.ggml.";

  /** Types of a token as GGUF counts them. */
  enum TokenType {
    /** Ordinary text. */
    NORMAL,
    /** What unknown text becomes. */
    UNKNOWN,
    /** A token with a task, such as the beginning of a sequence. */
    CONTROL,
    /** Text that is one token wherever it occurs. */
    USER_DEFINED,
    /** Never made. */
    UNUSED,
    /** One byte, written {@code <0x0A>}. */
    BYTE;

    private static final TokenType[] BY_NUMBER = values();

    /** Whether ordinary text never makes it. */
    boolean special() {
      return this == UNKNOWN || this == CONTROL;
    }
  }

  private final Map<String, Object> metadata;
  private final String source;
  private final List<?> tokens;
  private final @Nullable List<?> types;
  private final Map<String, Integer> ids = new HashMap<>();

  GgufTokens(Map<String, Object> metadata, String source) {
    this.metadata = metadata;
    this.source = source;
    this.tokens = list("tokens", null);
    this.types = metadata.containsKey(PREFIX + "token_type") ? list("token_type", tokens) : null;
    for (int id = 0; id < tokens.size(); id++) {
      Integer other = ids.putIfAbsent(token(id), id);
      if (other != null) {
        throw new InvalidInputException(
            "%s: tokens %d and %d are both \"%s\"; a vocabulary has each once",
            source, other, id, token(id));
      }
    }
  }

  int size() {
    return tokens.size();
  }

  String token(int id) {
    if (tokens.get(id) instanceof String token) {
      return token;
    }
    throw wrong("tokens", tokens.get(id), "strings");
  }

  @Nullable Integer id(String token) {
    return ids.get(token);
  }

  /** The type of a token; without types all are normal but those the metadata gives a task. */
  TokenType type(int id) {
    if (types == null) {
      boolean task = isId("bos_token_id", id) || isId("eos_token_id", id);
      return isId("unknown_token_id", id)
          ? TokenType.UNKNOWN
          : task ? TokenType.CONTROL : TokenType.NORMAL;
    }
    if (types.get(id) instanceof Number number
        && number.intValue() >= 1
        && number.intValue() <= TokenType.BY_NUMBER.length) {
      return TokenType.BY_NUMBER[number.intValue() - 1];
    }
    throw wrong("token_type", types.get(id), "numbers from 1 to " + TokenType.BY_NUMBER.length);
  }

  /** A list as long as that of the tokens. */
  List<?> perToken(String key) {
    return list(key, tokens);
  }

  /** A list of any length. */
  List<?> list(String key) {
    return list(key, null);
  }

  String string(String key, @Nullable String otherwise) {
    Object value = metadata.get(PREFIX + key);
    if (value == null && otherwise != null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrong(key, value, "a string");
  }

  boolean flag(String key, boolean otherwise) {
    Object value = metadata.get(PREFIX + key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, value, "true or false");
  }

  /** An error about one entry. */
  InvalidInputException wrong(String key, @Nullable Object found, String expected) {
    return new InvalidInputException(
        "%s: %s%s has %s where %s should be",
        source, PREFIX, key, found == null ? "nothing" : found, expected);
  }

  private boolean isId(String key, int id) {
    return metadata.get(PREFIX + key) instanceof Number number && number.intValue() == id;
  }

  private List<?> list(String key, @Nullable List<?> likeThis) {
    if (!(metadata.get(PREFIX + key) instanceof List<?> list)) {
      throw new InvalidInputException(
          "%s: there is no list %s%s in the metadata; the file has no whole vocabulary",
          source, PREFIX, key);
    }
    if (likeThis != null && list.size() != likeThis.size()) {
      throw new InvalidInputException(
          "%s: %s%s has %,d entries for %,d tokens",
          source, PREFIX, key, list.size(), likeThis.size());
    }
    return list;
  }
}
