package dev.credence.transformer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an independent program made of many texts: a {@code tokenizer_golden.json}. */
record Goldens(JsonNode file) {
  static Goldens of(Path folder) {
    return new Goldens(
        JsonMapper.shared().readTree(folder.resolve("tokenizer_golden.json").toFile()));
  }

  /** Expected ids by text. */
  Map<String, List<Integer>> cases(String list) {
    Map<String, List<Integer>> cases = new LinkedHashMap<>();
    for (JsonNode node : file.path(list)) {
      List<Integer> ids = new ArrayList<>();
      node.path("ids").forEach(id -> ids.add(id.intValue()));
      cases.put(node.path("text").stringValue(), ids);
    }
    return cases;
  }

  /** Compares every text of a list, and fails naming each that differs. */
  void assertEqual(Tokenizer tokenizer, String list, SpecialTokens special, int count) {
    Map<String, List<Integer>> expected = cases(list);
    Map<String, List<Integer>> actual = new LinkedHashMap<>();
    expected.forEach((text, ids) -> actual.put(text, ids(tokenizer.encode(text, special))));
    assertThat(expected).hasSize(count);
    assertThat(actual).isEqualTo(expected);
  }

  static List<Integer> ids(List<Token> tokens) {
    return tokens.stream().map(Token::id).toList();
  }
}
