package dev.credence.transformer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file is believed about the end of a sequence. */
class EndOfSequenceTest {
  @TempDir Path folder;

  private void write(String file, String json) throws IOException {
    Files.writeString(folder.resolve(file), json);
  }

  @Test
  void whatGenerationIsConfiguredWithComesBeforeTheModelsConfiguration() throws IOException {
    write("config.json", "{\"eos_token_id\": 3}");
    assertThat(EndOfSequence.ofFolder(folder, 10, null).ids()).containsExactly(3);
    write("generation_config.json", "{\"eos_token_id\": [7, 2]}");
    EndOfSequence end = EndOfSequence.ofFolder(folder, 10, null);
    assertThat(end.ids()).containsExactly(2, 7);
    assertThat(end.reason()).isEqualTo("eos_token_id of generation_config.json");
    assertThat(end.contains(7)).isTrue();
    assertThat(end.contains(3)).isFalse();
  }

  @Test
  void aTokenThatTheModelCannotPredictEndsNothing() throws IOException {
    write("config.json", "{\"eos_token_id\": 50256}");
    assertThat(EndOfSequence.ofFolder(folder, 89, null)).isEqualTo(EndOfSequence.NONE);
    write("config.json", "{\"eos_token_id\": null}");
    assertThat(EndOfSequence.ofFolder(folder, 89, null)).isEqualTo(EndOfSequence.NONE);
  }

  @Test
  void theTokenizersConfigurationIsAskedLast() throws IOException {
    try (var tokenizer = Tokenizer.fromJson(TokenizerTest.tiny(), "tiny.json")) {
      write("tokenizer_config.json", "{\"eos_token\": {\"content\": \"<|end|>\"}}");
      assertThat(EndOfSequence.ofFolder(folder, 300, tokenizer).ids()).containsExactly(1);
      write("tokenizer_config.json", "{\"eos_token\": \"<|end|>\"}");
      assertThat(EndOfSequence.ofFolder(folder, 300, tokenizer).ids()).containsExactly(1);
      write("tokenizer_config.json", "{\"eos_token\": \"hello\"}");
      assertThat(EndOfSequence.ofFolder(folder, 300, tokenizer)).isEqualTo(EndOfSequence.NONE);
    }
  }

  @Test
  void aGgufFileMayNameTheEndOfATextAndOfATurn() {
    Map<String, Object> metadata =
        Map.of("tokenizer.ggml.eos_token_id", 5L, "tokenizer.ggml.eot_token_id", 2);
    assertThat(EndOfSequence.ofGguf(metadata, 10).ids()).containsExactly(2, 5);
    assertThat(EndOfSequence.ofGguf(metadata, 4).ids()).containsExactly(2);
    assertThat(EndOfSequence.ofGguf(Map.of(), 4)).isEqualTo(EndOfSequence.NONE);
  }
}
