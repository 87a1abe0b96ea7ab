package dev.credence.belief.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.DonorPairs.Kind;
import dev.credence.belief.design.Splits.Shares;
import dev.credence.belief.design.Splits.Split;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.HiddenMarkovTaskTest;
import dev.credence.belief.question.TwoGeneratorsTask;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DonorPairsTest {
  private static final BeliefTask TASK = TwoGeneratorsTask.standard();
  private static final List<DesignCell> CELLS =
      Splits.of(
              Design.of(TASK, DesignOptions.standard(TextPresentation.crossed(), 1)),
              Shares.EQUAL,
              1)
          .cells(Split.CONFIRM);

  private static double likelihood(double p, DesignCell cell) {
    double product = 1;
    for (int symbol : cell.evidence().symbols()) {
      product *= symbol == 0 ? p : 1 - p;
    }
    return product;
  }

  private static TwoGenerators two(DesignCell cell) {
    return ((GeneratorQuestion) cell.question()).generators();
  }

  /** P(B | evidence of one cell), under the parameters of another. */
  private static double posterior(TwoGenerators two, DesignCell shown) {
    double a = (1 - two.prior()) * likelihood(two.a().pX(), shown);
    double b = two.prior() * likelihood(two.b().pX(), shown);
    return b / (a + b);
  }

  private static double mix(TwoGenerators two, double b) {
    return (1 - b) * two.a().pX() + b * two.b().pX();
  }

  private static double logOdds(double q) {
    return Math.log(q) - Math.log(1 - q);
  }

  /** By products of chances, without the task's own arithmetic. */
  @Test
  void whatTheFourHypothesesForetellIsBayesByProducts() {
    for (Kind kind : Kind.values()) {
      for (DonorPair pair : DonorPairs.of(TASK, CELLS, kind, 200, 1).pairs()) {
        TwoGenerators base = two(pair.base());
        TwoGenerators donor = two(pair.donor());
        double b = posterior(donor, pair.donor());
        boolean sameWay = (base.b().pX() > base.a().pX()) == (donor.b().pX() > donor.a().pX());
        double[] expected = {
          mix(base, b),
          mix(base, sameWay ? b : 1 - b),
          mix(base, posterior(base, pair.donor())),
          mix(donor, b)
        };
        double before = mix(base, posterior(base, pair.base()));
        assertThat(pair.predictions()).hasSize(4);
        for (int h = 0; h < 4; h++) {
          DonorPair.Prediction prediction = pair.predictions().get(h);
          assertThat(prediction.hypothesis()).isEqualTo(TASK.hypotheses().get(h));
          assertThat(prediction.predictive().getFirst()).isCloseTo(expected[h], within(1e-12));
          assertThat(prediction.change().getFirst())
              .isCloseTo(logOdds(expected[h]) - logOdds(before), within(1e-12));
        }
      }
    }
  }

  @Test
  void donorsAreOfTheirKindAndShownAsTheirBase() {
    DonorPairs same = DonorPairs.of(TASK, CELLS, Kind.SAME_QUESTION, 300, 1);
    DonorPairs other = DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, 300, 1);
    assertThat(same.pairs())
        .hasSize(300)
        .doesNotHaveDuplicates()
        .allMatch(p -> p.base().question().equals(p.donor().question()))
        .allMatch(p -> p.predictions().getFirst().change().getFirst() != 0);
    assertThat(other.pairs())
        .hasSize(300)
        .doesNotHaveDuplicates()
        .noneMatch(p -> p.base().question().pair().equals(p.donor().question().pair()));
    assertThat(other.pairs())
        .allMatch(p -> p.base().presentation().equals(p.donor().presentation()))
        .allMatch(p -> CELLS.contains(p.base()));
  }

  @Test
  void withTheSameQuestionTheHypothesesAreOneAndWithOthersTheyPart() {
    Correlations same = DonorPairs.of(TASK, CELLS, Kind.SAME_QUESTION, 300, 1).correlations();
    Correlations other = DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, 500, 1).correlations();
    for (String a : same.names()) {
      for (String b : same.names()) {
        assertThat(same.of(a, b)).isCloseTo(1, within(1e-9));
        if (!a.equals(b)) {
          assertThat(Math.abs(other.of(a, b))).as("%s with %s", a, b).isLessThan(0.1);
        }
      }
    }
  }

  @Test
  void theReportedCorrelationsAndDeviationsAreThoseOfThePairs() {
    DonorPairs pairs = DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, 150, 4);
    double[][] changes = new double[4][];
    for (int h = 0; h < 4; h++) {
      int hypothesis = h;
      changes[h] =
          pairs.pairs().stream()
              .mapToDouble(p -> p.predictions().get(hypothesis).change().getFirst())
              .toArray();
    }
    for (int a = 0; a < 4; a++) {
      double mean = Arrays.stream(changes[a]).average().orElseThrow();
      double variance = Arrays.stream(changes[a]).map(x -> (x - mean) * (x - mean)).sum() / 150;
      assertThat(pairs.deviations().get(a)).isCloseTo(Math.sqrt(variance), within(1e-12));
      assertThat(pairs.deviations().get(a)).isGreaterThan(0.3);
      for (int b = 0; b < 4; b++) {
        assertThat(pairs.correlations().matrix().get(a).get(b))
            .isCloseTo(CorrelationsTest.pearson(changes[a], changes[b]), within(1e-10));
      }
    }
  }

  @Test
  void theSameSeedGivesTheSamePairs() {
    assertThat(DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, 50, 1))
        .isEqualTo(DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, 50, 1))
        .isNotEqualTo(DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, 50, 2));
  }

  @Test
  void basesAreOfEveryQuestion() {
    Map<String, Integer> times = new HashMap<>();
    DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, 500, 1)
        .pairs()
        .forEach(p -> times.merge(p.base().question().name(), 1, Integer::sum));
    long questions = CELLS.stream().map(DesignCell::question).distinct().count();
    assertThat(questions).isGreaterThan(50);
    assertThat(times).hasSize((int) questions);
    assertThat(times.values()).allMatch(n -> n <= 10); // 500 / 57 and one more
  }

  /** Its belief and its answer foretell one thing; that is said by the correlations, not hidden. */
  @Test
  void aSourceWithAStateHasDonorsOfItsOneQuestion() {
    BeliefTask mess3 = HiddenMarkovTaskTest.task("mess3", 9);
    List<DesignCell> cells =
        Design.of(mess3, new DesignOptions(400, 4, 6, List.of(TextPresentation.NOTEBOOK), 1))
            .cells();
    DonorPairs same = DonorPairs.of(mess3, cells, Kind.SAME_QUESTION, 200, 1);
    assertThat(same.pairs()).hasSize(200);
    assertThat(same.correlations().of("belief_s0", "answer_s0")).isCloseTo(1, within(1e-9));
    assertThat(Math.abs(same.correlations().of("belief_s0", "counts_s0"))).isLessThan(0.3);
    DonorPair first = same.pairs().getFirst();
    assertThat(first.predictions().getFirst().predictive().stream().mapToDouble(p -> p).toArray())
        .containsExactly(
            mess3.questions().getFirst().predictive(first.donor().evidence()), within(1e-12));
    DonorPairs other = DonorPairs.of(mess3, cells, Kind.OTHER_PAIR, 200, 1);
    assertThat(other.pairs()).isEmpty();
    assertThat(other.deviations()).allMatch(d -> d.isNaN());
  }

  @Test
  void aNegativeSizeIsRefused() {
    assertThatThrownBy(() -> DonorPairs.of(TASK, CELLS, Kind.OTHER_PAIR, -1, 1))
        .hasMessageContaining("asked for -1");
  }
}
