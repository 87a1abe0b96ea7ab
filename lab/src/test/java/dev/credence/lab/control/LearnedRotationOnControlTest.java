package dev.credence.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.belief.Evidence;
import dev.credence.belief.Task;
import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.TaskPrompts;
import dev.credence.lab.direction.Activations;
import dev.credence.lab.direction.Labels;
import dev.credence.lab.direction.ReadingDirections;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.Determination;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.learn.ExchangePair;
import dev.credence.transformer.learn.Exchanges;
import dev.credence.transformer.learn.LearnedRotation;
import dev.credence.transformer.learn.RotationOptions;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Subspaces learnt on the model whose belief is known to be one direction, from the second block's
 * attention on: donors of other pairs, each with its own numbers.
 */
class LearnedRotationOnControlTest {
  // Blocks lie elsewhere with another seed: the landmarks say where.
  private static final Landmarks LANDMARKS = Controls.named("exact-bayes-in-context").landmarks();
  private static final int GATHER = LANDMARKS.block("gather");
  private static final int ANSWER = LANDMARKS.block("answer");
  private static final HookPoint BELOW =
      HookPoint.parse("blocks." + (GATHER - 1) + ".hook_resid_post");
  private static final HookPoint THERE = HookPoint.parse("blocks." + GATHER + ".hook_resid_mid");
  private static final HookPoint LAST = HookPoint.parse("blocks." + ANSWER + ".hook_resid_mid");
  private static final HookPoint SPENT = HookPoint.parse("blocks." + ANSWER + ".hook_resid_post");
  private static final int CELLS = 240;

  private static Model model;
  private static Exchanges exchanges;
  private static final List<ExchangePair> FIT = new ArrayList<>();
  private static final List<ExchangePair> HELD_OUT = new ArrayList<>();
  private static final List<ExchangePair> CONFIRM = new ArrayList<>();
  private static final double[] LOG_ODDS = new double[CELLS];

  @BeforeAll
  static void open() {
    Control control = Controls.named("exact-bayes-in-context");
    Task.WhichGenerator task = control.task();
    var rng = NumpyRandom.ofSeed(1);
    Map<String, int[]> prompts = new LinkedHashMap<>();
    List<TwoGenerators> questions = new ArrayList<>();
    for (int i = 0; i < CELLS; i++) {
      TwoGenerators question = task.questions().get(rng.integers(25));
      while (question.a().pX() == question.b().pX()) {
        question = task.questions().get(rng.integers(25));
      }
      StringBuilder draws = new StringBuilder();
      int n = 1 + rng.integers(8);
      int countX = 0;
      for (int j = 0; j < n; j++) {
        boolean x = rng.random() < 0.5;
        draws.append(x ? 'X' : 'Y');
        countX += x ? 1 : 0;
      }
      LOG_ODDS[i] = question.logOddsNats(countX, n);
      questions.add(question);
      prompts.put(
          "c" + i,
          TaskPrompts.of(task, question, Evidence.of(draws.toString())).ids().stream()
              .mapToInt(Integer::intValue)
              .toArray());
    }
    for (int i = 0; i < 600; i++) {
      int base = rng.integers(CELLS);
      int donor = rng.integers(CELLS);
      double before = logit(questions.get(base), LOG_ODDS[base]);
      double after = logit(questions.get(base), LOG_ODDS[donor]);
      List<ExchangePair> to = i < 400 ? FIT : i < 500 ? HELD_OUT : CONFIRM;
      to.add(new ExchangePair("c" + base, "c" + donor, after - before));
    }
    Map<String, Integer> answers = new LinkedHashMap<>();
    answers.put("X", task.symbols().x());
    answers.put("Y", task.symbols().y());
    model = control.open(ModelOptions.standard());
    exchanges =
        Exchanges.of(model, prompts, Readout.among(answers), List.of(BELOW, THERE, LAST, SPENT));
  }

  @AfterAll
  static void close() {
    exchanges.close();
    model.close();
  }

  /** What the base's own parameters make of log-odds. */
  private static double logit(TwoGenerators question, double logOdds) {
    double q = question.predictiveOf(logOdds);
    return Math.log(q / (1 - q));
  }

  private static double confirmed(HookPoint place, NdArray basis) {
    double[][] observed = exchanges.observed(place, basis, CONFIRM);
    double[] o = new double[observed.length];
    double[] e = new double[observed.length];
    for (int i = 0; i < o.length; i++) {
      o[i] = observed[i][0];
      e[i] = CONFIRM.get(i).change().getFirst();
    }
    return Determination.r2(o, e);
  }

  private static LearnedRotation learn(HookPoint place) {
    return LearnedRotation.learn(exchanges, place, FIT, HELD_OUT, RotationOptions.standard(1));
  }

  @Test
  void whereTheBeliefIsItIsLearnt() {
    for (HookPoint place : List.of(THERE, LAST)) {
      LearnedRotation learnt = learn(place);
      assertThat(confirmed(place, learnt.basis())).as(place.name()).isGreaterThan(0.95);
      assertThat(learnt.heldOutR2()).isGreaterThan(0.95);
    }
  }

  @Test
  void belowThereIsNothingToLearnAndAboveItIsSpent() {
    for (HookPoint place : List.of(BELOW, SPENT)) {
      assertThat(confirmed(place, learn(place).basis())).as(place.name()).isLessThan(0.6);
    }
  }

  /** What is read there is also what acts: the probe of the log-odds passes without learning. */
  @Test
  void aProbeOfTheLogOddsFindsTheSameDirection() {
    NdArray held = exchanges.activations(THERE);
    Activations at = Activations.of(held.floats(), (int) held.shape()[1]);
    Labels labels = Labels.scalar("log_odds", LOG_ODDS, Clusters.single(CELLS));
    Subspace probe = new ReadingDirections().find(at, labels).orElseThrow();

    assertThat(confirmed(THERE, probe.basisTensor())).isGreaterThan(0.99);
    RotationOptions from = RotationOptions.standard(1).from(List.of(probe.basisTensor()), 0);
    assertThat(
            LearnedRotation.learn(exchanges, THERE, FIT, HELD_OUT, from.withSteps(50)).heldOutR2())
        .isGreaterThan(0.99);
  }
}
