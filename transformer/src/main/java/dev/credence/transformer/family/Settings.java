package dev.credence.transformer.family;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A configuration's keys and values, read by type. A key whose value is null counts as absent, as
 * in the programs that write these files. Every complaint names the file and the key.
 *
 * @param where the file, for messages
 * @param path the keys of the sections that enclose these, each with a dot behind it
 * @param values as read
 */
record Settings(String where, String path, Map<?, ?> values) {
  private static final JsonMapper JSON = new JsonMapper();

  /** No configuration is near this; a file beyond it is not one. */
  private static final long LARGEST_FILE = 16 << 20;

  /**
   * Reads a JSON file.
   *
   * @throws InvalidInputException if it is not there, or not a JSON object
   */
  static Settings read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new InvalidInputException(
            "%s: %,d bytes; a model's configuration has at most %,d",
            file, Files.size(file), LARGEST_FILE);
      }
      Object json = JSON.readValue(Files.readAllBytes(file), Object.class);
      if (json instanceof Map<?, ?> values) {
        return new Settings(file.toString(), "", values);
      }
      throw new InvalidInputException("%s: expected a JSON object { ... }", file);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("%s: no such file", file).withCause(e);
    } catch (IOException e) {
      throw new InvalidInputException("%s: cannot be read (%s)", file, e).withCause(e);
    } catch (JacksonException e) {
      throw new InvalidInputException("%s: not JSON (%s)", file, e.getOriginalMessage())
          .withCause(e);
    }
  }

  /** Whether there is a value other than null. */
  boolean has(String key) {
    return values.get(key) != null;
  }

  /** Whether the key is written at all, be it with null. */
  boolean mentions(String key) {
    return values.containsKey(key);
  }

  /** A whole number that must be there. */
  int whole(String key) {
    return whole(required(key), key);
  }

  /** A whole number, or {@code otherwise}. */
  int whole(String key, int otherwise) {
    Object value = values.get(key);
    return value == null ? otherwise : whole(value, key);
  }

  private int whole(Object value, String key) {
    boolean integer =
        value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    if (integer || (value instanceof Double real && real == Math.rint(real))) {
      double number = ((Number) value).doubleValue();
      if (Math.abs(number) <= Integer.MAX_VALUE) {
        return (int) number;
      }
    }
    throw problem(key, "expected a whole number");
  }

  /** The width of each of so many heads that share {@code key}'s dimensions evenly. */
  int perHead(String key, int heads) {
    int width = whole(key);
    refuse(heads < 1 || width % heads != 0, key, "expected a multiple of the " + heads + " heads");
    return width / heads;
  }

  /** A number that must be there. */
  double number(String key) {
    return number(required(key), key);
  }

  /** A number, or {@code otherwise}. */
  double number(String key, double otherwise) {
    Object value = values.get(key);
    return value == null ? otherwise : number(value, key);
  }

  private double number(Object value, String key) {
    return switch (value) {
      // What was meant: 1e-5 rather than the nearest single-precision number's 9.99999975e-6.
      case Float single -> Double.parseDouble(single.toString());
      case Number number -> number.doubleValue();
      default -> throw problem(key, "expected a number");
    };
  }

  /** A truth value, or {@code otherwise}. */
  boolean flag(String key, boolean otherwise) {
    return switch (values.get(key)) {
      case null -> otherwise;
      case Boolean flag -> flag;
      default -> throw problem(key, "expected true or false");
    };
  }

  /** A text that must be there. */
  String text(String key) {
    return text(required(key), key);
  }

  /** A text, or {@code otherwise}. */
  String text(String key, String otherwise) {
    Object value = values.get(key);
    return value == null ? otherwise : text(value, key);
  }

  private String text(Object value, String key) {
    if (value instanceof String text) {
      return text;
    }
    throw problem(key, "expected a text");
  }

  /** A list, empty where there is none. */
  List<?> list(String key) {
    return switch (values.get(key)) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw problem(key, "expected a list");
    };
  }

  /** The settings under a key. */
  Optional<Settings> section(String key) {
    return switch (values.get(key)) {
      case null -> Optional.empty();
      case Map<?, ?> section -> Optional.of(new Settings(where, path + key + ".", section));
      default -> throw problem(key, "expected { ... }");
    };
  }

  private Object required(String key) {
    Object value = values.get(key);
    if (value == null) {
      throw new InvalidInputException(
          "%s: \"%s%s\" is missing, and this family needs it", where, path, key);
    }
    return value;
  }

  /** The complaint about a key's value. */
  InvalidInputException problem(String key, String expected) {
    return new InvalidInputException(
        "%s: \"%s%s\" is %s; %s", where, path, key, shown(values.get(key)), expected);
  }

  private static String shown(@Nullable Object value) {
    String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }

  /**
   * Refuses a choice that the forward pass here does not make.
   *
   * @throws InvalidInputException if {@code chosen}
   */
  void refuse(boolean chosen, String key, String reason) {
    if (chosen) {
      throw problem(key, reason);
    }
  }
}
