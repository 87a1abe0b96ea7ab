package dev.credence.transformer.generate;

import dev.credence.transformer.config.InvalidInputException;

/** How the next token is chosen from the model's prediction. */
public sealed interface Decoding {

  /** Always the likeliest token. */
  Decoding GREEDY = new Greedy();

  /** The likeliest token; of equally likely ones the one with the smallest id. */
  record Greedy() implements Decoding {}

  /**
   * A token drawn from the prediction, one number of the random stream a token: {@code p(token) ~
   * e^(logit / temperature)} over the {@code topK} likeliest tokens, and of these over the fewest
   * that have {@code topP} of the probability together (Holtzman et al. 2020, nucleus sampling).
   *
   * <p>The same seed gives the same tokens: the stream is that of {@link java.util.Random}, which
   * Java's specification fixes, and logits repeat bit for bit on one machine.
   *
   * @param temperature above 0; 1 leaves the prediction as it is, less makes it sharper
   * @param topK how many of the likeliest tokens are considered; 0 for all
   * @param topP above 0, at most 1; 1 for all
   * @param seed of the random stream
   */
  record Sampling(double temperature, int topK, double topP, long seed) implements Decoding {
    /** Checks the ranges. */
    public Sampling {
      if (!(temperature > 0) || Double.isInfinite(temperature)) {
        throw new InvalidInputException(
            "temperature is %s; expected a number above 0, or greedy decoding", temperature);
      }
      if (topK < 0) {
        throw new InvalidInputException(
            "top-k is %d; expected 1 or more, or 0 for all tokens", topK);
      }
      if (!(topP > 0 && topP <= 1)) {
        throw new InvalidInputException(
            "top-p is %s; expected a number above 0 and at most 1", topP);
      }
    }

    /** The whole prediction at this temperature. */
    public static Sampling of(double temperature, long seed) {
      return new Sampling(temperature, 0, 1, seed);
    }
  }
}
