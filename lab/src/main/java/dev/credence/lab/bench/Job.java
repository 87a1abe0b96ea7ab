package dev.credence.lab.bench;

import dev.credence.transformer.Model;
import org.jspecify.annotations.Nullable;

/**
 * Work of a fixed kind, timed whole: from its name to the numbers in memory. Nothing is kept from
 * one run to the next but the model.
 */
public interface Job {

  /**
   * Its name on the command line and in results.
   *
   * @return such as {@code patch-grid}
   */
  String name();

  /**
   * What it does.
   *
   * @return a line
   */
  String description();

  /**
   * Tokens of its longest prompt.
   *
   * @param questions how the model is asked
   * @return 1 or more
   */
  int longest(Questions questions);

  /**
   * Runs it.
   *
   * @param model to be asked
   * @param questions how
   * @return what it gave
   */
  JobResult run(Model model, Questions questions);

  /**
   * Whether it takes so long that it runs only where somebody names it.
   *
   * @return false for most
   */
  default boolean onlyIfNamed() {
    return false;
  }

  /**
   * How often it runs when a measurement is asked for.
   *
   * @param repeats how many timed runs were asked for
   * @return those after one warm-up, unless the job is too short for that
   */
  default Repeats measuring(int repeats) {
    return new Repeats(1, repeats);
  }

  /**
   * How often it runs for one answer to a script, which repeats as it likes.
   *
   * @return once, unless the job is too short for that
   */
  default Repeats answering() {
    return Repeats.ONCE;
  }

  /**
   * Why a model cannot do it.
   *
   * @param model to be asked
   * @param questions how
   * @return one line, or null if it can
   */
  default @Nullable String whyNot(Model model, Questions questions) {
    int longest = longest(questions);
    int context = model.config().context();
    if (longest > context) {
      return "its longest prompt is " + longest + " tokens, the model takes " + context;
    }
    return model.config().layers() == 0 ? "the model has no layers" : null;
  }
}
