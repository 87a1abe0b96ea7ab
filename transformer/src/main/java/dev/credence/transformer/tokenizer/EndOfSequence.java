package dev.credence.transformer.tokenizer;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tokens with which a model says that it is done, as its files name them.
 *
 * @param ids in ascending order; empty where no file names one
 * @param reason which file says so, or that none does
 */
public record EndOfSequence(SortedSet<Integer> ids, String reason) {
  /** A model without such a token. */
  public static final EndOfSequence NONE =
      new EndOfSequence(new TreeSet<>(), "no file names an end-of-sequence token");

  /** Keeps a copy. */
  public EndOfSequence {
    ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
  }

  /** Whether a token is one of them. */
  public boolean contains(int token) {
    return ids.contains(token);
  }

  /**
   * Asks the files of a folder in this order; the first that names a token of the vocabulary
   * decides: {@code eos_token_id} of {@code generation_config.json} and of {@code config.json}, a
   * number or a list, then {@code eos_token} of {@code tokenizer_config.json}.
   *
   * @param folder the model's
   * @param vocabulary how many tokens the model predicts
   * @param tokenizer the model's, if it has one
   * @throws dev.credence.transformer.config.InvalidInputException if a file is no JSON
   */
  public static EndOfSequence ofFolder(Path folder, int vocabulary, @Nullable Tokenizer tokenizer) {
    for (String file : List.of("generation_config.json", "config.json")) {
      JsonNode config = Tokenizer.readTree(folder.resolve(file));
      Set<Integer> ids = ids(config == null ? null : config.get("eos_token_id"), vocabulary);
      if (!ids.isEmpty()) {
        return new EndOfSequence(new TreeSet<>(ids), "eos_token_id of " + file);
      }
    }
    JsonNode config = Tokenizer.readTree(folder.resolve("tokenizer_config.json"));
    JsonNode token = config == null ? null : config.get("eos_token");
    if (token == null || tokenizer == null) {
      return NONE;
    }
    String text = token.isObject() ? token.path("content").asString("") : token.asString("");
    Set<Integer> ids =
        tokenizer.specialTokens().entrySet().stream()
            .filter(special -> special.getValue().equals(text) && special.getKey() < vocabulary)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return ids.isEmpty()
        ? NONE
        : new EndOfSequence(new TreeSet<>(ids), "eos_token of tokenizer_config.json");
  }

  private static Set<Integer> ids(@Nullable JsonNode node, int vocabulary) {
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode id : node == null ? List.<JsonNode>of() : node.isArray() ? node : List.of(node)) {
      if (id.isInt() && id.intValue() >= 0 && id.intValue() < vocabulary) {
        ids.add(id.intValue());
      }
    }
    return ids;
  }

  /**
   * Asks the metadata of a GGUF file: {@code tokenizer.ggml.eos_token_id}, and {@code
   * tokenizer.ggml.eot_token_id}, which ends a turn.
   *
   * @param metadata the file's
   * @param vocabulary how many tokens the model predicts
   */
  public static EndOfSequence ofGguf(Map<String, Object> metadata, int vocabulary) {
    SortedSet<Integer> ids = new TreeSet<>();
    StringBuilder reason = new StringBuilder();
    for (String key : List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id")) {
      if (metadata.get(key) instanceof Number id
          && id.intValue() >= 0
          && id.intValue() < vocabulary
          && ids.add(id.intValue())) {
        reason.append(reason.isEmpty() ? "" : ", ").append(key);
      }
    }
    return ids.isEmpty() ? NONE : new EndOfSequence(ids, reason.toString());
  }
}
