package dev.credence.lab.study;

import dev.credence.belief.Task;
import dev.credence.belief.prompt.Fillers;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.prompt.Wording;
import dev.credence.belief.prompt.Words;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.task.Keys;
import dev.credence.transformer.config.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A study that somebody wrote down. Everything may be left out; what is given takes the place of
 * the standard.
 *
 * <pre>
 * seed: 0
 * cells: 1200              # of the design, at most
 * orders: 4                # of the same draws
 * search_pairs: 100        # donors of each kind, to find the site
 * confirm_pairs: 240       # donors of each kind, to judge it
 * random_subspaces: 200
 * null_pairs: 60
 * prompts_per_pair: 6      # that are steered
 * map_pairs: 16
 * rotation_sites: 1        # where rotations are learnt, for each hypothesis
 * rotation_pairs: 160
 * rotation_steps: 100
 * resamples: 1000
 * chances: [0.2, 0.5, 0.8] # for p_A and p_B in every order; of models that speak English
 * priors: [0.3, 0.5]       # P(B)
 * evidence: {min: 1, max: 16}
 * wordings: [generators, machines]
 * symbols: [X/Y]           # how the draws are written
 * fillers: [none]          # also distractor or neutral with before, inside or after
 * thresholds: {mass: 0.5}  # by name; others than the calibrated give no verdict
 * </pre>
 *
 * @param options how much is asked
 * @param thresholds where lines are drawn
 * @param task of models that speak English
 * @param presentations of models that speak English
 */
