package dev.credence.belief.observer;

import java.util.Collection;
import java.util.Optional;

/**
 * Observers that differ in fitted numbers only: one explanation of what a model says.
 *
 * <p>A rival's range must not contain Bayes, or no amount of evidence could part the two.
 *
 * @param <S> what they are shown
 */
public sealed interface Family<S extends Shown> permits ParametricFamily, LearntFamily {

  /** What it means if the family explains a model best. */
  enum Kind {
    /** The model behaves as if it inferred which source is at work. */
    BAYES_LIKE,
    /** It does something else. */
    RIVAL
  }

  /**
   * How reports call it.
   *
   * @return such as {@code tempered Bayes}
   */
  String name();

  /**
   * What it means if this one wins.
   *
   * @return Bayes-like or rival
   */
  Kind kind();

  /**
   * Whether trials can tell this family from others.
   *
   * @param shown all that a model was shown
   * @return why they cannot; empty if they can
   */
  Optional<String> cannotEnter(Collection<S> shown);
}
