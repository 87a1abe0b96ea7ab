package dev.credence.belief.observer;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;

/** A rule from the question of two generators and some evidence to a prediction. */
public interface Observer extends Predictor<Trial> {

  /**
   * What this observer expects next.
   *
   * @param trial the question and what was drawn
   * @return P(next is X), in [0, 1]
   */
  double predictive(Trial trial);

  /**
   * What this observer expects next.
   *
   * @param question the generators
   * @param evidence what was drawn
   * @return P(next is X), in [0, 1]
   */
  default double predictive(TwoGenerators question, Evidence evidence) {
    return predictive(new Trial(question, evidence));
  }

  /** {@inheritDoc} */
  @Override
  default double[] next(Trial trial) {
    double pX = predictive(trial);
    return new double[] {pX, 1 - pX};
  }
}
