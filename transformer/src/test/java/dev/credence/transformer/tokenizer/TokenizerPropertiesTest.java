package dev.credence.transformer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/** What holds for every text. */
class TokenizerPropertiesTest {
  private final Tokenizer tokenizer = Tokenizer.fromJson(TokenizerTest.tiny(), "tiny.json");

  @AfterProperty
  void close() {
    tokenizer.close();
  }

  @Property(tries = 500)
  void offsetsNeverGoBackAndStayWithinTheText(@ForAll("texts") String text) {
    int start = 0;
    int end = 0;
    for (Token token : tokenizer.encode(text)) {
      assertThat(token.start()).isGreaterThanOrEqualTo(start);
      assertThat(token.end()).isGreaterThanOrEqualTo(end).isLessThanOrEqualTo(text.length());
      start = token.start();
      end = token.end();
    }
    assertThat(end).isEqualTo(text.length());
  }

  @Property(tries = 500)
  void offsetsNeverSplitASurrogatePair(@ForAll("texts") String text) {
    for (Token token : tokenizer.encode(text)) {
      String piece = text.substring(token.start(), token.end());
      assertThat(piece.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE))
          .isTrue();
    }
  }

  @Property(tries = 500)
  void aByteLevelVocabularyGivesEveryTextBack(@ForAll("texts") String text) {
    int[] ids = tokenizer.encode(text).stream().mapToInt(Token::id).toArray();

    assertThat(tokenizer.decode(ids)).isEqualTo(text);
  }

  @Property(tries = 200)
  void aPromptIsItsTextAfterAtMostOneToken(@ForAll("texts") String text, @ForAll BosPolicy policy) {
    TokenizedText prompt = tokenizer.prompt(text, policy);
    List<Token> own = tokenizer.encode(text);
    int added = prompt.bos().added().isPresent() ? 1 : 0;

    assertThat(prompt.tokens().subList(added, prompt.size())).isEqualTo(own);
    assertThat(prompt.size()).isEqualTo(own.size() + added);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "hello",
            " hello",
            " X",
            "Y",
            " ",
            "  ",
            "\n",
            "1",
            "é",
            "e\u0301",
            "\ud83d\ude00",
            "<|end|>",
            "<|bos|>",
            "<note>",
            "\u0000",
            "\u4f60",
            "'s",
            "\ud834\udd1e");
    Arbitrary<String> any =
        Arbitraries.chars().all().filter(c -> !Character.isSurrogate(c)).map(String::valueOf);
    return Arbitraries.oneOf(pieces, any).list().ofMaxSize(12).map(list -> String.join("", list));
  }
}
