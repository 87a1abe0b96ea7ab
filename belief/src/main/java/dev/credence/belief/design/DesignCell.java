package dev.credence.belief.design;

import dev.credence.belief.Word;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.prompt.Prompt;
import dev.credence.belief.question.Question;
import java.util.List;

/**
 * Evidence to be shown, under which question, and how.
 *
 * @param question parameters the prompt tells, or that the model knows
 * @param evidence what is shown
 * @param presentation how
 * @param multiset the counts and the sources, whatever the order
 * @param weight how many orders of it this one stands for
 */
public record DesignCell(
    Question question, Word evidence, Presentation presentation, Multiset multiset, double weight) {

  /**
   * The sources and the counts of a cell, whatever the order of draws, the prior and the
   * presentation. Cells of one multiset are never parted by a split, and are one cluster.
   *
   * @param pair as {@link Question#pair} gives it
   * @param counts {@code [symbol]}: how often each is drawn
   */
  public record Multiset(String pair, List<Integer> counts) {
    /** Keeps a copy. */
    public Multiset {
      counts = List.copyOf(counts);
    }
  }

  /**
   * The prompt.
   *
   * @return what the model is given
   * @throws IllegalArgumentException if the presentation cannot put this question
   */
  public Prompt prompt() {
    return presentation.prompt(question, evidence);
  }

  /**
   * The same prompt, as somebody sees it for whom the answers are others.
   *
   * @param other the question, of the same parameters
   * @return a changed copy
   */
  public DesignCell about(Question other) {
    return new DesignCell(other, evidence, presentation, multiset, weight);
  }

  /**
   * The same evidence and question, put otherwise.
   *
   * @param other how
   * @return a changed copy
   */
  public DesignCell in(Presentation other) {
    return new DesignCell(question, evidence, other, multiset, weight);
  }
}
