package dev.credence.belief.observer.tournament;

import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a model's answers p move with held-out predictions q, <em>within</em> questions: telling
 * questions apart earns nothing.
 *
 * <pre>
 * slope     = sum (q - mean q)(p - mean p) / sum (q - mean q)^2      means within a question
 * intercept = mean (p - slope q)                                     of the first symbol
 * skill     = 1 - sum KL(p, q) / sum KL(p, mean p)
 * </pre>
 *
 * <p>mean p is the best constant a question can have, chosen with its answers in sight. Sums run
 * over symbols; for two symbols this is the regression on P(X).
 *
 * @param slope 1 if the model moves as much as predicted; NaN where predictions do not vary
 * @param intercept in units of probability; NaN with the slope
 * @param skill 1 if the predictions are the answers, 0 if they are no better than constants; NaN
 *     where answers do not vary
 * @param questions the same, question by question
 */
public record Calibration(double slope, double intercept, double skill, List<Within> questions) {

  /** What is left of a variance that is none, in squared units of probability. */
  private static final double NO_VARIANCE = 1e-24;

  /**
   * One question.
   *
   * @param question its name
   * @param observations how many
   * @param slope as above
   * @param intercept as above
   * @param skill as above
   */
  public record Within(
      String question, int observations, double slope, double intercept, double skill) {}

  static <S extends Shown> Calibration of(List<Observation<S>> observations, double[][] predicted) {
    Map<String, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < observations.size(); i++) {
      members
          .computeIfAbsent(observations.get(i).shown().question(), _ -> new ArrayList<>())
          .add(i);
    }
    Sums all = new Sums();
    List<Within> questions = new ArrayList<>();
    members.forEach(
        (question, indices) -> {
          Sums own = Sums.of(indices, observations, predicted);
          questions.add(
              new Within(question, indices.size(), own.slope(), own.intercept(), own.skill()));
          all.add(own);
        });
    return new Calibration(all.slope(), all.intercept(), all.skill(), List.copyOf(questions));
  }

  /** Sums of squares and products, which add over questions. */
  private static final class Sums {
    private int n;
    private double qq;
    private double qp;
    private double firstP;
    private double firstQ;
    private double kl;
    private double klOfConstant;

    static <S extends Shown> Sums of(
        List<Integer> indices, List<Observation<S>> observations, double[][] predicted) {
      Sums sums = new Sums();
      int symbols = observations.get(indices.getFirst()).symbols();
      double[] meanP = new double[symbols];
      double[] meanQ = new double[symbols];
      sums.n = indices.size();
      for (int i : indices) {
        for (int s = 0; s < symbols; s++) {
          meanP[s] += observations.get(i).said(s) / sums.n;
          meanQ[s] += predicted[i][s] / sums.n;
        }
      }
      for (int i : indices) {
        Observation<S> observation = observations.get(i);
        for (int s = 0; s < symbols; s++) {
          double q = predicted[i][s] - meanQ[s];
          sums.qq += q * q;
          sums.qp += q * (observation.said(s) - meanP[s]);
        }
        double entropy = Score.entropyNats(observation);
        sums.kl += Score.nats(observation, predicted[i]) - entropy;
        sums.klOfConstant += Score.nats(observation, meanP) - entropy;
      }
      sums.firstP = meanP[0] * sums.n;
      sums.firstQ = meanQ[0] * sums.n;
      return sums;
    }

    void add(Sums other) {
      n += other.n;
      qq += other.qq;
      qp += other.qp;
      firstP += other.firstP;
      firstQ += other.firstQ;
      kl += other.kl;
      klOfConstant += other.klOfConstant;
    }

    double slope() {
      return qq <= NO_VARIANCE * n ? Double.NaN : qp / qq;
    }

    double intercept() {
      return (firstP - slope() * firstQ) / n;
    }

    double skill() {
      return klOfConstant <= NO_VARIANCE * n ? Double.NaN : 1 - kl / klOfConstant;
    }
  }
}
