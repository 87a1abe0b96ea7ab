package dev.credence.belief.observer;

import dev.credence.belief.Evidence;

/** A rule from evidence to a prediction. */
public interface Observer {

  /**
   * What this observer expects next.
   *
   * @param evidence what was drawn
   * @return P(next is X), in [0, 1]
   */
  double predictive(Evidence evidence);
}
