package dev.credence.transformer.generate;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Chooses tokens as a {@link Decoding} says; holds the random stream. */
final class TokenChoice {
  private final Decoding decoding;
  private final Random random;

  TokenChoice(Decoding decoding) {
    this.decoding = decoding;
    this.random = new Random(decoding instanceof Decoding.Sampling s ? s.seed() : 0);
  }

  /**
   * The next token.
   *
   * @param logits {@code [d_vocab_out]}, the largest of them finite
   */
  int next(float[] logits) {
    return switch (decoding) {
      case Decoding.Greedy greedy -> likeliest(logits);
      case Decoding.Sampling sampling -> drawn(logits, sampling);
    };
  }

  static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private int drawn(float[] logits, Decoding.Sampling sampling) {
    boolean all =
        (sampling.topK() == 0 || sampling.topK() >= logits.length) && sampling.topP() == 1;
    int[] tokens = all ? IntStream.range(0, logits.length).toArray() : descending(logits);
    int count = sampling.topK() == 0 ? tokens.length : Math.min(sampling.topK(), tokens.length);
    float largest = logits[all ? likeliest(logits) : tokens[0]];
    double[] upTo = new double[count]; // running sums of e^((logit - largest) / temperature)
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(((double) logits[tokens[i]] - largest) / sampling.temperature());
      upTo[i] = sum;
    }
    if (sampling.topP() < 1) {
      double enough = sampling.topP() * sum;
      count = firstAbove(upTo, count, Math.nextDown(enough)) + 1;
    }
    double point = random.nextDouble() * upTo[count - 1];
    return tokens[firstAbove(upTo, count, point)];
  }

  /** The first place whose sum is above {@code point}; so a token of probability 0 is never it. */
  private static int firstAbove(double[] upTo, int count, double point) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] > point) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Token ids, the likeliest first, equally likely ones by id. */
  private static int[] descending(float[] logits) {
    long[] keys = new long[logits.length];
    for (int i = 0; i < keys.length; i++) {
      int bits = Float.floatToIntBits(logits[i] + 0f); // no -0
      int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE); // in the order of the floats
      keys[i] = ((long) ~ascending << 32) | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }
}
