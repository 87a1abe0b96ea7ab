package dev.credence.lab.train;

import dev.credence.belief.TwoGenerators;
import dev.credence.lab.task.Keys;
import dev.credence.lab.train.Curriculum.Labels;
import dev.credence.lab.train.Recipe.Shape;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.learn.Schedule;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a training from a file.
 *
 * <pre>
 * name: my-urn                       # what results call it
 * seed: 0
 * curriculum:
 *   chances: [0.2, 0.5, 0.8]         # told in the prompt
 *   # values: {p_a: 0.5, p_b: 0.75}  # in the place of chances
 *   draws: 12
 *   tokens: 15                       # most of a prompt
 *   # retold: 0.25                   # a new pair before a draw, so often
 *   # asked: 0.25                    # "which generator?" at the end, so often
 *   # other_symbols: 0.25            # another pair of symbols, so often
 *   # labels: shuffled
 * model: {layers: 2, d_model: 48, heads: 4, d_mlp: 96, positions: learned}   # or none
 * schedule: {steps: 2500, rate: 0.003, batch: 64}
 * </pre>
 */
final class RecipeFile {
  private RecipeFile() {}

  static Recipe read(Path file) {
    Keys keys = Keys.read(file);
    Keys told = keys.within("curriculum");
    Keys model = keys.within("model");
    Keys pace = keys.within("schedule");
    Recipe recipe =
        new Recipe(
            keys.text("name"),
            curriculum(file, told),
            new Shape(
                model.integer("layers"),
                model.integer("d_model"),
                model.integer("heads"),
                model.integer("d_mlp"),
                isOneOf(file, "model.positions", model.text("positions"), "learned", "none")),
            Schedule.of(pace.integer("steps"), pace.number("rate")),
            pace.integer("batch"),
            keys.integer("seed"));
    List.of(told, model, pace, keys).forEach(Keys::requireAllRead);
    if (recipe.batch() < 1 || recipe.seed() < 0) {
      throw new InvalidInputException(
          "%s: a batch of %d, seed %d; expected a batch of 1 or more and a seed of 0 or more",
          file, recipe.batch(), recipe.seed());
    }
    return recipe;
  }

  private static Curriculum curriculum(Path file, Keys told) {
    List<Double> chances =
        told.has("chances")
            ? told.texts("chances").stream().map(told::asNumber).toList()
            : List.of();
    Keys values = told.find("values");
    TwoGenerators pair =
        values == null ? null : TwoGenerators.of(values.number("p_a"), values.number("p_b"));
    if (values != null) {
      values.requireAllRead();
    }
    boolean exact =
        !told.has("labels")
            || isOneOf(file, "curriculum.labels", told.text("labels"), "exact", "shuffled");
    try {
      return new Curriculum(
          chances,
          pair,
          told.integer("draws"),
          share(told, "retold"),
          told.integer("tokens"),
          share(told, "asked"),
          share(told, "other_symbols"),
          exact ? Labels.EXACT : Labels.SHUFFLED);
    } catch (InvalidInputException e) {
      throw new InvalidInputException("%s: %s", file, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private static double share(Keys keys, String key) {
    return keys.has(key) ? keys.number(key) : 0;
  }

  /** Whether it is the first of two words. */
  private static boolean isOneOf(Path file, String key, String found, String first, String second) {
    if (!found.equals(first) && !found.equals(second)) {
      throw new InvalidInputException(
          "%s: %s is \"%s\"; expected %s or %s", file, key, found, first, second);
    }
    return found.equals(first);
  }
}
