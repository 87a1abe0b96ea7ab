package dev.credence.lab.task;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Keys and values of a file in YAML or JSON, read one by one, so that a key nobody reads is found
 * out. Every complaint names the file and the key.
 */
public final class Keys {
  private final String file;
  private final String place; // "tokens.symbols.", or nothing at the top
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  Keys(String file, String place, @Nullable Map<?, ?> values) {
    this.file = file;
    this.place = place;
    if (values == null) {
      throw new InvalidInputException("%s: it is empty; expected keys and values", file);
    }
    values.forEach((key, value) -> this.values.put(String.valueOf(key), value));
  }

  /**
   * Reads a file.
   *
   * @param file in YAML or JSON
   * @return its keys
   * @throws InvalidInputException if it cannot be read, or has no keys and values
   */
  public static Keys read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new InvalidInputException("%s: cannot be read (%s)", file, e.getClass().getSimpleName())
          .withCause(e);
    }
    try {
      return new Keys(file.toString(), "", new YAMLMapper().readValue(text, Map.class));
    } catch (JacksonException e) {
      throw new InvalidInputException(
              "%s: no YAML with keys and values: %s", file, e.getOriginalMessage())
          .withCause(e);
    }
  }

  private @Nullable Object look(String key) {
    known.add(key);
    return values.get(key);
  }

  private Object require(String key) {
    Object value = look(key);
    if (value == null) {
      throw new InvalidInputException(
          "%s: %s%s is missing; there are %s", file, place, key, values.keySet());
    }
    return value;
  }

  private InvalidInputException wrong(String key, Object found, String expected) {
    return new InvalidInputException(
        "%s: %s%s is %s; expected %s", file, place, key, found, expected);
  }

  /**
   * A word.
   *
   * @param key within this part
   * @return its value
   * @throws InvalidInputException if it is missing where it is needed, or of another kind
   */
  public String text(String key) {
    Object value = require(key);
    if (value instanceof Map || value instanceof List) {
      throw wrong(key, value, "a word");
    }
    return value.toString();
  }

  /**
   * A list of words.
   *
   * @param key within this part
   * @return its value
   * @throws InvalidInputException if it is missing where it is needed, or of another kind
   */
  public List<String> texts(String key) {
    if (!(require(key) instanceof List<?> list)) {
      throw wrong(key, require(key), "a list");
    }
    return list.stream().map(String::valueOf).toList();
  }

  /**
   * A list of numbers.
   *
   * @param key its name
   * @return them
   * @throws InvalidInputException if it is missing or something else
   */
  public List<Double> numbers(String key) {
    if (!(require(key) instanceof List<?> list)
        || !list.stream().allMatch(Number.class::isInstance)) {
      throw wrong(key, require(key), "a list of numbers");
    }
    return list.stream().map(n -> ((Number) n).doubleValue()).toList();
  }

  /**
   * A number.
   *
   * @param key within this part
   * @return its value
   * @throws InvalidInputException if it is missing where it is needed, or of another kind
   */
  public double number(String key) {
    if (!(require(key) instanceof Number number)) {
      throw wrong(key, require(key), "a number");
    }
    return number.doubleValue();
  }

  /**
   * An integer.
   *
   * @param key within this part
   * @return its value
   * @throws InvalidInputException if it is missing where it is needed, or of another kind
   */
  public int integer(String key) {
    if (!(require(key) instanceof Integer integer)) {
      throw wrong(key, require(key), "an integer");
    }
    return integer;
  }

  /**
   * An integer; null if it is not there.
   *
   * @param key within this part
   * @return its value
   * @throws InvalidInputException if it is missing where it is needed, or of another kind
   */
  public @Nullable Integer findInteger(String key) {
    return look(key) == null ? null : integer(key);
  }

  List<Integer> integerList(String key) {
    if (!(require(key) instanceof List<?> list)
        || !list.stream().allMatch(Integer.class::isInstance)) {
      throw wrong(key, require(key), "a list of integers");
    }
    return list.stream().map(Integer.class::cast).toList();
  }

  /** Every key with its integer, in the order of the file. */
  Map<String, Integer> integers() {
    Map<String, Integer> integers = new LinkedHashMap<>();
    values.keySet().forEach(key -> integers.put(key, integer(key)));
    return integers;
  }

  /**
   * A key that is a number itself.
   *
   * @param key as it stands in the file
   * @return its value
   * @throws InvalidInputException if it is none
   */
  public double asNumber(String key) {
    try {
      return Double.parseDouble(key);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
              "%s: %s%s: the key is no number; write a chance such as 0.5", file, place, key)
          .withCause(e);
    }
  }

  /**
   * The keys of a part.
   *
   * @param key within this part
   * @return its value
   * @throws InvalidInputException if it is missing where it is needed, or of another kind
   */
  public Keys within(String key) {
    if (!(require(key) instanceof Map<?, ?> map)) {
      throw wrong(key, require(key), "keys and values");
    }
    return new Keys(file, place + key + ".", map);
  }

  /**
   * The keys of a part; null if it is not there.
   *
   * @param key within this part
   * @return its value
   * @throws InvalidInputException if it is missing where it is needed, or of another kind
   */
  public @Nullable Keys find(String key) {
    return look(key) == null ? null : within(key);
  }

  /**
   * Whether a key has a value.
   *
   * @param key within this part
   * @return whether it is there
   */
  public boolean has(String key) {
    return look(key) != null;
  }

  /**
   * Complains of keys that nobody asked for.
   *
   * @throws InvalidInputException if there is one
   */
  public void requireAllRead() {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new InvalidInputException(
          "%s: %s%s is not known here; known are %s",
          file, place, String.join(", ", unknown), known);
    }
  }
}
