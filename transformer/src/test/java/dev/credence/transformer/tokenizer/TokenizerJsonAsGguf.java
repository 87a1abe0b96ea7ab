package dev.credence.transformer.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The GGUF metadata that a converter would write for a {@code tokenizer.json}: the way there, so
 * that {@link GgufVocabulary} can be tested on the way back.
 */
final class TokenizerJsonAsGguf {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private final JsonNode file;
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  private TokenizerJsonAsGguf(Path tokenizerJson) {
    file = JsonMapper.shared().readTree(tokenizerJson.toFile());
    file.path("model")
        .path("vocab")
        .forEachEntry((token, id) -> put(id.intValue(), token, type(token)));
    for (JsonNode added : file.path("added_tokens")) {
      String token = added.path("content").stringValue();
      put(added.path("id").intValue(), token, token.equals("<unk>") ? UNKNOWN : CONTROL);
    }
  }

  /** Byte-level BPE with a pre-tokenizer of that name. */
  static Map<String, Object> byteLevel(Path tokenizerJson, String pre) {
    var gguf = new TokenizerJsonAsGguf(tokenizerJson);
    Map<String, Object> metadata = gguf.metadata("gpt2");
    metadata.put("tokenizer.ggml.pre", pre);
    metadata.put(
        "tokenizer.ggml.merges", gguf.merges().stream().map(m -> String.join(" ", m)).toList());
    return metadata;
  }

  /** SentencePiece: the score of a piece is minus the rank of the first merge that makes it. */
  static Map<String, Object> sentencePiece(Path tokenizerJson) {
    var gguf = new TokenizerJsonAsGguf(tokenizerJson);
    List<Float> scores = new ArrayList<>(Collections.nCopies(gguf.tokens.size(), -1e9f));
    List<List<String>> merges = gguf.merges();
    for (int rank = merges.size() - 1; rank >= 0; rank--) {
      scores.set(gguf.tokens.indexOf(String.join("", merges.get(rank))), (float) -rank);
    }
    Map<String, Object> metadata = gguf.metadata("llama");
    metadata.put("tokenizer.ggml.scores", scores);
    return metadata;
  }

  private Map<String, Object> metadata(String model) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", model);
    metadata.put("tokenizer.ggml.tokens", tokens);
    metadata.put("tokenizer.ggml.token_type", types);
    return metadata;
  }

  private List<List<String>> merges() {
    List<List<String>> merges = new ArrayList<>();
    for (JsonNode merge : file.path("model").path("merges")) {
      merges.add(
          merge.isString()
              ? List.of(merge.stringValue().split(" ", 2))
              : List.of(merge.get(0).stringValue(), merge.get(1).stringValue()));
    }
    return merges;
  }

  private void put(int id, String token, int type) {
    while (tokens.size() <= id) {
      tokens.add("");
      types.add(NORMAL);
    }
    tokens.set(id, token);
    types.set(id, type);
  }

  private static int type(String token) {
    return token.matches("<0x[0-9A-F]{2}>") ? BYTE : NORMAL;
  }
}
