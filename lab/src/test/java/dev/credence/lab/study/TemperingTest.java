package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import org.junit.jupiter.api.Test;

/** The observer for whom changes are foretold, from answers of which it is known who gave them. */
class TemperingTest {
  private static final Control ANY = Controls.named("exact-bayes-in-context");

  /** Written out here once more: L = prior + L0 + lambda (k l_X + (N - k) l_Y). */
  private static double logOdds(DesignCell cell, double lambda, double start) {
    TwoGenerators two = ((GeneratorQuestion) cell.question()).generators();
    int k = cell.multiset().counts().getFirst();
    int n = cell.evidence().length();
    double a = two.a().pX();
    double b = two.b().pX();
    return Math.log(two.prior() / (1 - two.prior()))
        + start
        + lambda * (k * Math.log(b / a) + (n - k) * Math.log((1 - b) / (1 - a)));
  }

  private static double answer(DesignCell cell, double lambda, double start) {
    TwoGenerators two = ((GeneratorQuestion) cell.question()).generators();
    double eta = 1 / (1 + Math.exp(-logOdds(cell, lambda, start)));
    return two.a().pX() + (two.b().pX() - two.a().pX()) * eta;
  }

  private static Setting setting(double lambda, double start, double mass) {
    try (Model model = ANY.open(ModelOptions.standard())) {
      return Puppet.setting(model, ANY.task(), c -> answer(c, lambda, start), mass);
    }
  }

  @Test
  void findsTheWeightOfTheEvidenceAndTheLeaningBeyondThePrior() {
    Setting setting = setting(.5, .7, 1);
    assertThat(setting.tempering().lambda()).isCloseTo(.5, within(1e-3));
    assertThat(setting.tempering().startNats()).isCloseTo(.7, within(1e-3));
    assertThat(setting.tempering().isMarked()).isTrue();
    DesignCell cell = setting.confirm().getFirst();
    DesignCell seen = setting.tempering().see(setting.task(), cell);
    assertThat(seen.question().value(TwoGeneratorsTask.LOG_ODDS, seen.evidence())[0])
        .isCloseTo(logOdds(cell, .5, .7), within(.01));
  }

  @Test
  void exactAnswersAreNotCalledTempered() {
    Tempering exact = setting(1, 0, 1).tempering();
    assertThat(exact.lambda()).isCloseTo(1, within(1e-3));
    assertThat(exact.startNats()).isCloseTo(0, within(1e-3));
    assertThat(exact.isMarked()).isFalse();
  }

  @Test
  void withoutAnswersThereIsNothingToFit() {
    assertThat(setting(.5, 0, 1e-4).tempering()).isEqualTo(Tempering.NONE);
  }
}
