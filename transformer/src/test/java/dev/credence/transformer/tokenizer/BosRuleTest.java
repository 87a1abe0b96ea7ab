package dev.credence.transformer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one decision about the token in front. */
class BosRuleTest {
  private static final String X = "X";

  @TempDir Path folder;

  @Test
  void exactlyOneIsPutInFront() throws IOException {
    try (var tokenizer = open(Map.of("tokenizer_config.json", "{\"bos_token\": \"<|end|>\"}"))) {
      TokenizedText prompt = tokenizer.prompt(X, BosPolicy.AUTO);

      assertThat(prompt.ids()).hasSize(2).startsWith(1);
      assertThat(prompt.bos().added()).hasValue(1);
      assertThat(prompt.bos().reason())
          .isEqualTo("bos_token \"<|end|>\" of tokenizer_config.json: <|end|>");
    }
  }

  @ParameterizedTest
  @EnumSource(BosPolicy.class)
  void aTextThatBeginsWithItGetsNoSecondOne(BosPolicy policy) throws IOException {
    try (var tokenizer = open(Map.of("config.json", "{\"bos_token_id\": 1}"))) {
      TokenizedText prompt = tokenizer.prompt("<|end|>X", policy);

      assertThat(prompt.ids()).hasSize(2).startsWith(1);
      assertThat(prompt.bos().added()).isEmpty();
      assertThat(prompt.bos().reason()).contains("the text begins with it");
    }
  }

  @Test
  void thePostProcessorsOwnIsTheOneAndNotASecond() {
    try (var tokenizer = Tokenizer.fromJson(TokenizerTest.tiny(), "tiny.json")) {
      assertThat(tokenizer.prompt(X, BosPolicy.AUTO).ids()).hasSize(2).startsWith(0);
      assertThat(tokenizer.prompt(X, BosPolicy.NEVER).ids()).hasSize(1);
      assertThat(tokenizer.bos().describe())
          .isEqualTo("token 0, in front by default (the tokenizer's own post-processor: <|bos|>)");
    }
  }

  @Test
  void neverMeansNever() throws IOException {
    try (var tokenizer = open(Map.of("config.json", "{\"bos_token_id\": 1}"))) {
      assertThat(tokenizer.prompt(X, BosPolicy.NEVER).ids()).hasSize(1);
      assertThat(tokenizer.prompt("", BosPolicy.NEVER).ids()).isEmpty();
      assertThat(tokenizer.prompt("", BosPolicy.AUTO).ids()).containsExactly(1);
    }
  }

  @Test
  void aModelWithoutOneGetsNoneAndTheReasonIsKept() throws IOException {
    try (var tokenizer =
        open(
            Map.of(
                "tokenizer_config.json", "{\"bos_token\": null}",
                "config.json", "{\"bos_token_id\": 1}"))) {
      TokenizedText prompt = tokenizer.prompt(X, BosPolicy.AUTO);

      assertThat(prompt.ids()).hasSize(1);
      assertThat(prompt.bos().reason()).isEqualTo("tokenizer_config.json says bos_token null");
      assertThatThrownBy(() -> tokenizer.prompt(X, BosPolicy.ALWAYS))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("bos_token null");
    }
  }

  @Test
  void aModelOfWhichNoFileNamesOneGetsNone() throws IOException {
    try (var tokenizer = open(Map.of())) {
      assertThat(tokenizer.bos().describe()).isEqualTo("none (no file names one)");
    }
  }

  @Test
  void transformerLensConfigurationCanTurnItOff() throws IOException {
    try (var tokenizer =
        open(
            Map.of(
                "tl_config.json", "{\"default_prepend_bos\": false}",
                "config.json", "{\"bos_token_id\": 1}"))) {
      assertThat(tokenizer.prompt(X, BosPolicy.AUTO).ids()).hasSize(1);
      assertThat(tokenizer.prompt(X, BosPolicy.AUTO).bos().reason())
          .contains("default_prepend_bos is false");
      assertThat(tokenizer.prompt(X, BosPolicy.ALWAYS).ids()).hasSize(2).startsWith(1);
    }
  }

