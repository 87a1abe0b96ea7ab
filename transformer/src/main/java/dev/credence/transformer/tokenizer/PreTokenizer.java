package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a text is cut into words before byte-level BPE looks at it, by the name that a GGUF file
 * gives it ({@code tokenizer.ggml.pre}). The patterns are those of the models' own {@code
 * tokenizer.json}, in Oniguruma's syntax.
 */
enum PreTokenizer {
  /** GPT-2's pattern, which the library has built in. */
  GPT_2(List.of("gpt-2", "phi-2", "olmo", "mpt"), true, false, false),

  /** Every character of Unicode's category N is a word of its own, then GPT-2's pattern. */
  SMOLLM(
      List.of("smollm", "starcoder", "refact", "command-r", "codeshell"),
      true,
      false,
      false,
      "\\p{N}"),

  /** Contractions in either case, up to three digits together; a word in the vocabulary is whole. */
  LLAMA_3(
      List.of("llama-bpe", "llama3", "llama-v3"),
      false,
      true,
      false,
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),

  /** As Llama 3's with single digits; the text is brought to Unicode's form NFC first. */
  QWEN_2(
      List.of("qwen2", "deepseek-r1-qwen"),
      false,
      false,
      true,
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),

  /** What llama.cpp does for a file that names none: punctuation, words, numbers in threes. */
  UNNAMED(
      List.of("default"),
      false,
      false,
      false,
      "[\\p{P}\\$\\+<=>\\^~\\|]+",
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)",
      "\\p{N}+",
      "[0-9][0-9][0-9]");

  private final List<String> names;
  private final List<String> patterns;
  private final boolean gpt2PatternLast;
  private final boolean ignoresMerges;
  private final boolean composes;

  PreTokenizer(
      List<String> names,
      boolean gpt2PatternLast,
      boolean ignoresMerges,
      boolean composes,
      String... patterns) {
    this.names = names;
    this.gpt2PatternLast = gpt2PatternLast;
    this.ignoresMerges = ignoresMerges;
    this.composes = composes;
    this.patterns = List.of(patterns);
  }

  /**
   * Finds one by its name.
   *
   * @throws InvalidInputException if none has it; the message lists those that are known
   */
  static PreTokenizer named(String name, String source) {
    return Arrays.stream(values())
        .filter(p -> p.names.contains(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: tokenizer.ggml.pre is \"%s\"; known are %s. A tokenizer.json beside the"
                        + " file would do instead",
                    source,
                    name,
                    Arrays.stream(values())
                        .flatMap(p -> p.names.stream())
                        .collect(Collectors.joining(", "))));
  }

  /** Each cuts out its matches within the pieces of the one before. */
  List<String> patterns() {
    return patterns;
  }

  /** Whether the library's built-in pattern of GPT-2 comes after them. */
  boolean gpt2PatternLast() {
    return gpt2PatternLast;
  }

  /** Whether a word that is in the vocabulary is taken whole, whatever the merges say. */
  boolean ignoresMerges() {
    return ignoresMerges;
  }

  /** Whether the text is brought to Unicode's form NFC. */
  boolean composes() {
    return composes;
  }
}
