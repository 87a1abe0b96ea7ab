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

/** Keys and values of a YAML file, read one by one, so that a key nobody reads is found out. */
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
   * @throws InvalidInputException if it is missing or has no keys
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
   * @throws InvalidInputException if it is something else
   */
  public String text(String key) {
    Object value = require(key);
    if (value instanceof Map || value instanceof List) {
      throw wrong(key, value, "a word");
    }
    return value.toString();
  }

  /**
   * Whether a key is there.
   *
   * @param key its name
   * @return true if it has a value
   */
  public boolean has(String key) {
    return look(key) != null;
  }

  /**
   * Every key that is there, in the order of the file.
   *
   * @return their names
   */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /**
   * A list of numbers.
   *
   * @throws InvalidInputException if it is something else
   */
  public List<Double> numbers(String key) {
    if (!(require(key) instanceof List<?> list)
        || !list.stream().allMatch(Number.class::isInstance)) {
      throw wrong(key, require(key), "a list of numbers");
    }
    return list.stream().map(n -> ((Number) n).doubleValue()).toList();
  }

  /**
   * A list of words.
   *
   * @throws InvalidInputException if it is something else
   */
  public List<String> texts(String key) {
    if (!(require(key) instanceof List<?> list)) {
      throw wrong(key, require(key), "a list");
    }
    return list.stream().map(String::valueOf).toList();
  }

  /**
   * A number.
   *
   * @throws InvalidInputException if it is something else
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
   * @throws InvalidInputException if it is something else
   */
  public int integer(String key) {
    if (!(require(key) instanceof Integer integer)) {
      throw wrong(key, require(key), "an integer");
    }
    return integer;
  }

  /**
   * An integer that may be missing.
   *
   * @throws InvalidInputException if it is something else
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

  double asNumber(String key) {
    try {
      return Double.parseDouble(key);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
              "%s: %s%s: the key is no number; write a chance such as 0.5", file, place, key)
          .withCause(e);
    }
  }

  /**
   * The keys below one.
   *
   * @throws InvalidInputException if it is something else
   */
  public Keys within(String key) {
    if (!(require(key) instanceof Map<?, ?> map)) {
      throw wrong(key, require(key), "keys and values");
    }
    return new Keys(file, place + key + ".", map);
  }

  /**
   * The keys below one that may be missing.
   *
   * @throws InvalidInputException if it is something else
   */
  public @Nullable Keys find(String key) {
    return look(key) == null ? null : within(key);
  }

  /**
   * Refuses keys that nobody has asked for.
   *
   * @throws InvalidInputException if it is something else
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
