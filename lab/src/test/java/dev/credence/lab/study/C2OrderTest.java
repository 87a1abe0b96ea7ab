package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An effect of order that is planted is found, and as large as it is. */
class C2OrderTest {
  private static final Control ANY = Controls.named("exact-bayes-in-context");
  private static final Answers NONE =
      new CellSheet().run("none", (_, _) -> new Results(List.of(), Map.of()));

  /** Log-odds of X, moved by so many nats up or down with the last draw. */
  private static double planted(DesignCell cell, double nats) {
    TwoGenerators two = ((GeneratorQuestion) cell.question()).generators();
    double q = two.predictive(cell.evidence().evidence());
    int n = cell.evidence().length();
    double moved = n == 0 ? 0 : cell.evidence().last() == 0 ? nats : -nats;
    return 1 / (1 + Math.exp(-(Math.log(q / (1 - q)) + moved)));
  }

  private static Setting setting(double nats) {
    try (Model model = ANY.open(ModelOptions.standard())) {
      return Puppet.setting(model, ANY.task(), c -> planted(c, nats), 1);
    }
  }

  /** Variance about the mean of each question's draws, of the variance of all: by hand. */
  private static double share(Setting setting, double nats) {
    Map<List<Object>, List<Double>> groups = new LinkedHashMap<>();
    for (DesignCell cell : setting.behaviour().cells()) {
      double p = planted(cell, nats);
      groups
          .computeIfAbsent(
              List.of(cell.question().name(), cell.multiset().counts()), _ -> new ArrayList<>())
          .add(Math.log(p / (1 - p)));
    }
    List<List<Double>> several = groups.values().stream().filter(g -> g.size() > 1).toList();
    List<Double> all = several.stream().flatMap(List::stream).toList();
    double within = several.stream().mapToDouble(C2OrderTest::squares).sum();
    return within / squares(all);
  }

  private static double squares(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
  }

  @Test
  void exactAnswersPass() {
    Finding finding = new C2Order(setting(0)).judge(NONE);
    assertThat(finding.status()).isEqualTo(Status.PASS);
    assertThat(finding.value()).isCloseTo(0, within(1e-12));
  }

  @Test
  void aLargeEffectFailsAndIsMeasured() {
    Setting setting = setting(1);
    Finding finding = new C2Order(setting).judge(NONE);
    assertThat(finding.status()).isEqualTo(Status.FAIL);
    assertThat(finding.value()).isCloseTo(share(setting, 1), within(1e-9)).isGreaterThan(.1);
  }

  @Test
  void aSmallOnePasses() {
    Setting setting = setting(.1);
    Finding finding = new C2Order(setting).judge(NONE);
    assertThat(finding.status()).isEqualTo(Status.PASS);
    assertThat(finding.value()).isCloseTo(share(setting, .1), within(1e-9)).isPositive();
  }

  @Test
  void whatTheDataCannotTellIsLeftUndecided() {
    double nats = 0;
    Setting exact = setting(0);
    while (share(exact, nats) < .1) {
      nats += .005;
    }
    assertThat(new C2Order(setting(nats)).judge(NONE).status()).isEqualTo(Status.UNDECIDED);
  }
}
