package dev.credence.transformer.tokenizer;

import static dev.credence.transformer.tokenizer.SpecialTokens.PLAIN_TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vocabularies by hand, small enough to be checked by eye. */
class GgufVocabularyTest {
  /** All 256 bytes as byte-level vocabularies write them, blank and newline being Ġ and Ċ. */
  private static final List<String> BYTES =
      IntStream.range(0, 324)
          .filter(c -> (c > 32 && c < 127) || (c > 160 && c != 173))
          .mapToObj(Character::toString)
          .toList();

  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int BYTE = 6;

  /**
   * The vocabulary joins the letters of each word, and then each word with the next. If the text is
   * cut into these words, each is one token; cut finer there are more, cut coarser there are fewer.
   */
  @ParameterizedTest
  @CsvSource({
    "gpt-2,     I ' M _don 't _1234 _ _x = 5 NN _b",
    "smollm,    I ' M _don 't _ 1 2 3 4 _ _x = 5 NN _b",
    "llama-bpe, I 'M _don 't _ 123 4 _ _x = 5 NN _b",
    "qwen2,     I 'M _don 't _ 1 2 3 4 _ _x = 5 NN _b",
    "default,   I ' M _don ' t _ 123 4 _ _x = 5 NN _b",
  })
  void aPreTokenizerCutsTextIntoItsWords(String pre, String underscored) {
    List<String> words = List.of(underscored.replace('_', 'Ġ').replace('N', 'Ċ').split(" "));
    Map<String, Object> metadata = joining(words);
    metadata.put("tokenizer.ggml.pre", pre);

    assertThat(tokens(metadata, "I'M don't 1234  x=5\n\n b")).isEqualTo(words);
  }

  /** Category N has fractions and numerals too, not only Nd: here ½ (No) and Ⅷ (Nl). */
  @ParameterizedTest
  @CsvSource({"½, Â½", "Ⅷ, âħ§", "7, 7"})
  void toSmolLmEveryCharacterOfCategoryNIsADigit(String digit, String bytes) {
    Map<String, Object> metadata = joining(List.of("Ġ", bytes));
    metadata.put("tokenizer.ggml.pre", "smollm");
    assertThat(tokens(metadata, " " + digit)).containsExactly("Ġ", bytes);
    metadata.put("tokenizer.ggml.pre", "gpt-2");
    assertThat(tokens(metadata, " " + digit)).containsExactly("Ġ" + bytes);
  }

  @Test
  void aFileThatNamesNoPreTokenizerHasTheDefaultOne() {
    Map<String, Object> metadata = byteLevel("default");
    String named = GgufVocabulary.tokenizerJson(metadata, "m.gguf");
    metadata.remove("tokenizer.ggml.pre");

    assertThat(GgufVocabulary.tokenizerJson(metadata, "m.gguf")).isEqualTo(named);
  }

  @Test
  void llama3TakesAWordOfTheVocabularyWhole() {
    Map<String, Object> metadata = byteLevel("llama-bpe");
    List<String> tokens = new ArrayList<>(BYTES);
    tokens.add("hello");
    metadata.put("tokenizer.ggml.tokens", tokens);

    assertThat(tokens(metadata, "hello")).containsExactly("hello");
    metadata.put("tokenizer.ggml.pre", "gpt-2");
    assertThat(tokens(metadata, "hello")).containsExactly("h", "e", "l", "l", "o");
  }

  @Test
  void qwen2ComposesAndTheOthersDoNot() {
    assertThat(tokens(byteLevel("qwen2"), "e\u0301")).containsExactly("Ã", "©");
    assertThat(tokens(byteLevel("llama-bpe"), "e\u0301")).containsExactly("e", "Ì", "ģ");
  }

  @Test
  void bestScoreFirst() {
    Map<String, Object> metadata = sentencePiece("ab", -2, "bc", -1, "▁a", -3);

    assertThat(tokens(metadata, "abc")).containsExactly("▁a", "bc");
    metadata.put("tokenizer.ggml.add_space_prefix", false);
    assertThat(tokens(metadata, "abc")).containsExactly("a", "bc");
    assertThat(tokens(metadata, " abc")).containsExactly("▁a", "bc");
  }

