package dev.credence.transformer.tokenizer;

import static dev.credence.transformer.tokenizer.SpecialTokens.PLAIN_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A byte-level vocabulary of 270 tokens, whose file asks for all that must not happen: four tokens
 * at most, padding to eight, a post-processor that adds a token and trims offsets.
 */
class TokenizerTest {
  private static final int BOS = 0;

  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() {
    tokenizer = Tokenizer.fromJson(tiny(), "tiny.json");
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  static String tiny() {
    try (var stream = TokenizerTest.class.getResourceAsStream("tiny.json")) {
      if (stream == null) {
        throw new IllegalStateException("tiny.json is not beside the test");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothingIsAddedCutOrPadded() {
    List<Token> tokens = tokenizer.encode("hello hello X Y A");

    assertThat(tokens.stream().map(t -> tokenizer.token(t.id())))
        .containsExactly("hello", "Ġhello", "ĠX", "ĠY", "ĠA");
    assertThat(tokenizer.encode("")).isEmpty();
  }

  @Test
  void offsetsKeepTheSpaceAndCountUtf16() {
    String text = "hello\ud83d\ude00 X";
    List<Token> tokens = tokenizer.encode(text);

    assertThat(tokens.getFirst()).extracting(Token::start, Token::end).containsExactly(0, 5);
    assertThat(tokens.subList(1, 5)).allMatch(t -> t.start() == 5 && t.end() == 7);
    assertThat(text.substring(tokens.getLast().start(), tokens.getLast().end())).isEqualTo(" X");
  }

  @Test
  void positionsAreThoseOfTheTokensThatCoverTheCharacters() {
    TokenizedText prompt = tokenizer.prompt("hello X Y", BosPolicy.AUTO);

    assertThat(prompt.ids()[0]).isEqualTo(BOS);
    assertThat(prompt.positions(0, 5)).containsExactly(1);
    assertThat(prompt.positions(6, 7)).containsExactly(2);
    assertThat(prompt.positions(4, 9)).containsExactly(1, 2, 3);
    assertThat(prompt.positions(3, 3)).isEmpty();
  }

  @Test
  void namesOfSpecialTokensAreTokensOrPlainText() {
    int note = tokenizer.encode("<note>").getFirst().id();

    assertThat(Goldens.ids(tokenizer.encode("<|end|> X"))).startsWith(1).hasSize(2);
    assertThat(tokenizer.encode("<|extra|>")).hasSize(1);
    assertThat(Goldens.ids(tokenizer.encode("<|end|>", PLAIN_TEXT))).hasSize(7).doesNotContain(1);
    assertThat(tokenizer.encode("<|extra|>", PLAIN_TEXT)).hasSizeGreaterThan(1);
    // A token that is not special stays one, and its id must not move up into the gap.
    assertThat(Goldens.ids(tokenizer.encode("<note>", PLAIN_TEXT))).containsExactly(note);
    assertThat(note).isEqualTo(tokenizer.vocabularySize() - 1);
  }

  @Test
  void theVocabularyIsThatOfTheFile() {
    assertThat(tokenizer.vocabularySize()).isEqualTo(270);
    assertThat(tokenizer.specialTokens().values())
        .containsExactly("<|bos|>", "<|end|>", "<|extra|>");
    assertThat(tokenizer.token(BOS)).isEqualTo("<|bos|>");
    assertThatThrownBy(() -> tokenizer.token(270))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("token 270: tiny.json has 270 tokens, 0 to 269");
    assertThatThrownBy(() -> tokenizer.decode(1, 270)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aSymbolIsOneTokenOrAnErrorThatNamesTokensThatAre() {
    assertThat(tokenizer.token(tokenizer.singleToken(" X"))).isEqualTo("ĠX");
    assertThat(tokenizer.text(tokenizer.singleToken(" X"))).isEqualTo(" X");
    assertThatThrownBy(() -> tokenizer.singleToken(" Zed"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "symbol \" Zed\" is 2 tokens here (\" Z\", \"ed\"); a symbol must be one."
                + " These are: \" X\", \" Y\", \" A\"");
    assertThatThrownBy(() -> tokenizer.singleToken("")).hasMessageContaining("is 0 tokens here ()");
    assertThat(tokenizer.singleTokens(List.of(" B", " Y", "X"))).containsExactly(" Y", "X");
  }

  @Test
  void dropoutOfTheTrainingIsNotForReading() {
    try (var trained =
        Tokenizer.fromJson(tiny().replace("\"dropout\": null", "\"dropout\": 0.9"), "t.json")) {
      List<Token> expected = tokenizer.encode("hello hello X");
      assertThat(IntStream.range(0, 20).mapToObj(i -> trained.encode("hello hello X")))
          .allMatch(expected::equals);
    }
  }

  @Test
  void aVocabularyOfAFewWordsKnowsOnlyThese() {
    String words =
        """
        {"version": "1.0", "pre_tokenizer": {"type": "WhitespaceSplit"},
         "model": {"type": "WordLevel", "unk_token": "?", "vocab": {"X": 0, "Y": 1}}}
        """;
    try (var toy = Tokenizer.fromJson(words, "toy.json")) {
      assertThat(Goldens.ids(toy.encode("X Y X"))).containsExactly(0, 1, 0);
      assertThat(toy.singleToken("Y")).isEqualTo(1);
      assertThatThrownBy(() -> toy.encode("X Z"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("toy.json: has no tokens for the text \"X Z\": ");
    }
  }

  @Test
  void halfACharacterIsNamed() {
    assertThatThrownBy(() -> tokenizer.encode("ab\ud83d"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\\ud83d")
        .hasMessageContaining("offset 2");
    assertThatThrownBy(() -> tokenizer.encode("\ude00\ud83d"))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void severalThreadsMayAskAtOnce() {
    List<Token> expected = tokenizer.encode("hello X Y hello");

    assertThat(
            IntStream.range(0, 200)
                .parallel()
                .mapToObj(
                    i ->
                        tokenizer.encode(
                            "hello X Y hello", i % 2 == 0 ? SpecialTokens.PARSED : PLAIN_TEXT)))
        .allMatch(expected::equals);
  }

  @Test
  void aDamagedFileIsAnErrorOfOneLine() {
    String json = tiny();
    for (String damaged :
        List.of(
            "",
            "[]",
            "{}",
            "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}",
            "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 99999999999}, \"merges\": []}}",
            "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": \"b\"}, \"merges\": []}}",
            "{\"model\": {\"type\": \"Oracle\", \"vocab\": {\"a\": 0}, \"merges\": []}}",
            "{\"added_tokens\": [3], \"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}",
            json.replace(
                "\"continuing_subword_prefix\": null", "\"continuing_subword_prefix\": \"##\""),
            json.substring(0, json.length() / 2),
            json.replace("\"ByteLevel\"", "\"NoSuchThing\""))) {
      assertThatThrownBy(() -> Tokenizer.fromJson(damaged, "t.json"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("t.json: ")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aFolderWithoutTokenizerSaysWhatToDo(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Tokenizer.fromFolder(folder, true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("there is no tokenizer.json; prompts can only be given as token ids");
    Files.createFile(folder.resolve("tokenizer.model"));
    assertThatThrownBy(() -> Tokenizer.fromFolder(folder, true))
        .hasMessageContaining("AutoTokenizer.save_pretrained");
  }
}
