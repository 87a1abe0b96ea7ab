package dev.credence.lab.control;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an instrument may say about a model of known mechanism without being wrong.
 *
 * @param outcomes those that are right; several where more than one can be defended
 * @param modifiers what a full answer adds, such as {@code tempered}; empty for nothing
 * @param observer family of {@link dev.credence.belief.observer.ObserverFamilies} whose rule the
 *     model follows, to be named where it is not Bayesian; null where none is
 */
public record RightVerdict(
    Set<Outcome> outcomes, List<String> modifiers, @Nullable String observer) {

  /** The modifier of a model whose evidence moves the answer as counts. */
  public static final String COUNTS = "evidence held as counts";

  /** The modifier of a model in which log-odds can be read, but do nothing. */
  public static final String UNUSED = "readable, unused";

  /** The modifier of a belief whose answer is damped. */
  public static final String TEMPERED = "tempered";

  /** The modifier of a belief that serves one pair of symbols only. */
  public static final String TEMPLATE_BOUND = "template-bound";

  /** The modifier of a belief about "the generator richer in X" instead of B. */
  public static final String ORIENTED = "oriented";

  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if no outcome is right
   */
  public RightVerdict {
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("right verdict: no outcome given; expected at least one");
    }
    outcomes = Set.copyOf(outcomes);
    modifiers = List.copyOf(modifiers);
  }

  static RightVerdict mechanism(String... modifiers) {
    return of(Set.of(Outcome.INTERNAL_BELIEF_MECHANISM), modifiers);
  }

  static RightVerdict behaviour(String... modifiers) {
    return of(Set.of(Outcome.BEHAVIOURAL_MATCH_ONLY), modifiers);
  }

  static RightVerdict of(Set<Outcome> outcomes, String... modifiers) {
    return new RightVerdict(outcomes, List.of(modifiers), null);
  }

  static RightVerdict notBayesian(@Nullable String observer) {
    return new RightVerdict(Set.of(Outcome.NOT_BAYESIAN), List.of(), observer);
  }

  /**
   * Whether an outcome is among the right ones.
   *
   * @param outcome what an instrument said
   * @return true if it may say so
   */
  public boolean allows(Outcome outcome) {
    return outcomes.contains(outcome);
  }

  /**
   * Whether the model is a negative control.
   *
   * @return true if {@link Outcome#INTERNAL_BELIEF_MECHANISM} would be a false alarm
   */
  public boolean negative() {
    return !allows(Outcome.INTERNAL_BELIEF_MECHANISM);
  }

  /**
   * In words, for a table.
   *
   * @return such as {@code behavioural match only: readable, unused}
   */
  @Override
  public String toString() {
    String said =
        EnumSet.copyOf(outcomes).stream()
            .map(Outcome::toString)
            .collect(Collectors.joining(" or "));
    String more = modifiers.isEmpty() ? "" : ": " + String.join(", ", modifiers);
    return said + more + (observer == null ? "" : " (" + observer + ")");
  }
}
