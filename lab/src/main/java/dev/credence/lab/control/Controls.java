package dev.credence.lab.control;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** The models of known mechanism, by the name that follows {@code builtin:}. */
public final class Controls {
  private static final Map<String, LongFunction<Control>> BY_NAME = byName();

  private Controls() {}

  private static Map<String, LongFunction<Control>> byName() {
    Map<String, LongFunction<Control>> all = new LinkedHashMap<>();
    all.put("exact-bayes", ExactBayesModel::of);
    all.put("exact-bayes-in-context", InContextBayesModel::of);
    all.put("count-table", CountTableModel::of);
    all.put("bigram", BigramModel::of);
    TrainedModel.names().forEach(kind -> all.put(kind, seed -> TrainedModel.of(kind, seed)));
    return Collections.unmodifiableMap(all);
  }

  /**
   * Their names.
   *
   * @return in the order in which they are told
   */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * A control by name.
   *
   * @param name one of {@link #names()}, or {@code NAME@SEED} for directions drawn from another
   *     seed than 0
   * @return the model as data
   * @throws InvalidInputException if there is none of that name, or the seed is no whole number of
   *     0 or more
   */
  public static Control named(String name) {
    int at = name.indexOf('@');
    String kind = at < 0 ? name : name.substring(0, at);
    LongFunction<Control> control = BY_NAME.get(kind);
    if (control == null) {
      throw new InvalidInputException(
          "builtin:%s: no built-in model is named \"%s\". There are: %s",
          name, kind, String.join(", ", BY_NAME.keySet()));
    }
    return control.apply(at < 0 ? 0 : seed(name, name.substring(at + 1))).called(name);
  }

  private static long seed(String name, String text) {
    try {
      long seed = Long.parseLong(text);
      if (seed >= 0) {
        return seed;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new InvalidInputException(
        "builtin:%s: the seed is \"%s\"; expected a whole number of 0 or more", name, text);
  }
}
