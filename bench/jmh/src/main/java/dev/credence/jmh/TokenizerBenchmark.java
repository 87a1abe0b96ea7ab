package dev.credence.jmh;

import dev.credence.belief.prompt.Control;
import dev.credence.belief.prompt.NotebookPrompts;
import dev.credence.transformer.tokenizer.Token;
import dev.credence.transformer.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/**
 * A notebook's prompt to tokens. The vocabulary is made from the prompt: byte-level pieces that
 * grow into its words letter by letter, so that it merges as much as a real one does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenizerBenchmark {
  /** How byte-level pieces write a space. */
  private static final String SPACE = "\u0120";

  private final String prompt =
      NotebookPrompts.xy(NotebookPrompts.CLEAN, Control.ORDER_IRRELEVANT).text();
  private final Tokenizer tokenizer = Tokenizer.fromJson(json(prompt), "a benchmark");

  private static String json(String prompt) {
    Set<String> pieces = new LinkedHashSet<>();
    Set<String> merges = new LinkedHashSet<>();
    for (String word : prompt.replace(" ", " " + SPACE).split(" ")) {
      word.chars().forEach(c -> pieces.add(Character.toString(c)));
      for (int end = 2; end <= word.length() && isLetter(word.charAt(end - 1)); end++) {
        pieces.add(word.substring(0, end));
        merges.add(word.substring(0, end - 1) + " " + word.charAt(end - 1));
      }
    }
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    pieces.forEach(piece -> vocabulary.put(piece, vocabulary.size()));
    Map<String, @Nullable Object> byteLevel = new LinkedHashMap<>();
    byteLevel.put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", false);
    byteLevel.put("trim_offsets", true);
    byteLevel.put("use_regex", true);
    Map<String, Object> bpe = new LinkedHashMap<>();
    bpe.put("type", "BPE");
    bpe.put("vocab", vocabulary);
    bpe.put("merges", List.copyOf(merges));
    Map<String, @Nullable Object> tokenizer = new LinkedHashMap<>();
    tokenizer.put("version", "1.0");
    for (String absent : List.of("truncation", "padding", "normalizer", "post_processor")) {
      tokenizer.put(absent, null);
    }
    tokenizer.put("added_tokens", List.of());
    tokenizer.put("pre_tokenizer", byteLevel);
    tokenizer.put("decoder", byteLevel);
    tokenizer.put("model", bpe);
    return JsonMapper.shared().writeValueAsString(tokenizer);
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /** Frees the tokenizer. */
  @TearDown
  public void close() {
    tokenizer.close();
  }

  /** The whole prompt, with each token's place in the text. */
  @Benchmark
  public List<Token> encode() {
    return tokenizer.encode(prompt);
  }
}
