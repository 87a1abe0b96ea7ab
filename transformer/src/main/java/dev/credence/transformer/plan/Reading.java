package dev.credence.transformer.plan;

import java.util.List;

/**
 * One readout of one cell at one position.
 *
 * @param cell the cell's id
 * @param readout the readout's name
 * @param position the token position, counted from 0
 * @param labels the answers
 * @param logits for each answer the logit, or the log of the sum of e^logit over its tokens; in
 *     nats
 * @param probabilities for each answer the probability among the whole vocabulary
 * @param klNats KL(unedited || this cell) over the vocabulary in nats; NaN where not asked for
 * @param topTokens the likeliest tokens, likeliest first
 * @param topProbabilities their probabilities
 */
public record Reading(
    String cell,
    String readout,
    int position,
    List<String> labels,
    double[] logits,
    double[] probabilities,
    double klNats,
    int[] topTokens,
    double[] topProbabilities) {

  /** Logit of the first answer minus that of the second, in nats. NaN with fewer than two. */
  public double logitDifferenceNats() {
    return logits.length < 2 ? Double.NaN : logits[0] - logits[1];
  }

  /** Probability that the next token is any of the answers. */
  public double mass() {
    double mass = 0;
    for (double probability : probabilities) {
      mass += probability;
    }
    return mass;
  }

  /**
   * Probability of answer {@code i} given that it is one of the answers. NaN where the mass is 0:
   * nothing is put in its place.
   */
  public double among(int i) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - max);
    }
    return Math.exp(logits[i] - max) / sum;
  }
}