  @Test
  void symbolsOfASentencePieceVocabularyAreWhatTheyWrite() {
    try (var tokenizer = Tokenizer.fromGguf(sentencePiece("▁X", -1), "m.gguf", true)) {
      assertThat(tokenizer.token(tokenizer.singleToken(" X"))).isEqualTo("▁X");
      assertThat(tokenizer.token(tokenizer.singleToken("X"))).isEqualTo("X");
      assertThat(tokenizer.text(tokenizer.singleToken(" X"))).isEqualTo(" X");
      assertThatThrownBy(() -> tokenizer.singleToken(" Xa"))
          .hasMessage(
              "symbol \" Xa\" is 2 tokens here (\" X\", \"a\"); a symbol must be one."
                  + " These are: \" X\", \"X\"");
      int[] ids = tokenizer.encode("X a").stream().mapToInt(Token::id).toArray();
      assertThat(tokenizer.decode(ids)).isEqualTo("X a");
    }
  }

  @Test
  void unknownCharactersAreBytesWhereTheVocabularyHasThem() {
    assertThat(tokens(sentencePiece(), "é")).containsExactly("▁", "<0xC3>", "<0xA9>");
    Map<String, Object> without = new HashMap<>(Map.of("tokenizer.ggml.model", "llama"));
    without.put("tokenizer.ggml.tokens", List.of("<unk>", "▁", "a"));
    without.put("tokenizer.ggml.token_type", List.of(UNKNOWN, NORMAL, NORMAL));
    without.put("tokenizer.ggml.scores", List.of(0f, -1f, -2f));

    assertThat(tokens(without, "aéöa")).containsExactly("▁", "a", "<unk>", "a");
  }

  @Test
  void controlTokensAreParsedOnRequestAndUserDefinedOnesAlways() {
    Map<String, Object> metadata = sentencePiece();
    int blanks = add(metadata, "  ", USER_DEFINED, 0);
    try (var tokenizer = Tokenizer.fromGguf(metadata, "m.gguf", true)) {
      assertThat(Goldens.ids(tokenizer.encode("<s>"))).containsExactly(1);
      assertThat(Goldens.ids(tokenizer.encode("<s>", PLAIN_TEXT))).doesNotContain(1);
      assertThat(Goldens.ids(tokenizer.encode("a  b"))).contains(blanks);
      assertThat(Goldens.ids(tokenizer.encode("a  b", PLAIN_TEXT))).contains(blanks);
      assertThat(tokenizer.specialTokens().values()).containsExactly("<unk>", "<s>", "</s>");
    }
  }

  @Test
  void withoutTypesTheTokensWithATaskAreSpecial() {
    Map<String, Object> metadata = byteLevel("gpt-2");
    List<String> tokens = new ArrayList<>(BYTES);
    tokens.add("<eot>");
    metadata.put("tokenizer.ggml.tokens", tokens);
    metadata.put("tokenizer.ggml.eos_token_id", BYTES.size());

    assertThat(tokens(metadata, "<eot>")).containsExactly("<eot>");
  }

