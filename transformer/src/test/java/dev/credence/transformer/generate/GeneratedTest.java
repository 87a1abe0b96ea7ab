package dev.credence.transformer.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.transformer.tokenizer.Token;
import dev.credence.transformer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The text of what was written, wherever the prompt ends in it. */
class GeneratedTest {
  /** A vocabulary of SentencePiece's kind: pieces with their space, bytes for all the rest. */
  private static final String SENTENCE_PIECE =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": {"type": "Sequence", "normalizers": [
         {"type": "Prepend", "prepend": "▁"},
         {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
       "pre_tokenizer": null, "post_processor": null,
       "decoder": {"type": "Sequence", "decoders": [
         {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
         {"type": "ByteFallback"}, {"type": "Fuse"},
         {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": true,
         "byte_fallback": true, "merges": [],
         "vocab": {"<unk>": 0, "▁": 1, "▁one": 2, "▁two": 3, "s": 4, "<0xE2>": 5, "<0x82>": 6,
           "<0xAC>": 7}}}
      """;

  private static final String TEXT = "hello ed, €5 — 🙂 naïve\n  two";

  private static Generated written(int[] all, int promptLength) {
    return new Generated(
        "c",
        Arrays.copyOf(all, promptLength),
        Arrays.copyOfRange(all, promptLength, all.length),
        false,
        List.of());
  }

  private static Tokenizer byteLevel() throws IOException {
    try (var stream = GeneratedTest.class.getResourceAsStream("../tokenizer/tiny.json")) {
      return Tokenizer.fromJson(
          new String(stream.readAllBytes(), StandardCharsets.UTF_8), "tiny.json");
    }
  }

  @Property(tries = 60)
  void promptAndContinuationAreTheWholeText(@ForAll @IntRange(max = 40) int cut)
      throws IOException {
    try (Tokenizer tokenizer = byteLevel()) {
      List<Token> tokens = tokenizer.encode(TEXT);
      int[] ids = tokens.stream().mapToInt(Token::id).toArray();
      int length = Math.min(cut, ids.length);
      String prompt = tokenizer.decode(Arrays.copyOf(ids, length));
      int broken = prompt.indexOf('\uFFFD');
      String before = broken < 0 ? prompt : prompt.substring(0, broken);
      assertThat(before + written(ids, length).text(tokenizer)).isEqualTo(TEXT);
    }
  }

  @Test
  void aCharacterThatIsNotCompleteAtTheEndIsMarked() throws IOException {
    try (Tokenizer tokenizer = byteLevel()) {
      int[] euro = tokenizer.encode("a€").stream().mapToInt(Token::id).toArray();
      assertThat(euro).hasSize(4); // one byte a token
      assertThat(written(Arrays.copyOf(euro, 3), 1).text(tokenizer)).isEqualTo("\uFFFD");
      assertThat(written(euro, 1).text(tokenizer)).isEqualTo("€");
    }
  }

  @Test
  void theSpaceOfASentencePieceIsThereBehindOtherText() {
    try (Tokenizer tokenizer = Tokenizer.fromJson(SENTENCE_PIECE, "pieces")) {
      assertThat(tokenizer.decode(3, 4)).isEqualTo("twos"); // alone, it is not
      assertThat(written(new int[] {2, 3, 4}, 1).text(tokenizer)).isEqualTo(" twos");
      assertThat(written(new int[] {2, 5, 6, 7, 4}, 2).text(tokenizer)).isEqualTo("€s");
      assertThat(written(new int[] {2, 5, 6, 7, 3}, 1).text(tokenizer)).isEqualTo("€ two");
    }
  }

  @Test
  void theEndOfSequenceTokenIsNotPartOfTheText() {
    try (Tokenizer tokenizer = Tokenizer.fromJson(SENTENCE_PIECE, "pieces")) {
      Generated ended = new Generated("c", new int[] {2}, new int[] {3, 0}, true, List.of());
      assertThat(ended.text(tokenizer)).isEqualTo(" two");
    }
  }

  @Test
  void anIdThatNoTokenHasIsShown() {
    try (Tokenizer tokenizer = Tokenizer.fromJson(SENTENCE_PIECE, "pieces")) {
      assertThat(written(new int[] {2, 4, 99, 4}, 1).text(tokenizer)).isEqualTo("s<99>s");
    }
  }
}
