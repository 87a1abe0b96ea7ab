package dev.credence.belief.design;

import dev.credence.belief.Symbol;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Frame;
import dev.credence.belief.question.GeneratorQuestion;
import java.util.ArrayList;
import java.util.List;

/** Solved questions for a {@link Frame.FewShot}, from cells that are not asked about. */
public final class Examples {

  private Examples() {}

  /**
   * Solves some cells. Each answer is drawn from the exact prediction, as the next symbol would be,
   * and X and Y are the answer equally often (one more of either where the number is odd), so that
   * the examples favour neither.
   *
   * @param cells to choose from, about two generators, such as those of the fit split
   * @param count examples, at least 1; no multiset twice
   * @param seed of every choice
   * @return the frame; the same for all prompts, so that a model reads the examples once
   * @throws IllegalArgumentException if the cells are not about two generators, or too few
   */
  public static Frame.FewShot solved(List<DesignCell> cells, int count, long seed) {
    NumpyRandom random = NumpyRandom.ofSeed(seed);
    List<Symbol> wanted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      wanted.add(i % 2 == 0 ? Symbol.X : Symbol.Y);
    }
    List<Frame.Solved> solved = new ArrayList<>();
    List<DesignCell.Multiset> used = new ArrayList<>();
    for (DesignCell cell : random.permutation(cells)) {
      if (!(cell.question() instanceof GeneratorQuestion two)) {
        throw new IllegalArgumentException(
            "examples: \"" + cell.question().name() + "\" is not about two generators");
      }
      double q = cell.question().predictive(cell.evidence())[0];
      Symbol answer = random.random() < q ? Symbol.X : Symbol.Y;
      if (!used.contains(cell.multiset()) && wanted.remove(answer)) {
        used.add(cell.multiset());
        solved.add(new Frame.Solved(two.generators(), cell.evidence().evidence(), answer));
      }
    }
    if (!wanted.isEmpty() || count < 1) {
      throw new IllegalArgumentException(
          "examples: asked for "
              + count
              + ", found "
              + solved.size()
              + " among "
              + cells.size()
              + " cells; expected at least 1 and enough cells");
    }
    return new Frame.FewShot(solved);
  }
}
