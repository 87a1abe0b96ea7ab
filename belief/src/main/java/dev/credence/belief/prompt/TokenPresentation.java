package dev.credence.belief.prompt;

import dev.credence.belief.Task;
import dev.credence.belief.Task.TokenPair;
import dev.credence.belief.Word;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.Question;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Questions in the tokens of a task.
 *
 * @param task what the tokens mean
 * @param symbols which pair of symbols is used
 * @param ask what is asked
 */
public record TokenPresentation(Task task, Symbols symbols, Ask ask) implements Presentation {

  /** Which tokens stand for the symbols. */
  public enum Symbols {
    /** The task's own. */
    FIRST,
    /** The task's other pair. */
    SECOND
  }

  /**
   * Checks that the task has what is asked for.
   *
   * @throws IllegalArgumentException if it has no second symbols or no second readout
   */
  public TokenPresentation {
    if (symbols == Symbols.SECOND && secondSymbols(task) == null) {
      throw new IllegalArgumentException(
          "task: it has no second symbols; its file tells them as second_symbols");
    }
    if (ask == Ask.WHICH_GENERATOR && secondReadout(task) == null) {
      throw new IllegalArgumentException(
          "task: it cannot be asked which generator; its file tells how as second_readout");
    }
  }

  /**
   * The task in its own symbols, asked for the next one.
   *
   * @param task what the tokens mean
   * @return the presentation
   */
  public static TokenPresentation of(Task task) {
    return new TokenPresentation(task, Symbols.FIRST, Ask.NEXT_SYMBOL);
  }

  /**
   * This presentation in the task's other symbols.
   *
   * @return null if there are none
   */
  public @Nullable TokenPresentation otherSymbols() {
    return secondSymbols(task) == null ? null : new TokenPresentation(task, Symbols.SECOND, ask);
  }

  @Override
  public @Nullable TokenPresentation whichGenerator() {
    return secondReadout(task) == null
        ? null
        : new TokenPresentation(task, symbols, Ask.WHICH_GENERATOR);
  }

  @Override
  public String name() {
    return "tokens, "
        + (symbols == Symbols.FIRST ? "first symbols" : "second symbols")
        + (ask == Ask.NEXT_SYMBOL ? ", next" : ", which");
  }

  @Override
  public Prompt.Tokens prompt(Question question, Word evidence) {
    return switch (task) {
      case Task.NextSymbol next -> TaskPrompts.of(next, evidence.toArray());
      case Task.WhichGenerator which -> {
        if (!(question instanceof GeneratorQuestion two)) {
          throw new IllegalArgumentException(
              "question \"" + question.name() + "\": this task is about two generators");
        }
        Prompt.Tokens prompt =
            TaskPrompts.of(which, pair(which), two.generators(), evidence.evidence());
        yield ask == Ask.NEXT_SYMBOL
            ? prompt
            : TaskPrompts.ask(prompt, Objects.requireNonNull(which.secondReadout()));
      }
    };
  }

  @Override
  public Choices.Ids choices() {
    return new Choices.Ids(
        switch (task) {
          case Task.NextSymbol next -> List.copyOf(next.symbols().values());
          case Task.WhichGenerator which -> {
            TokenPair among =
                ask == Ask.NEXT_SYMBOL
                    ? pair(which)
                    : Objects.requireNonNull(which.secondReadout()).among();
            yield List.of(among.x(), among.y());
          }
        });
  }

  private TokenPair pair(Task.WhichGenerator which) {
    return symbols == Symbols.FIRST
        ? which.symbols()
        : Objects.requireNonNull(which.secondSymbols());
  }

  private static @Nullable TokenPair secondSymbols(Task task) {
    return task instanceof Task.WhichGenerator which ? which.secondSymbols() : null;
  }

  private static Task.@Nullable SecondReadout secondReadout(Task task) {
    return task instanceof Task.WhichGenerator which ? which.secondReadout() : null;
  }

  /** The name. */
  @Override
  public String toString() {
    return name();
  }
}
