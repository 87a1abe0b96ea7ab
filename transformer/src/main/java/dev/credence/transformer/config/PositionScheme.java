package dev.credence.transformer.config;

import java.util.List;

/** How a row learns where in the prompt it stands. */
public sealed interface PositionScheme {

  /** A learned vector for each position, added to the token embedding. */
  record Learned() implements PositionScheme {}

  /** Not at all. */
  record None() implements PositionScheme {}

  /**
   * Rotary embeddings (Su et al. 2021): pairs of dimensions of queries and keys are turned by an
   * angle proportional to the position.
   *
   * @param dims how many dimensions of each head are turned, from the first on; even
   * @param base theta in {@code theta^(-2i/dims)}
   * @param adjacentPairs whether pairs are (2i, 2i+1); otherwise (i, i + dims/2)
   * @param scaling how frequencies are stretched for longer contexts
   */
  record Rotary(int dims, double base, boolean adjacentPairs, RotaryScaling scaling)
      implements PositionScheme {
    /** Checks the sizes. */
    public Rotary {
      if (dims < 2 || dims % 2 != 0 || !(base > 0)) {
        throw new InvalidInputException(
            "model configuration: rotary embeddings over %d dimensions with base %s; expected an"
                + " even number of 2 or more, and a positive base",
            dims, base);
      }
      if (scaling instanceof RotaryScaling.PerPair(var divisors) && divisors.size() != dims / 2) {
        throw new InvalidInputException(
            "model configuration: %d rotary divisors for %d pairs of dimensions; expected one for"
                + " each pair",
            divisors.size(), dims / 2);
      }
    }

    /**
     * The angle of each pair per position, in radians.
     *
     * @return {@code [dims / 2]}
     */
    public double[] frequencies() {
      double[] frequencies = new double[dims / 2];
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] = scaling.stretch(i, Math.pow(base, -2.0 * i / dims));
      }
      return frequencies;
    }
  }

  /** How rotary frequencies are stretched for contexts longer than those of training. */
  sealed interface RotaryScaling {

    /** What pair {@code i} uses instead of {@code frequency}, both in radians per position. */
    double stretch(int i, double frequency);

    /** As they are. */
    record Unscaled() implements RotaryScaling {
      @Override
      public double stretch(int i, double frequency) {
        return frequency;
      }
    }

    /** All frequencies divided by {@code factor} (position interpolation, Chen et al. 2023). */
    record Linear(double factor) implements RotaryScaling {
      @Override
      public double stretch(int i, double frequency) {
        return frequency / factor;
      }
    }

    /**
     * Each pair's frequency divided by a number of its own, as GGUF files write Llama 3.1's.
     *
     * @param divisors {@code [dims / 2]}, positive
     */
    record PerPair(List<Double> divisors) implements RotaryScaling {
      /** Checks that each can be divided by. */
      public PerPair {
        divisors = List.copyOf(divisors);
        for (double divisor : divisors) {
          if (!(divisor > 0) || Double.isInfinite(divisor)) {
            throw new InvalidInputException(
                "model configuration: rotary divisor %s; expected a positive number", divisor);
          }
        }
      }

      @Override
      public double stretch(int i, double frequency) {
        return frequency / divisors.get(i);
      }
    }

    /**
     * Llama 3.1's: wavelengths beyond {@code context / low} are divided by {@code factor}, those
     * below {@code context / high} stay, those between are blended.
     *
     * @param factor by how much the slowest frequencies are divided
     * @param low {@code low_freq_factor}
     * @param high {@code high_freq_factor}
     * @param context {@code original_max_position_embeddings}
     */
    record Llama3(double factor, double low, double high, double context) implements RotaryScaling {
      @Override
      public double stretch(int i, double frequency) {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < context / high) {
          return frequency;
        }
        if (wavelength > context / low) {
          return frequency / factor;
        }
        double blend = (context / wavelength - low) / (high - low);
        return (1 - blend) * frequency / factor + blend * frequency;
      }
    }
  }
}
