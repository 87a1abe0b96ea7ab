package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.HiddenMarkov;
import dev.credence.belief.Task;
import dev.credence.lab.control.Control;
import dev.credence.lab.control.Controls;
import dev.credence.lab.control.Outcome;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Two generators told as a source with a hidden state that never changes, the second one twice: the
 * closed-form model of the question filters it exactly, and where it holds log-odds is known.
 */
class SimplexTest {
  private static final double EXACT = 1e-3; // of changes in probability; float32, sums of e^16

  /** p(X) = .5 in state 0, .75 in states 1 and 2; these share the prior of B. */
  private static Task twice() {
    double[] pX = {.5, .75, .75};
    double[][][] transitions = new double[2][3][3];
    for (int state = 0; state < 3; state++) {
      transitions[0][state][state] = pX[state];
      transitions[1][state][state] = 1 - pX[state];
    }
    Map<String, Integer> symbols = new LinkedHashMap<>();
    symbols.put("X", 1);
    symbols.put("Y", 2);
    return new Task.NextSymbol(
        List.of(Task.Part.BOS, Task.Part.EVIDENCE),
        0,
        symbols,
        new HiddenMarkov(transitions, new double[] {.5, .3, .2}),
        new Task.Lengths(1, 12));
  }

  private static final StudyResult STUDY = study();

  private static StudyResult study() {
    Control control = Controls.named("exact-bayes@1");
    try (Model model = control.open(ModelOptions.standard())) {
      return StudyRun.of(model, twice(), StudyOptions.QUICK, Thresholds.STANDARD)
          .run((_, cells) -> model.run(cells));
    }
  }

  private static Table table(StudyResult result, String name) {
    return result.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void whereLogOddsAreHeldAnExchangeSaysWhatFilteringSays() {
    StudyResult result = STUDY;
    Table exchanged = table(result, "simplex_interchange");
    for (String method : List.of("ridge", "pattern")) {
      Table held = exchanged.where("method", method).where("hook", "blocks.1.hook_resid_post");
      assertThat(held.doubles("dimension"))
          .as("three states, one degree of freedom")
          .containsOnly(1);
      assertThat(held.doubles("slope")).hasSize(2); // alone, and with block 0 at once
      for (double slope : held.doubles("slope")) {
        assertThat(slope).isCloseTo(1, within(EXACT));
      }
      for (double r2 : held.doubles("r2")) {
        assertThat(r2).isCloseTo(1, within(EXACT));
      }
      assertThat(held.doubles("null_r2")[0]).isLessThan(held.doubles("r2")[0]);
    }
    // eta is no linear function of L, nor of anything held
    double[] r2 =
        table(result, "simplex").where("hook", "blocks.1.hook_resid_post").doubles("r2_in_sample");
    assertThat(r2[0]).isBetween(.8, .95); // measured .872
  }

  /** By Bayes' rule for draws from one of three coins, which is what filtering comes to here. */
  @Test
  void pointsAreTheBeliefAfterEachWordOfTheConfirmSplit() {
    Table points = table(STUDY, "simplex_points");
    double[] prior = {.5, .3, .2};
    double[] pX = {.5, .75, .75};
    for (int i = 0; i < points.size(); i++) {
      double[] belief = prior.clone();
      double all = 0;
      for (int state = 0; state < 3; state++) {
        for (String symbol : points.strings("evidence").get(i).split(" ")) {
          belief[state] *= symbol.equals("0") ? pX[state] : 1 - pX[state];
        }
        all += belief[state];
      }
      double read = 0;
      for (int state = 0; state < 3; state++) {
        assertThat(points.doubles("exact_" + state)[i])
            .isCloseTo(belief[state] / all, within(1e-12));
        read += points.doubles("read_" + state)[i];
      }
      assertThat(read).as("linear in what sums to 1").isCloseTo(1, within(1e-6));
    }
    assertThat(points.strings("prompt"))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            new LinkedHashSet<>(
                table(STUDY, "behaviour").where("split", "confirm").strings("prompt")));
  }

  /** Weights from the table of behaviour, the formula written out. */
  @Test
  void pointsGiveTheR2OfTheSiteThatIsReadBest() {
    Table points = table(STUDY, "simplex_points");
    Table sites = table(STUDY, "simplex");
    double best = Arrays.stream(sites.doubles("r2_held_out")).max().orElseThrow();
    String hook = points.strings("hook").getFirst();
    assertThat(points.strings("hook")).containsOnly(hook);
    assertThat(sites.where("hook", hook).doubles("r2_held_out")[0]).isEqualTo(best);
    Table asked = table(STUDY, "behaviour").where("split", "confirm");
    Map<Double, Integer> ofLength = new HashMap<>();
    Arrays.stream(asked.doubles("length")).forEach(n -> ofLength.merge(n, 1, Integer::sum));
    Map<String, Double> weight = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      double n = asked.doubles("length")[i];
      weight.merge(asked.strings("prompt").get(i), 1.0 / ofLength.getOrDefault(n, 0), Double::sum);
    }
    double left = 0;
    double squares = 0;
    for (int state = 0; state < 3; state++) {
      double[] exact = points.doubles("exact_" + state);
      double[] read = points.doubles("read_" + state);
      double mean = 0;
      for (int i = 0; i < exact.length; i++) {
        mean +=
            weight.getOrDefault(points.strings("prompt").get(i), Double.NaN)
                * exact[i]
                / ofLength.size();
      }
      for (int i = 0; i < exact.length; i++) {
        double w = weight.getOrDefault(points.strings("prompt").get(i), Double.NaN);
        assertThat(points.doubles("weight")[i]).isCloseTo(w, within(1e-12));
        left += w * Math.pow(exact[i] - read[i], 2);
        squares += w * Math.pow(exact[i] - mean, 2);
      }
    }
    assertThat(1 - left / squares).isCloseTo(best, within(1e-9));
  }

  @Test
  void oneSourceIsNeverCalledAMechanism() {
    StudyResult result = STUDY;
    assertThat(result.finding("C4").status()).isEqualTo(Status.PASS);
    assertThat(result.finding("C6").status()).isEqualTo(Status.NOT_APPLICABLE);
    assertThat(result.verdict().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.verdict().words()).contains("belief and answer are one variable");
  }
}