  @Test
  void anUnknownKindListsThoseThatAreKnown() {
    Map<String, Object> metadata = byteLevel("viking");
    assertThatThrownBy(() -> GgufVocabulary.tokenizerJson(metadata, "m.gguf"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tokenizer.ggml.pre is \"viking\"; known are gpt-2, ")
        .hasMessageContainingAll("smollm", "llama-bpe", "qwen2", "default");
    metadata.put("tokenizer.ggml.model", "t5");
    assertThatThrownBy(() -> GgufVocabulary.tokenizerJson(metadata, "m.gguf"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("m.gguf: tokenizer.ggml.model is \"t5\"; known are gpt2 and llama");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "tokens", "merges"})
  void aMissingEntryIsNamed(String key) {
    Map<String, Object> metadata = byteLevel("gpt-2");
    metadata.remove("tokenizer.ggml." + key);

    assertThatThrownBy(() -> GgufVocabulary.tokenizerJson(metadata, "m.gguf"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("m.gguf: ")
        .hasMessageContaining("tokenizer.ggml." + key);
  }

  @Test
  void aDamagedEntryIsNamed() {
    assertDamaged("tokens", List.of("a", "b", "a"), "tokens 0 and 2 are both \"a\"");
    assertDamaged("tokens", List.of("a", 7), "tokenizer.ggml.tokens has 7 where strings should be");
    assertDamaged("token_type", List.of(1), "has 1 entries for 256 tokens");
    assertDamaged("token_type", Collections.nCopies(256, 9), "has 9 where numbers from 1 to 6");
    assertDamaged("merges", List.of("ab"), "has ab where two tokens with a blank between");
    assertDamaged("merges", List.of("a b"), "merge 0 (\"a b\") needs the token \"ab\"");
    assertDamaged("add_space_prefix", "yes", "has yes where true or false should be");
    Map<String, Object> pieces = sentencePiece();
    pieces.put("tokenizer.ggml.scores", List.of(1f));
    assertThatThrownBy(() -> GgufVocabulary.tokenizerJson(pieces, "m.gguf"))
        .hasMessageContaining("tokenizer.ggml.scores has 1 entries");
  }

  private static void assertDamaged(String key, Object value, String message) {
    Map<String, Object> metadata = byteLevel("gpt-2");
    metadata.put("tokenizer.ggml." + key, value);
    assertThatThrownBy(() -> GgufVocabulary.tokenizerJson(metadata, "m.gguf"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("m.gguf: ")
        .hasMessageContaining(message);
  }

  private static List<String> tokens(Map<String, Object> metadata, String text) {
    try (var tokenizer = Tokenizer.fromGguf(metadata, "m.gguf", true)) {
      return tokenizer.encode(text).stream().map(t -> tokenizer.token(t.id())).toList();
    }
  }

  /** Bytes only. */
  private static Map<String, Object> byteLevel(String pre) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", "gpt2");
    metadata.put("tokenizer.ggml.pre", pre);
    metadata.put("tokenizer.ggml.tokens", BYTES);
    metadata.put("tokenizer.ggml.merges", List.of());
    return metadata;
  }

  /** Bytes, merges that make each word out of its letters, then merges of neighbouring words. */
  private static Map<String, Object> joining(List<String> words) {
    Set<String> tokens = new LinkedHashSet<>(BYTES);
    Set<String> merges = new LinkedHashSet<>();
    for (String word : words) {
      for (int end = 2; end <= word.length(); end++) {
        merges.add(word.substring(0, end - 1) + " " + word.charAt(end - 1));
        tokens.add(word.substring(0, end));
      }
    }
    for (int i = 1; i < words.size(); i++) {
      merges.add(words.get(i - 1) + " " + words.get(i));
      tokens.add(words.get(i - 1) + words.get(i));
    }
    Map<String, Object> metadata = byteLevel("");
    metadata.put("tokenizer.ggml.tokens", List.copyOf(tokens));
    metadata.put("tokenizer.ggml.merges", List.copyOf(merges));
    return metadata;
  }

  /** Control tokens, all bytes, the characters ▁ a b c X, and some pieces with their scores. */
  private static Map<String, Object> sentencePiece(Object... piecesAndScores) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", "llama");
    add(metadata, "<unk>", UNKNOWN, 0);
    add(metadata, "<s>", CONTROL, 0);
    add(metadata, "</s>", CONTROL, 0);
    for (int b = 0; b < 256; b++) {
      add(metadata, "<0x%02X>".formatted(b), BYTE, 0);
    }
    for (String character : List.of("▁", "a", "b", "c", "X")) {
      add(metadata, character, NORMAL, -100);
    }
    for (int i = 0; i < piecesAndScores.length; i += 2) {
      add(metadata, (String) piecesAndScores[i], NORMAL, (int) piecesAndScores[i + 1]);
    }
    return metadata;
  }

  private static int add(Map<String, Object> metadata, String token, int type, int score) {
    append(metadata, "token_type", type);
    append(metadata, "scores", (float) score);
    return append(metadata, "tokens", token);
  }

  private static int append(Map<String, Object> metadata, String key, Object value) {
    List<Object> list =
        new ArrayList<>((List<?>) metadata.getOrDefault("tokenizer.ggml." + key, List.of()));
    list.add(value);
    metadata.put("tokenizer.ggml." + key, list);
    return list.size() - 1;
  }
}
