package dev.credence.belief.observer;

import dev.credence.belief.Word;
import dev.credence.belief.question.Question;
import java.util.List;

/**
 * What came from a source, and the question of what comes next.
 *
 * @param source the only question of its task
 * @param evidence what was drawn
 * @param symbols how many kinds there are
 */
public record SourceTrial(Question source, Word evidence, int symbols) implements Shown {

  /**
   * The last draws.
   *
   * @param order how many
   * @return those; fewer where there are no more
   */
  List<Integer> last(int order) {
    List<Integer> all = evidence.symbols();
    return all.subList(Math.max(0, all.size() - order), all.size());
  }

  /** {@inheritDoc} N and the first draw: an observer is judged on words it has not seen. */
  @Override
  public String group() {
    return "N " + evidence.length() + " from " + first();
  }

  private int first() {
    return evidence.length() == 0 ? -1 : evidence.symbols().getFirst();
  }

  /** {@inheritDoc} The counts, and the first draw. */
  @Override
  public String cluster() {
    return evidence.counts(symbols) + " in " + group();
  }

  @Override
  public String question() {
    return source.name();
  }

  @Override
  public String toString() {
    return question() + ": " + evidence;
  }
}
