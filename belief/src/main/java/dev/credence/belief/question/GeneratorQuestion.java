package dev.credence.belief.question;

import dev.credence.belief.Symbol;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.Word;

/**
 * One pair of generators and a prior, with the variables of {@link TwoGeneratorsTask}. Symbol 0 is
 * X, 1 is Y; cause 0 is A, 1 is B.
 *
 * <p>With {@code counts}, {@code count}, {@code length} or {@code frequency} exchanged, the
 * log-odds are those of the formula for the exchanged k and N, which need not be counts that can
 * occur: a donor's k may exceed the base's N.
 *
 * <p>The answers are those of an observer that gives evidence a weight, as {@link
 * dev.credence.belief.observer.TemperedBayes} does. Weight 1 and no leaning is exact Bayes.
 *
 * <pre>
 * L = ln(prior / (1 - prior)) + L0 + lambda (k l_X + (N - k) l_Y)
 * </pre>
 *
 * @param generators the pair and the prior
 * @param lambda weight of the evidence, finite
 * @param startNats L0, a leaning to B beyond the prior, in nats, finite
 */
public record GeneratorQuestion(TwoGenerators generators, double lambda, double startNats)
    implements Question {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if both generators have the same chance of X, or a number is
   *     not finite
   */
  public GeneratorQuestion {
    if (!Double.isFinite(lambda) || !Double.isFinite(startNats)) {
      throw new IllegalArgumentException(
          "two generators: lambda " + lambda + ", L0 " + startNats + "; expected finite numbers");
    }
    if (generators.a().pX() == generators.b().pX()) {
      throw new IllegalArgumentException(
          "two generators: p_A and p_B are both "
              + generators.a().pX()
              + "; with nothing to tell them apart there is nothing to believe");
    }
  }

  /**
   * The question of exact Bayes.
   *
   * @param generators the pair and the prior
   * @throws IllegalArgumentException if both generators have the same chance of X
   */
  public GeneratorQuestion(TwoGenerators generators) {
    this(generators, 1, 0);
  }

  /**
   * The question for an observer that weights evidence.
   *
   * @param weight lambda, finite
   * @param leaningNats L0, in nats, finite
   * @return of the same name, with other answers
   */
  public GeneratorQuestion tempered(double weight, double leaningNats) {
    return new GeneratorQuestion(generators, weight, leaningNats);
  }

  @Override
  public String name() {
    return pair() + ", prior " + generators.prior();
  }

  @Override
  public String pair() {
    return "p_A " + generators.a().pX() + ", p_B " + generators.b().pX();
  }

  @Override
  public boolean everyWordCanOccur() {
    return true;
  }

  @Override
  public double logProbabilityNats(Word evidence) {
    int k = evidence.counts(2).getFirst();
    return generators.posterior(k, evidence.length()).logMarginalLikelihoodNats();
  }

  @Override
  public double[] predictive(Word evidence) {
    return both(generators.predictiveOf(logOdds(evidence)));
  }

  @Override
  public double[] posterior(Word evidence) {
    double logOdds = logOdds(evidence);
    return new double[] {TwoGenerators.sigmoid(-logOdds), TwoGenerators.sigmoid(logOdds)};
  }

  @Override
  public double[] value(Variable variable, Word evidence) {
    int k = evidence.counts(2).getFirst();
    int n = evidence.length();
    return switch (variable.name()) {
      case "log_odds" -> new double[] {logOdds(k, n)};
      case "posterior" -> new double[] {TwoGenerators.sigmoid(logOdds(k, n))};
      case "oriented_log_odds" -> new double[] {orientation() * logOdds(k, n)};
      case "counts" -> new double[] {k, n};
      case "count" -> new double[] {k};
      case "length" -> new double[] {n};
      case "frequency" -> new double[] {n == 0 ? 0.5 : (double) k / n};
      case "answer" -> {
        double q = generators.predictiveOf(logOdds(k, n));
        yield new double[] {Math.log(q / (1 - q))};
      }
      case "last" -> SymbolCode.of(evidence.last(), 2);
      case "output" -> SymbolCode.ofMostProbable(predictive(evidence));
      default -> throw unknown(variable);
    };
  }

  @Override
  public double[] predictiveWith(Word evidence, Variable replaced, double[] donor) {
    replaced.requireValue(donor);
    return switch (replaced.name()) {
      case "posterior" ->
          both(generators.a().pX() + (generators.b().pX() - generators.a().pX()) * donor[0]);
      case "answer" -> both(TwoGenerators.sigmoid(donor[0]));
      default -> both(generators.predictiveOf(logOddsWith(evidence, replaced, donor)));
    };
  }

  @Override
  public double[] posteriorWith(Word evidence, Variable replaced, double[] donor) {
    replaced.requireValue(donor);
    return switch (replaced.name()) {
      case "posterior" -> new double[] {1 - donor[0], donor[0]};
      case "answer" -> posterior(evidence);
      default -> {
        double logOdds = logOddsWith(evidence, replaced, donor);
        yield new double[] {TwoGenerators.sigmoid(-logOdds), TwoGenerators.sigmoid(logOdds)};
      }
    };
  }

  /** The name. */
  @Override
  public String toString() {
    return name();
  }

  private double logOddsWith(Word evidence, Variable replaced, double[] donor) {
    int k = evidence.counts(2).getFirst();
    int n = evidence.length();
    return switch (replaced.name()) {
      case "log_odds" -> donor[0];
      case "oriented_log_odds" -> orientation() * donor[0];
      case "counts" -> logOdds(donor[0], donor[1]);
      case "count" -> logOdds(donor[0], n);
      case "length" -> logOdds(k, donor[0]);
      case "frequency" -> logOdds(donor[0] * n, n);
      default -> throw unknown(replaced);
    };
  }

  private double logOdds(double k, double n) {
    double evidence =
        k * generators.logLikelihoodRatioNats(Symbol.X)
            + (n - k) * generators.logLikelihoodRatioNats(Symbol.Y);
    return generators.priorLogOddsNats() + startNats + lambda * evidence;
  }

  private double logOdds(Word evidence) {
    return logOdds(evidence.counts(2).getFirst(), evidence.length());
  }

  /** 1 where B is the generator richer in X, -1 where A is. */
  private double orientation() {
    return Math.signum(generators.b().pX() - generators.a().pX());
  }

  private static double[] both(double pX) {
    return new double[] {pX, 1 - pX};
  }

  private static IllegalArgumentException unknown(Variable variable) {
    return new IllegalArgumentException(
        "variable \""
            + variable
            + "\": of two generators there are "
            + TwoGeneratorsTask.VARIABLES);
  }
}