  @Test
  void aFamilyCanGoWithout() throws IOException {
    write(Map.of("config.json", "{\"bos_token_id\": 1}"));
    try (var tokenizer = Tokenizer.fromFolder(folder, false)) {
      assertThat(tokenizer.prompt(X, BosPolicy.AUTO).ids()).hasSize(1);
      assertThat(tokenizer.bos().describe())
          .startsWith("token 1, only on request")
          .contains("models of this family go without");
    }
  }

  @Test
  void addBosTokenIsRecordedButNotHeeded() throws IOException {
    try (var tokenizer =
        open(
            Map.of(
                "tokenizer_config.json",
                "{\"add_bos_token\": false, \"bos_token\": {\"content\": \"<|end|>\"}}"))) {
      assertThat(tokenizer.prompt(X, BosPolicy.AUTO).ids()).startsWith(1);
      assertThat(tokenizer.bos().reason()).contains("add_bos_token is false");
    }
  }

  @Test
  void aTokenOutsideTheVocabularyIsNoneOrAnError() throws IOException {
    try (var tokenizer = open(Map.of("config.json", "{\"bos_token_id\": 50256}"))) {
      assertThat(tokenizer.bos().describe())
          .isEqualTo(
              "none (bos_token_id of config.json is 50256, which is not in the vocabulary of 270)");
    }
    assertThatThrownBy(() -> open(Map.of("tokenizer_config.json", "{\"bos_token\": \"<s>\"}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("bos_token \"<s>\" is not in the vocabulary of 270 tokens");
  }

  @Test
  void ggufMetadataNameIt() {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", "gpt2");
    metadata.put("tokenizer.ggml.pre", "gpt-2");
    metadata.put("tokenizer.ggml.tokens", List.of("X", "<|bos|>"));
    metadata.put("tokenizer.ggml.token_type", List.of(1, 3));
    metadata.put("tokenizer.ggml.merges", List.of());
    metadata.put("tokenizer.ggml.bos_token_id", 1L);
    metadata.put("tokenizer.ggml.add_bos_token", false);
    try (var tokenizer = Tokenizer.fromGguf(metadata, "m.gguf", true)) {
      assertThat(tokenizer.prompt(X, BosPolicy.AUTO).ids()).containsExactly(1, 0);
      assertThat(tokenizer.prompt("<|bos|>X", BosPolicy.AUTO).ids()).containsExactly(1, 0);
      assertThat(tokenizer.bos().reason())
          .startsWith("tokenizer.ggml.bos_token_id: <|bos|>; add_bos_token is false");
    }
  }

  @Test
  void wordsOfExperimentFiles() {
    assertThat(BosPolicy.parse("auto")).isEqualTo(BosPolicy.AUTO);
    assertThat(BosPolicy.ALWAYS.word()).isEqualTo("always");
    assertThatThrownBy(() -> BosPolicy.parse("yes"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("bos: \"yes\" is not one of auto, always, never");
  }

  @Test
  void aRuleAloneDecides() {
    var rule = new BosRule(OptionalInt.of(7), true, "because");

    assertThat(rule.decide(BosPolicy.AUTO, OptionalInt.of(3)).added()).hasValue(7);
    assertThat(rule.decide(BosPolicy.AUTO, OptionalInt.of(7)).added()).isEmpty();
    assertThat(rule.decide(BosPolicy.AUTO, OptionalInt.empty()).added()).hasValue(7);
  }

  /** The tiny tokenizer without its post-processor, beside some files. */
  private Tokenizer open(Map<String, String> files) throws IOException {
    write(files);
    return Tokenizer.fromFolder(folder, true);
  }

  private void write(Map<String, String> files) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        TokenizerTest.tiny().replaceFirst("\"post_processor\": .*,", "\"post_processor\": null,"));
    for (var file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }
}
