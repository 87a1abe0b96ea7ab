package dev.credence.belief.question;

import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.question.Variable.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of two generators is drawing, and what comes next? With many pairs of generators, in both
 * orders, so that belief, counts and answer part.
 *
 * <pre>
 * log_odds            L = ln(prior / (1 - prior)) + k l_X + (N - k) l_Y          belief
 * posterior           eta = sigmoid(L) = P(B | evidence)                         belief
 * oriented_log_odds   L sign(p_B - p_A): of the generator richer in X            belief
 * counts              (k, N)                                                     rival
 * count, length       k; N                                                       rivals
 * frequency           k / N, 1/2 before the first draw                           rival
 * answer              ln(q / (1 - q)), q = p_A + (p_B - p_A) eta                 rival
 * last                last draw: 1 X, -1 Y, 0 before the first                   nuisance
 * output              likelier next symbol: 1 X, -1 Y, 0 neither                 nuisance
 * </pre>
 */
public final class TwoGeneratorsTask implements BeliefTask {
  /** Log-odds of B, in nats. */
  public static final Variable LOG_ODDS = Variable.scalar("log_odds", Kind.BELIEF);

  /** Posterior of B. */
  public static final Variable POSTERIOR = Variable.scalar("posterior", Kind.BELIEF);

  /** Log-odds of the generator richer in X, in nats. */
  public static final Variable ORIENTED_LOG_ODDS =
      Variable.scalar("oriented_log_odds", Kind.BELIEF);

  /** Draws of X, and draws in all. */
  public static final Variable COUNTS =
      new Variable("counts", Kind.RIVAL, List.of("counts_k", "counts_n"));

  /** Draws of X. */
  public static final Variable COUNT = Variable.scalar("count", Kind.RIVAL);

  /** Draws in all. */
  public static final Variable LENGTH = Variable.scalar("length", Kind.RIVAL);

  /** Share of X among the draws. */
  public static final Variable FREQUENCY = Variable.scalar("frequency", Kind.RIVAL);

  /** Log-odds of the prediction, X against Y, in nats. */
  public static final Variable ANSWER = Variable.scalar("answer", Kind.RIVAL);

  /** The last draw. */
  public static final Variable LAST = Variable.scalar("last", Kind.NUISANCE);

  /** The likelier symbol. */
  public static final Variable OUTPUT = Variable.scalar("output", Kind.NUISANCE);

  static final List<Variable> VARIABLES =
      List.of(
          LOG_ODDS,
          POSTERIOR,
          ORIENTED_LOG_ODDS,
          COUNTS,
          COUNT,
          LENGTH,
          FREQUENCY,
          ANSWER,
          LAST,
          OUTPUT);

  private final List<GeneratorQuestion> questions;
  private final Task.Lengths evidence;

  /**
   * A task.
   *
   * @param questions pairs of different generators, each once
   * @param evidence lengths of evidence
   * @throws IllegalArgumentException if there is no question, one is there twice, or its generators
   *     have the same chance of X
   */
  public TwoGeneratorsTask(List<TwoGenerators> questions, Task.Lengths evidence) {
    if (questions.isEmpty()) {
      throw new IllegalArgumentException(
          "two generators: no question in which p_A differs from p_B; there is nothing to believe");
    }
    if (questions.stream().distinct().count() != questions.size()) {
      throw new IllegalArgumentException("two generators: a question is there twice");
    }
    this.questions = questions.stream().map(GeneratorQuestion::new).toList();
    this.evidence = evidence;
  }

  /**
   * Every ordered pair of different chances under every prior.
   *
   * @param chances of X, for either generator
   * @param priors P(B)
   * @param evidence lengths of evidence
   * @return the task
   * @throws IllegalArgumentException if a number is not strictly between 0 and 1, or is there twice
   */
  public static TwoGeneratorsTask grid(
      List<Double> chances, List<Double> priors, Task.Lengths evidence) {
    List<TwoGenerators> questions = new ArrayList<>();
    for (double pA : chances) {
      for (double pB : chances) {
        if (pA != pB) {
          priors.forEach(prior -> questions.add(TwoGenerators.of(pA, pB, prior)));
        }
      }
    }
    return new TwoGeneratorsTask(questions, evidence);
  }

  /**
   * What a model that speaks English is asked: chances of 10, 25, 50, 75 and 90 % in every order,
   * priors of 30, 50 and 70 %, 1 to 16 draws. The notebooks' question is one of these 60.
   *
   * @return the task
   */
  public static TwoGeneratorsTask standard() {
    return grid(
        List.of(0.1, 0.25, 0.5, 0.75, 0.9), List.of(0.3, 0.5, 0.7), new Task.Lengths(1, 16));
  }

  @Override
  public List<String> symbols() {
    return List.of("X", "Y");
  }

  @Override
  public Task.Lengths evidence() {
    return evidence;
  }

  @Override
  public List<GeneratorQuestion> questions() {
    return questions;
  }

  @Override
  public List<Variable> variables() {
    return VARIABLES;
  }

  @Override
  public List<Variable> hypotheses() {
    return List.of(LOG_ODDS, ORIENTED_LOG_ODDS, COUNTS, ANSWER);
  }

  @Override
  public List<Variable> causes() {
    return List.of(LOG_ODDS, POSTERIOR, COUNT, FREQUENCY, LAST, OUTPUT);
  }

  @Override
  public double[] scale(double[] predictive) {
    return new double[] {Math.log(predictive[0] / predictive[1])};
  }
}
