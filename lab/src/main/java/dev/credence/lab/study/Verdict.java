package dev.credence.lab.study;

import dev.credence.lab.control.Outcome;
import java.util.List;

/**
 * What a study concludes.
 *
 * @param outcome one of four
 * @param modifiers what a full answer adds, such as {@code tempered, lambda = 0.50}
 * @param observer the observer that describes the answers best
 * @param reason one sentence: which rule decided, by which numbers
 */
public record Verdict(Outcome outcome, List<String> modifiers, String observer, String reason) {
  /** Keeps a copy. */
  public Verdict {
    modifiers = List.copyOf(modifiers);
  }

  /**
   * The verdict in words.
   *
   * @return such as {@code behavioural match only: readable, unused}
   */
  public String words() {
    return outcome + (modifiers.isEmpty() ? "" : ": " + String.join(", ", modifiers));
  }
}
