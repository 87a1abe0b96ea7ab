package dev.credence.lab.train;

import dev.credence.belief.TwoGenerators;
import dev.credence.lab.train.Curriculum.Labels;
import dev.credence.lab.train.Recipe.Shape;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.learn.Schedule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trainings that have a name, and those in files. */
public final class Recipes {
  private static final List<Double> CHANCES = List.of(0.2, 0.35, 0.5, 0.65, 0.8);
  private static final Map<String, Recipe> BY_NAME = byName();

  private Recipes() {}

  private static Map<String, Recipe> byName() {
    Map<String, Recipe> all = new LinkedHashMap<>();
    Shape wide = new Shape(2, 48, 4, 96, true);
    Curriculum urn = new Curriculum(CHANCES, null, 12, 0, 15, 0, 0, Labels.EXACT);
    add(all, "trained-urn", urn, wide, Schedule.of(1500, 3e-3));
    add(
        all,
        "trained-urn-without-positions",
        urn,
        new Shape(2, 48, 4, 96, false),
        Schedule.of(1500, 3e-3));
    add(
        all,
        "trained-urn-one-pair",
        new Curriculum(List.of(), TwoGenerators.NOTEBOOK, 14, 0, 15, 0, 0, Labels.EXACT),
        new Shape(2, 32, 4, 64, true),
        Schedule.of(600, 3e-3));
    add(
        all,
        "trained-segments",
        new Curriculum(CHANCES, null, 12, 0.25, 24, 0.25, 0.25, Labels.EXACT),
        new Shape(2, 48, 4, 128, true),
        Schedule.of(4000, 3e-3));
    add(
        all,
        "shuffled-labels",
        new Curriculum(CHANCES, null, 12, 0, 15, 0, 0, Labels.SHUFFLED),
        new Shape(2, 32, 4, 64, true),
        Schedule.of(300, 3e-3));
    return all;
  }

  private static void add(
      Map<String, Recipe> all, String name, Curriculum curriculum, Shape shape, Schedule pace) {
    all.put(name, new Recipe(name, curriculum, shape, pace, 64, 0));
  }

  /**
   * The names.
   *
   * @return in the order in which they are told
   */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * A training by name.
   *
   * @param name one of {@link #names()}, or {@code NAME@SEED} for another seed than 0
   * @return what it follows from
   * @throws InvalidInputException if there is none of that name, or the seed is no whole number of
   *     0 or more
   */
  public static Recipe named(String name) {
    int at = name.indexOf('@');
    String kind = at < 0 ? name : name.substring(0, at);
    Recipe recipe = BY_NAME.get(kind);
    if (recipe == null) {
      throw new InvalidInputException(
          "%s: no training has this name, and no file. There are: %s",
          name, String.join(", ", BY_NAME.keySet()));
    }
    return at < 0 ? recipe : recipe.withSeed(name, seed(name, name.substring(at + 1)));
  }

  /**
   * What a user named: a file if there is one, else a training by name.
   *
   * @param named a path, or as {@link #named} takes it
   * @return what it follows from
   * @throws InvalidInputException if there is neither, or the file makes no sense
   */
  public static Recipe resolve(String named) {
    Path file = Path.of(named);
    return Files.isRegularFile(file) ? RecipeFile.read(file) : named(named);
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
        "%s: the seed is \"%s\"; expected a whole number of 0 or more", name, text);
  }
}
