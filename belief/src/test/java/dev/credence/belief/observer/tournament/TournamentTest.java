package dev.credence.belief.observer.tournament;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.credence.belief.Evidence;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.Orders;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.observer.ClippedFrequency;
import dev.credence.belief.observer.ConstantObserver;
import dev.credence.belief.observer.ExactBayes;
import dev.credence.belief.observer.FixedBelief;
import dev.credence.belief.observer.LastToken;
import dev.credence.belief.observer.LeakyBayes;
import dev.credence.belief.observer.Observation;
import dev.credence.belief.observer.Observer;
import dev.credence.belief.observer.ObserverFamilies;
import dev.credence.belief.observer.Predictor;
import dev.credence.belief.observer.TemperedBayes;
import dev.credence.belief.observer.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TournamentTest {

  @Test
  void whatAModelBecomesIsTheSameCallAfterTheIntervention() {
    var before = Tournament.ofTwoGenerators().judge(answers(new TemperedBayes(0.7), 0.15, 0));
    assertThat(before.best().name()).isEqualTo("tempered Bayes");
    assertThat(before.decision().outcome()).isEqualTo(Decision.Outcome.BAYES_LIKE);
    assertThat(before.decision().calibrated()).isTrue();
    assertThat(before.calibration().slope()).isCloseTo(1, within(0.05));

    var after = Tournament.ofTwoGenerators().judge(answers(new LastToken(0.7, 0.45), 0.15, 0));
    assertThat(after.best().name()).isEqualTo("last token");
    assertThat(after.decision().outcome()).isEqualTo(Decision.Outcome.NOT_BAYESIAN);
    assertThat(after.decision().rival()).isEqualTo("last token");
    assertThat(after.best().fitted().parameters().get("x")).isCloseTo(0.7, within(0.01));
  }

  /** With even chances, primacy and recency with a primacy of 0 is leaky Bayes, one number more. */
  @Test
  void ofObserversThatSayTheSameTheOneWithFewestNumbersIsNamed() {
    var leaky = Tournament.ofTwoGenerators().judge(atEvenChances(new LeakyBayes(.65, 1, 0)));
    assertThat(leaky.best().name()).isEqualTo("leaky");
    assertThat(leaky.standing("primacy and recency").heldOutBits())
        .isCloseTo(leaky.best().heldOutBits(), within(1e-9));
    var exact = Tournament.ofTwoGenerators().judge(atEvenChances(new TemperedBayes(1)));
    assertThat(exact.best().name()).isEqualTo("exact Bayes");
    assertThat(exact.standing("tempered Bayes").heldOutBits())
        .isCloseTo(exact.best().heldOutBits(), within(1e-9));
  }

  private static List<Observation<Trial>> atEvenChances(Observer rule) {
    List<Observation<Trial>> answers = new ArrayList<>();
    for (double[] chances : new double[][] {{.2, .5}, {.5, .8}, {.8, .2}, {.3, .6}}) {
      var two = TwoGenerators.of(chances[0], chances[1]);
      for (int n = 3; n <= 8; n++) {
        for (int k = 0; k <= n; k++) {
          for (Evidence order : new Orders(k, n).sample(3, NumpyRandom.ofSeed(10 * n + k))) {
            answers.add(Observation.of(two, order, rule.predictive(two, order)));
          }
        }
      }
    }
    return answers;
  }

  @Test
  void exactAnswersPassThoughTheTrialsAreFew() {
    List<Observation<Trial>> few = new ArrayList<>();
    for (int n = 1; n <= 4; n++) {
      for (int k = 0; k <= n; k++) {
        var evidence = Evidence.block(k, n);
        few.add(
            Observation.of(
                TwoGenerators.NOTEBOOK, evidence, TwoGenerators.NOTEBOOK.predictive(evidence)));
      }
    }
    var decision = Tournament.ofTwoGenerators().judge(few).decision();
    assertThat(decision.nearlyExact()).isTrue();
    assertThat(decision.outcome()).isEqualTo(Decision.Outcome.BAYES_LIKE);
  }

  @Test
  void aRuleThatInfersNothingDoesNotPassForBeingNear() {
    List<Observation<Trial>> answers = new ArrayList<>();
    var rule = new ClippedFrequency(1, 0);
    for (int n : new int[] {8, 9, 10, 11, 12}) {
      for (int k = 0; k <= n; k++) {
        for (Evidence order : new Orders(k, n).sample(5, NumpyRandom.ofSeed(n))) {
          answers.add(
              Observation.of(
                  TwoGenerators.NOTEBOOK, order, rule.predictive(TwoGenerators.NOTEBOOK, order)));
        }
      }
    }
    var decision = Tournament.ofTwoGenerators().judge(answers).decision();
    assertThat(decision.nearlyExact()).isTrue(); // one pair, N 8 to 12: a thousandth of a bit
    assertThat(decision.outcome()).isEqualTo(Decision.Outcome.NOT_BAYESIAN);
    assertThat(decision.rival()).isEqualTo("clipped frequency");
  }

  @Test
  void aModelThatNeverLearnsIsNotBayesLikeThoughItReadsTheQuestion() {
    var decision =
        Tournament.ofTwoGenerators().judge(answers(new FixedBelief(0.5), 0.15, 1)).decision();
    assertThat(decision.outcome()).isEqualTo(Decision.Outcome.NOT_BAYESIAN);
    assertThat(decision.rival()).isEqualTo("fixed belief");
  }

  @Test
  void noiseAloneIsInconclusive() {
    var random = NumpyRandom.ofSeed(2);
    List<Observation<Trial>> noise =
        Simulation.trials(3, random).stream()
            .map(trial -> Observation.of(trial.generators(), trial.evidence(), random.random()))
            .toList();
    // Against the two plainest rivals; of two dozen one may be ahead by chance.
    var families = List.of(ExactBayes.FAMILY, TemperedBayes.FAMILY, LeakyBayes.FAMILY);
    var decision = new Tournament<>(families, 5, 0, Rule.STARTING).judge(noise).decision();
    assertThat(decision.outcome()).isEqualTo(Decision.Outcome.INCONCLUSIVE);
    assertThat(decision.reason()).contains("standard errors");
  }

  @Test
  void rivalsThatSayWhatBayesSaysOnTheseTrialsDoNotEnter() {
    var question = TwoGenerators.of(0.3, 0.7);
    List<Observation<Trial>> answers =
        IntStream.rangeClosed(0, 8)
            .boxed()
            .flatMap(n -> IntStream.rangeClosed(0, n).mapToObj(k -> Evidence.block(k, n)))
            .map(e -> Observation.of(question, e, question.predictive(e)))
            .toList();
    var result = Tournament.ofTwoGenerators().judge(answers);
    assertThat(result.notEntered())
        .containsOnlyKeys(
            "compressed signals", "expanded signals", "base-rate neglect", "base-rate overweight")
        .containsEntry(
            "base-rate neglect",
            "all prompts have the same prior, so it says what tempered Bayes says");
    assertThatThrownBy(() -> result.standing("base-rate neglect"))
        .hasMessageContaining("all prompts have the same prior");
  }

  @Test
  void theResultHoldsTogether() {
    var observations = answers(new LeakyBayes(0.8, 1, 0), 0.3, 3);
    var result = Tournament.ofTwoGenerators().judge(observations);
    assertThat(result.observations()).isEqualTo(observations.size());
    assertThat(result.groups()).isEqualTo(30);
    assertThat(result.folds()).isEqualTo(5);
    assertThat(result.clusters())
        .isEqualTo(observations.stream().map(o -> o.shown().cluster()).distinct().count());
    assertThat(result.standings()).hasSize(ObserverFamilies.ALL.size());
    assertThat(result.standings().stream().mapToDouble(Standing::weight).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(result.standings()).allMatch(s -> s.weight() >= 0 && s.klBits() >= 0);
    assertThat(result.best().behindBest()).isEqualTo(new Difference(0, 0));
    for (Standing<Trial> standing : result.standings()) {
      assertThat(standing.heldOutBits() - result.best().heldOutBits())
          .isCloseTo(standing.behindBest().bits(), within(1e-12));
      assertThat(standing.heldOutBits() - result.bestBayesLike().heldOutBits())
          .isCloseTo(standing.behindBayes().bits(), within(1e-12));
      int n = observations.size();
      double penalty = standing.fitted().freeNumbers() * Math.log(n);
      double deviance =
          2
              * n
              * (standing.fitted().meanNats()
                  - observations.stream().mapToDouble(Score::entropyNats).sum() / n);
      assertThat(standing.bic())
          .isCloseTo(2 * n * standing.fitted().meanNats() + penalty, within(1e-9));
      assertThat(standing.quasiBic())
          .isCloseTo(deviance / result.dispersion() + penalty, within(1e-6));
    }
    // Noise of s nats on a logit: variance p (1 - p) s^2 in units of a draw's, p (1 - p).
    double expected =
        observations.stream().mapToDouble(o -> o.said(0) * o.said(1)).average().orElseThrow()
            * 0.3
            * 0.3;
    assertThat(result.dispersion()).isCloseTo(expected, withinPercentage(20));
    // What is fitted without a fold is worse there than what has seen it.
    assertThat(result.standing("tempered Bayes").heldOutBits())
        .isGreaterThan(Score.bits(result.standing("tempered Bayes").fitted().meanNats()));
    assertThat(result.calibration().questions()).hasSize(6);
  }

  @Test
  void theOrderOfTheObservationsChangesNothing() {
    List<Observation<Trial>> observations = answers(new TemperedBayes(0.5, 0.3), 0.3, 4);
    List<Observation<Trial>> shuffled = new ArrayList<>(observations);
    NumpyRandom.ofSeed(5).shuffle(shuffled);
    var one = Tournament.ofTwoGenerators().judge(observations);
    var other = Tournament.ofTwoGenerators().judge(shuffled);
    assertThat(other.decision().outcome()).isEqualTo(one.decision().outcome());
    for (Standing<Trial> standing : one.standings()) {
      Standing<Trial> same = other.standing(standing.name());
      assertThat(same.heldOutBits()).isCloseTo(standing.heldOutBits(), within(1e-7));
      assertThat(same.behindBest().standardError())
          .isCloseTo(standing.behindBest().standardError(), within(1e-6));
    }
  }

  @Test
  void theSameObservationsGiveTheSameBits() {
    List<Observation<Trial>> observations = answers(new TemperedBayes(0.5, 0.3), 0.3, 4);
    var one = Tournament.ofTwoGenerators().judge(observations);
    var other = Tournament.ofTwoGenerators().judge(observations);
    for (int i = 0; i < one.standings().size(); i++) {
      Standing<Trial> a = one.standings().get(i);
      Standing<Trial> b = other.standings().get(i);
      assertThat(b.name()).isEqualTo(a.name());
      assertThat(b.fitted().parameters()).isEqualTo(a.fitted().parameters());
      assertThat(b.heldOutBits()).isEqualTo(a.heldOutBits());
      assertThat(b.weight()).isEqualTo(a.weight());
    }
  }

  @Test
  void aGroupIsNeverTorn() {
    List<Observation<Trial>> observations = answers(new TemperedBayes(1), 0, 5);
    Folds folds = Folds.of(observations, 5, 0);
    for (int i = 0; i < observations.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (observations.get(i).shown().group().equals(observations.get(j).shown().group())) {
          assertThat(folds.of().get(i)).isEqualTo(folds.of().get(j));
        }
      }
    }
    for (int f = 0; f < 5; f++) {
      assertThat(Collections.frequency(folds.of(), f)).isEqualTo(observations.size() / 5);
    }
  }

  @Test
  void oneGroupCannotBeHeldOut() {
    List<Observation<Trial>> one =
        List.of(
            Observation.of(TwoGenerators.NOTEBOOK, Evidence.of("XY"), 0.6),
            Observation.of(TwoGenerators.NOTEBOOK, Evidence.of("YY"), 0.5));
    assertThatThrownBy(() -> Tournament.ofTwoGenerators().judge(one))
        .hasMessage(
            "tournament: all 2 observations belong to one group [N 2, p_A 0.5, p_B 0.75], so none"
                + " can be held out; vary the length of evidence or the question");
  }

  @Test
  void standardErrorsCountAClusterAsOne() {
    double[] better = {0, 0, 0, 0};
    double[] worse = {1, 3, 0, 0};
    // mean 1; clusters deviate by 2 and -2; sqrt(2/1 (4 + 4)) / 4
    assertThat(Difference.of(better, worse, new int[] {0, 0, 1, 1}, 2))
        .isEqualTo(new Difference(1, 1));
    // Each its own cluster: the ordinary standard error of a mean.
    assertThat(Difference.of(better, worse, new int[] {0, 1, 2, 3}, 4).standardError())
        .isCloseTo(Math.sqrt((0 + 4 + 1 + 1) / 3.0 / 4), within(1e-15));
    assertThat(Difference.of(better, worse, new int[4], 1).isAhead(2)).isFalse();
    assertThat(new Difference(0.1, 0).isAhead(2)).isTrue();
    assertThat(new Difference(1e-15, 1e-17).isAhead(2)).isFalse(); // rounding
    assertThat(new Difference(0, 0).isAhead(2)).isFalse();
    assertThat(new Difference(-1, 0.1).reversed().isAhead(2)).isTrue();
  }

  @Test
  void stackedWeightsCannotBeImproved() {
    var random = NumpyRandom.ofSeed(6);
    List<Trial> trials = Simulation.trials(4, random);
    List<Predictor<Trial>> observers =
        List.of(
            new ExactBayes(),
            new LastToken(0.8, 0.3),
            new ConstantObserver(0.5),
            new LeakyBayes(0.5, 1, 0),
            new TemperedBayes(0.999));
    Predictor<Trial> truth =
        trial -> {
          double p = 0.7 * observers.get(0).next(trial)[0] + 0.3 * observers.get(1).next(trial)[0];
          return new double[] {p, 1 - p};
        };
    var observations = Simulation.answers(truth, trials, 0, random);
    List<double[][]> predicted =
        observers.stream()
            .map(observer -> trials.stream().map(observer::next).toArray(double[][]::new))
            .toList();

    double[] w = Stacking.weights(observations, predicted);

    assertThat(w[1]).isCloseTo(0.3, within(1e-4));
    assertThat(w[0] + w[4]).isCloseTo(0.7, within(1e-4)); // hardly to be told apart
    assertThat(IntStream.range(0, 5).mapToDouble(j -> w[j]).sum()).isCloseTo(1, within(1e-12));
    // The optimum of a concave function on the simplex: no observer's slope is above 1.
    for (double[][] q : predicted) {
      double slope = 0;
      for (int i = 0; i < q.length; i++) {
        for (int s = 0; s < 2; s++) {
          double mixed = 0;
          for (int j = 0; j < w.length; j++) {
            mixed += w[j] * predicted.get(j)[i][s];
          }
          slope += observations.get(i).said(s) * q[i][s] / mixed / q.length;
        }
      }
      assertThat(slope).isLessThanOrEqualTo(1 + 1e-7);
    }
  }

  @Test
  void calibrationIsTheRegressionWithinQuestions() {
    // Two questions, far apart; within each the model moves half as much as predicted.
    List<Observation<Trial>> observations = new ArrayList<>();
    List<double[]> predicted = new ArrayList<>();
    double[][] pairs = {{0.1, 0.3}, {0.7, 0.9}};
    for (double[] pair : pairs) {
      for (double q : new double[] {0.0, 0.05, 0.1, 0.2}) {
        observations.add(
            Observation.of(
                TwoGenerators.of(pair[0], pair[1]), Evidence.of("X"), pair[0] + 0.02 + q / 2));
        predicted.add(new double[] {pair[0] + q, 1 - pair[0] - q});
      }
    }
    var calibration = Calibration.of(observations, predicted.toArray(double[][]::new));
    assertThat(calibration.slope()).isCloseTo(0.5, within(1e-12));
    assertThat(calibration.intercept()).isCloseTo(0.02 + 0.5 * 0.4, within(1e-12));
    assertThat(calibration.questions()).hasSize(2);
    assertThat(calibration.questions().getFirst().slope()).isCloseTo(0.5, within(1e-12));
    // The question's mean has skill 0.
    double mean = observations.subList(0, 4).stream().mapToDouble(o -> o.said(0)).sum() / 4;
    double[][] means = new double[4][];
    Arrays.fill(means, new double[] {mean, 1 - mean});
    var flat = Calibration.of(observations.subList(0, 4), means);
    assertThat(flat.skill()).isCloseTo(0, within(1e-12));
    assertThat(flat.slope()).isNaN();
  }

  @Test
  void aTournamentNeedsBothKinds() {
    assertThatThrownBy(() -> new Tournament<>(List.of(ExactBayes.FAMILY), 5, 0, Rule.STARTING))
        .hasMessageContaining("none of the families [exact Bayes] is RIVAL");
    assertThatThrownBy(() -> new Tournament<>(ObserverFamilies.ALL, 1, 0, Rule.STARTING))
        .hasMessage("tournament: 1 folds; expected at least 2");
  }

  private static List<Observation<Trial>> answers(
      Predictor<Trial> observer, double noiseNats, long seed) {
    var random = NumpyRandom.ofSeed(seed);
    return Simulation.answers(observer, Simulation.trials(8, random), noiseNats, random);
  }
}
