package dev.credence.app;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.generate.Decoding;
import dev.credence.transformer.generate.Generation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that have a model write on. */
final class GenerateOption {
  @Option(
      names = "--generate",
      paramLabel = "N",
      description = "Write on: N tokens at most, up to the end-of-sequence token.")
  private @Nullable Integer tokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Draw tokens, at this temperature (1 with --top-k or --top-p alone).")
  private @Nullable Double temperature;

  @Option(names = "--top-k", paramLabel = "K", description = "Draw among the K likeliest tokens.")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw among the fewest tokens that have probability P together.")
  private @Nullable Double topP;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the draws (default: 0).")
  private @Nullable Long seed;

  /**
   * What is to be written; null for nothing.
   *
   * @throws InvalidInputException if a number is out of range, or an option would do nothing
   */
  @Nullable Generation generation() {
    Map<String, @Nullable Object> drawing = new LinkedHashMap<>();
    drawing.put("--temperature", temperature);
    drawing.put("--top-k", topK);
    drawing.put("--top-p", topP);
    boolean draws = drawing.values().stream().anyMatch(value -> value != null);
    drawing.put("--seed", seed);
    if (tokens == null) {
      drawing.forEach(
          (name, value) -> {
            if (value != null) {
              throw new InvalidInputException(
                  "%s: it says how tokens are drawn, but none are; add --generate N", name);
            }
          });
      return null;
    }
    if (!draws && seed != null) {
      throw new InvalidInputException(
          "--seed: the likeliest token is taken and nothing drawn; add --temperature, --top-k or"
              + " --top-p");
    }
    return new Generation(tokens, draws ? sampling() : Decoding.GREEDY);
  }

  private Decoding sampling() {
    if (topK != null && topK == 0) {
      throw new InvalidInputException("--top-k is 0; expected 1 or more; leave it out for all");
    }
    return new Decoding.Sampling(
        temperature == null ? 1 : temperature,
        topK == null ? 0 : topK,
        topP == null ? 1 : topP,
        seed == null ? 0 : seed);
  }
}
