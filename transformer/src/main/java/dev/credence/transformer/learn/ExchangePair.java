package dev.credence.transformer.learn;

import java.util.List;

/**
 * A base that is given part of what its donor holds, and what should come of it.
 *
 * @param base name of the prompt that is run
 * @param donor name of the prompt whose last row gives
 * @param change of the answer, against the base as it is: with two answers the log-odds of the
 *     first against the second, one number; with more the log-probability of each among them. In
 *     nats
 */
public record ExchangePair(String base, String donor, List<Double> change) {
  /** Keeps a copy. */
  public ExchangePair {
    change = List.copyOf(change);
  }

  /** A pair with two answers. */
  public ExchangePair(String base, String donor, double changeNats) {
    this(base, donor, List.of(changeNats));
  }
}
