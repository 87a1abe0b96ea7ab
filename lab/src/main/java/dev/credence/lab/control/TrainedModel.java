package dev.credence.lab.control;

import dev.credence.lab.train.Recipe;
import dev.credence.lab.train.Recipes;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Models that were trained, not written down: what training found is not given, so each was
 * measured by a program that shares no code with the study of models. {@code docs/training.md} has
 * the numbers.
 *
 * <p>The weights lie beside this class, one file a seed, as {@code credence train NAME@SEED} made
 * them; each file says so itself, as {@code provenance}.
 */
final class TrainedModel {
  /** What each kind turned out to do, and how many seeds of it there are, from 0 on. */
  private record Found(String group, RightVerdict right, String mechanism, int seeds) {}

  private static final Map<String, Found> KINDS = kinds();

  private TrainedModel() {}

  private static Map<String, Found> kinds() {
    Map<String, Found> kinds = new LinkedHashMap<>();
    kinds.put(
        "trained-urn",
        new Found(
            "P2",
            RightVerdict.of(Set.of(Outcome.BEHAVIOURAL_MATCH_ONLY, Outcome.INCONCLUSIVE)),
            "trained on one pair a prompt: carries counts of the draws and then the answer, never"
                + " the log-odds",
            5));
    kinds.put(
        "trained-urn-without-positions",
        new Found(
            "P2",
            RightVerdict.of(Set.of(Outcome.BEHAVIOURAL_MATCH_ONLY, Outcome.INCONCLUSIVE)),
            "trained on one pair a prompt, without position embeddings: carries counts of the draws"
                + " and then the answer, never the log-odds",
            1));
    kinds.put(
        "trained-urn-one-pair",
        new Found(
            "P2",
            RightVerdict.of(Set.of(Outcome.INCONCLUSIVE, Outcome.BEHAVIOURAL_MATCH_ONLY)),
            "trained on one pair of generators: belief and count are one variable",
            1));
    kinds.put(
        "trained-segments",
        new Found(
            "P2",
            // C6 is met narrowly: small studies miss its lines at some seeds
            RightVerdict.of(Set.of(Outcome.INTERNAL_BELIEF_MECHANISM, Outcome.INCONCLUSIVE)),
            "trained on pairs that change within the prompt: sums log-likelihood ratios into"
                + " log-odds, and the last block answers from these",
            2));
    kinds.put(
        "shuffled-labels",
        new Found(
            "N6",
            RightVerdict.notBayesian(null),
            "trained on the answers of other prompts: evidence changes nothing",
            5));
    return kinds;
  }

  /** The kinds, in the order in which they are told. */
  static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }

  /** How many seeds of a kind came along. */
  static int seeds(String kind) {
    return found(kind).seeds();
  }

  private static Found found(String kind) {
    Found found = KINDS.get(kind);
    if (found == null) {
      throw new IllegalStateException(kind + ": no trained model has this name");
    }
    return found;
  }

  /**
   * A trained model.
   *
   * @param kind one of {@link #names}
   * @param seed of its training
   * @throws InvalidInputException if this seed did not come along
   */
  static Control of(String kind, long seed) {
    Found found = found(kind);
    String name = kind + "@" + seed;
    if (seed >= found.seeds()) {
      throw new InvalidInputException(
          "builtin:%s: weights of seed %s came along; credence train %s --out DIR makes others, to"
              + " be opened by --model DIR",
          name,
          IntStream.range(0, found.seeds())
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(", ")),
          name);
    }
    Recipe recipe = Recipes.named(name);
    return new Control(
        name,
        found.group(),
        found.mechanism(),
        recipe.config(),
        weights(name),
        recipe.curriculum().task(),
        found.right(),
        Landmarks.NONE);
  }

  /** Formats are read from mapped files, so the resource becomes one for a moment. */
  private static Map<String, NdArray> weights(String name) {
    String file = "trained/" + name + ".safetensors";
    try (InputStream resource = TrainedModel.class.getResourceAsStream(file)) {
      if (resource == null) {
        throw new IllegalStateException(file + " is not among the resources");
      }
      Path copy = Files.createTempFile("credence-", ".safetensors");
      try {
        Files.copy(resource, copy, StandardCopyOption.REPLACE_EXISTING);
        try (Checkpoint checkpoint = Safetensors.open(copy)) {
          Map<String, NdArray> weights = new LinkedHashMap<>();
          checkpoint.names().forEach(n -> weights.put(n, checkpoint.get(n).toArray()));
          return weights;
        }
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }
}
