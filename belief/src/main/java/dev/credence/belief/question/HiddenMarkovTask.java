package dev.credence.belief.question;

import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.Task;
import dev.credence.belief.question.Variable.Kind;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What comes next from a source with a hidden state? There is one question, and every prefix of a
 * word is evidence of its own.
 *
 * <pre>
 * belief      [state]: P(state | word), the filtered distribution                belief
 * counts      [symbol]: how often each was drawn                                 rival
 * answer      [symbol]: P(next symbol | word)                                    rival
 * length      N                                                                  nuisance
 * frequency   [symbol but the last]: share among the draws                       nuisance
 * last        the last symbol                                                    nuisance
 * output      the likeliest next symbol                                          nuisance
 * </pre>
 *
 * <p>With {@code counts} exchanged the answer is what exact Bayes would say if it knew the donor's
 * counts and nothing else: the mean over all words of those counts, weighted by their probability.
 * A belief gives its answer without further parameters, so an exchange of the belief and one of the
 * answer foretell the same next symbol; they cannot be told apart here.
 */
public final class HiddenMarkovTask implements BeliefTask {
  private final List<String> symbols;
  private final Task.Lengths evidence;
  private final List<Variable> variables;
  private final List<SourceQuestion> questions;

  /**
   * A task.
   *
   * @param source the process
   * @param symbols a name for each of its symbols
   * @param evidence lengths of evidence
   * @throws IllegalArgumentException if there are fewer than two symbols, or another number of
   *     names
   */
  public HiddenMarkovTask(HiddenMarkov source, List<String> symbols, Task.Lengths evidence) {
    if (symbols.size() != source.symbols() || symbols.size() < 2) {
      throw new IllegalArgumentException(
          "hidden Markov task: "
              + symbols.size()
              + " names for "
              + source.symbols()
              + " symbols; expected one each, and at least two");
    }
    this.symbols = List.copyOf(symbols);
    this.evidence = evidence;
    this.variables =
        List.of(
            new Variable(
                "belief",
                Kind.BELIEF,
                IntStream.range(0, source.states()).mapToObj(i -> "belief_" + i).toList()),
            new Variable("counts", Kind.RIVAL, named("counts", symbols)),
            new Variable("answer", Kind.RIVAL, named("answer", symbols)),
            Variable.scalar("length", Kind.NUISANCE),
            new Variable(
                "frequency",
                Kind.NUISANCE,
                named("frequency", symbols.subList(0, symbols.size() - 1))),
            SymbolCode.variable("last", symbols),
            SymbolCode.variable("output", symbols));
    this.questions = List.of(new SourceQuestion(source, variables));
  }

  private static List<String> named(String name, List<String> symbols) {
    return symbols.stream().map(s -> name + "_" + s).toList();
  }

  @Override
  public List<String> symbols() {
    return symbols;
  }

  @Override
  public Task.Lengths evidence() {
    return evidence;
  }

  @Override
  public List<? extends Question> questions() {
    return questions;
  }

  @Override
  public List<Variable> variables() {
    return variables;
  }

  @Override
  public List<Variable> hypotheses() {
    return variables.stream().filter(v -> v.kind() != Kind.NUISANCE).toList();
  }

  @Override
  public List<Variable> causes() {
    return variables.stream().filter(v -> !v.name().equals("answer")).toList();
  }

  @Override
  public double[] scale(double[] predictive) {
    return predictive.clone();
  }
}
