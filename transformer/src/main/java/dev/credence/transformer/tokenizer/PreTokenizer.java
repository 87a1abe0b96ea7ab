package dev.credence.transformer.tokenizer;

import dev.credence.transformer.config.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a text is cut into words before byte-level BPE looks at it, by the names that GGUF files give
 * it ({@code tokenizer.ggml.pre}). The patterns are those of the models' own {@code
 * tokenizer.json}, in Oniguruma's syntax.
 *
 * @param names what files call it
 * @param patterns each cuts out its matches within the pieces of the one before
 * @param gpt2PatternLast whether GPT-2's pattern, which the library has built in, comes after them
 * @param ignoresMerges whether a word of the vocabulary is taken whole, whatever the merges say
 * @param composes whether the text is brought to Unicode's form NFC first
 */
record PreTokenizer(
    List<String> names,
    List<String> patterns,
    boolean gpt2PatternLast,
    boolean ignoresMerges,
    boolean composes) {

  /** GPT-2's pattern alone. */
  private static final PreTokenizer GPT_2 =
      new PreTokenizer(List.of("gpt-2", "phi-2", "olmo", "mpt"), List.of(), true, false, false);

  /** Every character of Unicode's category N is a word of its own. */
  private static final PreTokenizer SMOLLM =
      new PreTokenizer(
          List.of("smollm", "starcoder", "refact", "command-r", "codeshell"),
          List.of("\\p{N}"),
          true,
          false,
          false);

  /** Contractions in either case, up to three digits together. */
  private static final PreTokenizer LLAMA_3 =
      new PreTokenizer(
          List.of("llama-bpe", "llama3", "llama-v3"),
          List.of(
              "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                  + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
          false,
          true,
          false);

  /** As Llama 3's, with single digits. */
  private static final PreTokenizer QWEN_2 =
      new PreTokenizer(
          List.of("qwen2", "deepseek-r1-qwen"),
          List.of(
              "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                  + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
          false,
          false,
          true);

  /** What llama.cpp does for a file that names none: punctuation, words, numbers in threes. */
  private static final PreTokenizer UNNAMED =
      new PreTokenizer(
          List.of("default"),
          List.of(
              "[\\p{P}\\$\\+<=>\\^~\\|]+",
              "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)",
              "\\p{N}+",
              "[0-9][0-9][0-9]"),
          false,
          false,
          false);

  private static final List<PreTokenizer> KNOWN = List.of(GPT_2, SMOLLM, LLAMA_3, QWEN_2, UNNAMED);

  /**
   * Finds one by its name.
   *
   * @throws InvalidInputException if none has it; the message lists those that are known
   */
  static PreTokenizer named(String name, String source) {
    return KNOWN.stream()
        .filter(p -> p.names.contains(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: tokenizer.ggml.pre is \"%s\"; known are %s. A tokenizer.json beside the"
                        + " file would do instead",
                    source,
                    name,
                    KNOWN.stream()
                        .flatMap(p -> p.names.stream())
                        .collect(Collectors.joining(", "))));
  }
}