public record StudyFile(
    StudyOptions options,
    Thresholds thresholds,
    TwoGeneratorsTask task,
    List<TextPresentation> presentations) {

  /**
   * What is asked where no file says otherwise.
   *
   * @param options how much
   * @return the standard study
   */
  public static StudyFile standard(StudyOptions options) {
    return new StudyFile(
        options,
        Thresholds.STANDARD,
        task(List.of(.2, .5, .8), List.of(.3, .5), new Task.Lengths(1, 16)),
        presentations(Wording.ALL.subList(0, 2), List.of(Words.XY), List.of(Fillers.NONE)));
  }

  /**
   * Reads a file.
   *
   * @param file in YAML or JSON
   * @param base what holds where the file says nothing
   * @return the study
   * @throws InvalidInputException if a key or a value is not what it should be
   */
  public static StudyFile read(Path file, StudyOptions base) {
    Keys keys = Keys.read(file);
    StudyFile standard = standard(base);
    try {
      StudyOptions options =
          new StudyOptions(
              integer(keys, "cells", base.cells()),
              integer(keys, "orders", base.orders()),
              integer(keys, "search_pairs", base.searchPairs()),
              integer(keys, "confirm_pairs", base.confirmPairs()),
              integer(keys, "random_subspaces", base.randomSubspaces()),
              integer(keys, "null_pairs", base.nullPairs()),
              integer(keys, "prompts_per_pair", base.promptsPerPair()),
              integer(keys, "map_pairs", base.mapPairs()),
              integer(keys, "rotation_sites", base.rotationSites()),
              integer(keys, "rotation_pairs", base.rotationPairs()),
              integer(keys, "rotation_steps", base.rotationSteps()),
              integer(keys, "resamples", base.resamples()),
              integer(keys, "seed", (int) base.seed()),
              base.heads(),
              base.exploratory());
      Keys lengths = keys.find("evidence");
      TwoGeneratorsTask task =
          task(
              keys.has("chances") ? keys.numbers("chances") : List.of(.2, .5, .8),
              keys.has("priors") ? keys.numbers("priors") : List.of(.3, .5),
              lengths == null
                  ? standard.task().evidence()
                  : new Task.Lengths(lengths.integer("min"), lengths.integer("max")));
      if (lengths != null) {
        lengths.requireAllRead();
      }
      List<Wording> wordings =
          keys.has("wordings")
              ? some(file, keys, "wordings").stream().map(name -> wording(file, name)).toList()
              : Wording.ALL.subList(0, 2);
      List<Words> symbols =
          keys.has("symbols")
              ? some(file, keys, "symbols").stream().map(pair -> words(file, pair)).toList()
              : List.of(Words.XY);
      List<Fillers> fillers =
          keys.has("fillers")
              ? some(file, keys, "fillers").stream().map(name -> fillers(file, name)).toList()
              : List.of(Fillers.NONE);
      Keys lines = keys.find("thresholds");
      Thresholds thresholds = lines == null ? Thresholds.STANDARD : thresholds(lines);
      keys.requireAllRead();
      return new StudyFile(options, thresholds, task, presentations(wordings, symbols, fillers));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("%s: %s", file, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private static List<String> some(Path file, Keys keys, String key) {
    List<String> given = keys.texts(key);
    if (given.isEmpty()) {
      throw new InvalidInputException("%s: %s is []; expected at least one", file, key);
    }
    return given;
  }

  /**
   * The same with another seed.
   *
   * @param other of every choice
   * @return a changed copy
   * @throws InvalidInputException if it is negative
   */
  public StudyFile withSeed(long other) {
    if (other < 0) {
      throw new InvalidInputException("study: the seed is %s; expected 0 or more", other);
    }
    return new StudyFile(options.withSeed(other), thresholds, task, presentations);
  }

  private static int integer(Keys keys, String key, int otherwise) {
    Integer given = keys.findInteger(key);
    return given == null ? otherwise : given;
  }

  private static Thresholds thresholds(Keys lines) {
    Map<String, Double> values = Thresholds.STANDARD.byName();
    for (String name : values.keySet()) {
      if (lines.has(name)) {
        values.put(name, lines.number(name));
      }
    }
    lines.requireAllRead();
    return Thresholds.of(values);
  }

  private static Wording wording(Path file, String name) {
    return Wording.ALL.stream()
        .filter(w -> w.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: wording \"%s\": there are %s",
                    file, name, Wording.ALL.stream().map(Wording::name).toList()));
  }

  private static Words words(Path file, String pair) {
    String[] words = pair.split("/", -1);
    if (words.length != 2) {
      throw new InvalidInputException(
          "%s: symbols \"%s\"; expected two words with a slash between, such as X/Y", file, pair);
    }
    return new Words(words[0], words[1]);
  }

  private static TwoGeneratorsTask task(
      List<Double> chances, List<Double> priors, Task.Lengths evidence) {
    return TwoGeneratorsTask.grid(chances, priors, evidence);
  }

  /** Neutral words are as long as the distractor in characters: no model is there yet. */
  private static Fillers fillers(Path file, String name) {
    return Fillers.grid(String::length).stream()
        .filter(f -> (f.equals(Fillers.NONE) ? "none" : f.toString()).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: fillers \"%s\"; expected none, or distractor or neutral with before,"
                        + " inside or after",
                    file, name));
  }

  private static List<TextPresentation> presentations(
      List<Wording> wordings, List<Words> symbols, List<Fillers> fillers) {
    List<TextPresentation> presentations = new ArrayList<>();
    for (Wording wording : wordings) {
      for (Words words : symbols) {
        for (TextPresentation.NamingOrder order : TextPresentation.NamingOrder.values()) {
          for (Fillers filler : fillers) {
            presentations.add(
                TextPresentation.NOTEBOOK.with(wording).with(words).with(order).with(filler));
          }
        }
      }
    }
    return List.copyOf(presentations);
  }

  /**
   * Presentations that the study does not use: other symbols, and a wording of its own.
   *
   * @return by a name
   */
  Map<String, Presentation> elsewhere() {
    Map<String, Presentation> elsewhere = new LinkedHashMap<>();
    List<Words> used = presentations.stream().map(TextPresentation::words).distinct().toList();
    TextPresentation first = presentations.getFirst();
    Words.PAIRS.stream()
        .filter(w -> !used.contains(w))
        .limit(2)
        .forEach(w -> elsewhere.put("symbols " + w.x() + "/" + w.y(), first.with(w)));
    Wording.ALL.stream()
        .filter(w -> presentations.stream().noneMatch(p -> p.wording().equals(w)))
        .limit(1)
        .forEach(w -> elsewhere.put("wording " + w.name(), first.with(w)));
    return elsewhere;
  }
}
