package dev.credence.belief.question;

import dev.credence.belief.Task;
import java.util.List;

/**
 * A family of questions about evidence, with everything a study of beliefs has to know of it: which
 * symbols, which evidence, the exact answers, and the variables a model could carry.
 */
public interface BeliefTask {

  /**
   * The outcomes by name.
   *
   * @return in the order of the symbols of a {@link dev.credence.belief.Word}
   */
  List<String> symbols();

  /**
   * How long evidence may be.
   *
   * @return from the shortest to the longest
   */
  Task.Lengths evidence();

  /**
   * What may be asked: one question for each set of parameters.
   *
   * @return at least one, all with the same variables
   */
  List<? extends Question> questions();

  /**
   * The variables: beliefs first, then rivals and nuisances.
   *
   * @return the first is the belief that splits are balanced in
   */
  List<Variable> variables();

  /**
   * The variables whose exchange with a donor is foretold, to see which of them is carried.
   *
   * @return beliefs and rivals
   */
  List<Variable> hypotheses();

  /**
   * The variables that a design pulls apart.
   *
   * @return those that would otherwise rise and fall together
   */
  List<Variable> causes();

  /**
   * An answer on the scale on which answers are compared.
   *
   * @param predictive {@code [symbol]}, a distribution
   * @return finite: the log-odds of the first symbol in nats where there are two and none is
   *     certain, else the probabilities
   */
  double[] scale(double[] predictive);

  /**
   * A variable by its name.
   *
   * @param name such as {@code log_odds}
   * @return the variable
   * @throws IllegalArgumentException if there is none
   */
  default Variable variable(String name) {
    return variables().stream()
        .filter(v -> v.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "variable \"" + name + "\": this task has " + variables()));
  }

  /**
   * The question of these sources as somebody sees it who weights evidence.
   *
   * @param question one of the task's
   * @param lambda weight of the evidence; 1 for exact Bayes
   * @param startNats a leaning beyond the prior, in nats; 0 for exact Bayes
   * @return of the same name and pair; the same where the task has no such observer
   */
  default Question tempered(Question question, double lambda, double startNats) {
    return question instanceof GeneratorQuestion two ? two.tempered(lambda, startNats) : question;
  }

  /**
   * What a task bound to tokens is about.
   *
   * @param task as a task file tells it
   * @return the questions of that task
   * @throws IllegalArgumentException if p_A is p_B in every pair, so that there is nothing to
   *     believe
   */
  static BeliefTask of(Task task) {
    return switch (task) {
      case Task.WhichGenerator which ->
          new TwoGeneratorsTask(
              which.questions().stream().filter(q -> q.a().pX() != q.b().pX()).toList(),
              which.evidence());
      case Task.NextSymbol next ->
          new HiddenMarkovTask(
              next.source(), List.copyOf(next.symbols().keySet()), next.evidence());
    };
  }
}
