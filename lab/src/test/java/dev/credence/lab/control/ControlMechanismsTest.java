package dev.credence.lab.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.lab.statistics.Correlation;
import dev.credence.lab.statistics.Determination;
import dev.credence.lab.statistics.Ridge;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.Results;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That every control holds what its Javadoc says where it says so, and that nothing else moves the
 * answer: exchanges with donors of any pair, at two seeds.
 */
class ControlMechanismsTest {
  private static final int SIZE = 80;

  /** A base and a donor to what the base must say afterwards. */
  private interface Counterfactual extends ToDoubleBiFunction<Asked, Asked> {}

  @ParameterizedTest
  @CsvSource({
    "exact-bayes-in-context, gather, belief",
    "dead-copy-of-belief, gather, belief",
    "attention-posterior, gather, belief",
    "template-bound, gather, belief",
    "mixed-1, gather, belief",
    "redundant-bayes, gather, belief 1/belief 2/belief 3",
    "split-belief, answer, half X/half Y",
  })
  void theDonorsLogOddsGiveWhatBayesSaysOfThemUnderTheBasesParameters(
      String name, String work, String variables) {
    assertExchange(
        name, work, variables, (base, donor) -> base.question().predictiveOf(donor.nats()), 3e-5);
    assertWhich(name, work, variables, (base, donor) -> TwoGenerators.sigmoid(donor.nats()), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void temperedLogOddsAreDampedAfterTheExchange(long seed) {
    double lambda = TemperedBayesModel.lambda(seed);
    assertExchange(
        Controls.named("tempered-bayes@" + seed),
        "gather",
        "belief",
        (base, donor) -> base.question().predictiveOf(lambda * donor.nats()),
        1e-5);
  }

  @ParameterizedTest
  @ValueSource(strings = "oriented-belief")
  void anOrientedBeliefIsAboutTheGeneratorRicherInX(String name) {
    assertExchange(
        name,
        "gather",
        "belief",
        (base, donor) -> base.question().predictiveOf(sign(base) * sign(donor) * donor.nats()),
        3e-5);
    assertWhich(
        name,
        "gather",
        "belief",
        (base, donor) -> TwoGenerators.sigmoid(sign(base) * sign(donor) * donor.nats()),
        3e-4);
  }

  private static int sign(Asked asked) {
    return asked.question().b().pX() > asked.question().a().pX() ? 1 : -1;
  }

  @ParameterizedTest
  @CsvSource({
    "belief-at-readout, 3e-5",
    "count-table-all, 3e-4",
    "decorative-belief, 3e-5",
    "table-beside-belief, 3e-4",
    "clamped-answer, 3e-5",
    "mixed-0, 3e-4",
  })
  void theDonorsCountsGiveWhatBayesSaysOfThemUnderTheBasesParameters(String name, double bound) {
    assertExchange(
        name,
        "gather",
        "count/total",
        (base, donor) -> base.question().predictive(donor.shown()),
        bound);
  }

  /** Less than 1e-5 rather than not a bit: numbers of one block of the stream share rounding. */
  @ParameterizedTest
  @CsvSource({
    "decorative-belief, belief",
    "table-beside-belief, belief",
    "mixed-0, belief",
    "dead-copy-of-belief, copy",
    "mixed-1, count/total",
    "exact-bayes-in-context, dead 0/dead 3/dead 7",
    "count-table-all, dead 1/dead 5",
  })
  void whatNothingReadsMovesNothing(String name, String variables) {
    for (long seed : new long[] {0, 5}) {
      Control control = Controls.named(name + "@" + seed);
      List<Asked> bases = Asked.some(control, SIZE, NumpyRandom.ofSeed(seed + 1), false);
      List<Asked> donors = Asked.some(control, SIZE, NumpyRandom.ofSeed(seed + 2), false);
      double[] before = Asked.answers(control, bases, List.of());
      double bound = name.contains("table") || name.contains("mixed") ? 1e-4 : 1e-5;
      for (HookPoint point : fromGatherOn(control)) {
        assertThat(
                Surgery.exchange(control, point, List.of(variables.split("/", -1)), bases, donors))
            .as("%s of %s at %s", variables, control.name(), point.name())
            .usingComparatorWithPrecision(bound)
            .containsExactly(before);
      }
      assertThat(
              Surgery.steer(
                  control,
                  Surgery.at(control, Hook.RESID_MID, "gather"),
                  variables.split("/", -1)[0],
                  8,
                  bases))
          .usingComparatorWithPrecision(bound)
          .containsExactly(before);
    }
  }

  private static List<HookPoint> fromGatherOn(Control control) {
    int gather = control.landmarks().block("gather");
    List<HookPoint> points =
        points(gather, HookPoint.of(Hook.RESID_POST, control.config().layers() - 1));
    return points.stream().filter(point -> point.hook() != Hook.RESID_PRE).toList();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.25, 0.5, 0.75, 0.9})
  void aMixtureMovesByItsShareOfWhatBayesSays(double share) {
    String name = MixedModel.name(share);
    assertExchange(
        name,
        "gather",
        "belief",
        (base, donor) ->
            mixture(share, base.question().predictiveOf(donor.nats()), predictive(base)),
        2e-4);
    assertExchange(
        name,
        "gather",
        "count/total",
        (base, donor) ->
            mixture(share, predictive(base), base.question().predictive(donor.shown())),
        2e-4);
  }

  private static double predictive(Asked asked) {
    return asked.question().predictive(asked.shown());
  }

  private static double mixture(double share, double byBelief, double byTable) {
    return TwoGenerators.sigmoid(
        share * FixedQuestion.logOdds(byBelief) + (1 - share) * FixedQuestion.logOdds(byTable));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void aBeliefForSomePairsMovesTheseAlone(long seed) {
    Control control = Controls.named("belief-for-some-pairs@" + seed);
    Counterfactual byBelief =
        (base, donor) ->
            base.question().predictiveOf(believes(seed, base) ? donor.nats() : base.nats());
    Counterfactual byCounts =
        (base, donor) ->
            believes(seed, base)
                ? base.question().predictive(base.shown())
                : base.question().predictive(donor.shown());
    assertExchange(control, "gather", "belief", byBelief, 3e-5);
    assertExchange(control, "gather", "count/total", byCounts, 3e-5);
  }

  private static boolean believes(long seed, Asked asked) {
    return SomePairsModel.believes(seed, sign(asked) > 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void whereTheAnswerArrivesReadyMadeNothingElseCanBeMoved(long seed) {
    Control control = Controls.named("output-logit@" + seed);
    List<Asked> bases = Asked.some(control, SIZE, NumpyRandom.ofSeed(1), false);
    List<Asked> donors = Asked.some(control, SIZE, NumpyRandom.ofSeed(2), false);
    HookPoint pick = Surgery.at(control, Hook.RESID_MID, "pick");
    double[] answers = Surgery.exchange(control, pick, List.of("answer"), bases, donors);
    for (int i = 0; i < answers.length; i++) {
      double donors0 = donors.get(i).question().predictive(donors.get(i).shown());
      assertThat(answers[i]).isCloseTo(donors0, within(3e-4));
    }
    assertThat(Surgery.steer(control, pick, "answer", 12, bases))
        .satisfies(p -> assertThat(Arrays.stream(p).min()).hasValueCloseTo(1.0, within(1e-3)));
    assertThat(Surgery.steer(control, pick, "answer", -12, bases))
        .satisfies(p -> assertThat(Arrays.stream(p).max()).hasValueCloseTo(0.0, within(1e-3)));
    double[] before = Asked.answers(control, bases, List.of());
    HookPoint table = Surgery.at(control, Hook.RESID_MID, "table");
    assertThat(Surgery.exchange(control, table, List.of("count", "total"), bases, donors))
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(before);
    List<Asked> asked = bases.stream().map(base -> base.which(true)).toList();
    List<Asked> askedDonors = donors.stream().map(donor -> donor.which(true)).toList();
    assertThat(Surgery.exchange(control, pick, List.of("answer"), asked, askedDonors))
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(Asked.answers(control, asked, List.of()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void aClampedAnswerStopsAtTheChancesButSaysNothingOfTheGenerator(long seed) {
    Control control = Controls.named("clamped-answer@" + seed);
    List<Asked> bases = Asked.some(control, SIZE, NumpyRandom.ofSeed(1), false);
    HookPoint answer = Surgery.at(control, Hook.RESID_POST, "answer");
    double[] up = Surgery.steer(control, answer, "answer", 10, bases);
    double[] down = Surgery.steer(control, answer, "answer", -10, bases);
    for (int i = 0; i < bases.size(); i++) {
      double pA = bases.get(i).question().a().pX();
      double pB = bases.get(i).question().b().pX();
      assertThat(up[i]).isCloseTo(Math.max(pA, pB), within(1e-4));
      assertThat(down[i]).isCloseTo(Math.min(pA, pB), within(1e-4));
    }
    List<Asked> asked = bases.stream().map(base -> base.which(true)).toList();
    assertThat(Surgery.steer(control, answer, "answer", 10, asked))
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(Asked.answers(control, asked, List.of()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void noHeadOfThreeMattersAloneAndAnyTwoDo(long seed) {
    Control control = Controls.named("redundant-bayes@" + seed);
    List<Asked> bases =
        Asked.some(control, SIZE, NumpyRandom.ofSeed(1), false).stream()
            .filter(asked -> asked.shown().length() >= 4 && Math.abs(asked.nats()) > 1)
            .toList();
    double[] before = Asked.answers(control, bases, List.of());
    int[] heads = new int[3];
    for (int i = 0; i < 3; i++) {
      heads[i] = control.landmarks().head("belief " + (i + 1));
    }
    HookPoint z = Surgery.at(control, Hook.Z, "gather");
    for (int i = 0; i < 3; i++) {
      int other = (i + 1) % 3;
      for (Ablation kind : List.of(Ablation.ZERO, Ablation.MEAN)) {
        Intervention one = new Ablate(Site.heads(z, heads[i]), kind);
        Intervention two = new Ablate(Site.heads(z, heads[i], heads[other]), kind);
        assertThat(Asked.answers(control, bases, List.of(one)))
            .usingComparatorWithPrecision(1e-5)
            .containsExactly(before);
        assertThat(meanShift(Asked.answers(control, bases, List.of(two)), before))
            .isGreaterThan(0.03);
      }
      assertThat(patched(control, new Site(z, Positions.LAST, List.of(heads[i]), List.of()), bases))
          .usingComparatorWithPrecision(1e-5)
          .containsExactly(before);
    }
  }

  /** The head's output comes from the next prompt. */
  private static double[] patched(Control control, Site site, List<Asked> bases) {
    CellSet.Builder cells = Asked.cells(control);
    for (int i = 0; i < bases.size(); i++) {
      cells.prompt("" + i, bases.get(i).tokens(control.task()));
      Intervention patch = new Patch(site, "" + (i + 1) % bases.size(), Positions.LAST);
      cells.cell(new Cell("" + i, "" + i, List.of(patch), List.of("first")));
    }
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells.build());
      double[] answers = new double[bases.size()];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = results.reading("" + i, "first").among(0);
      }
      return answers;
    }
  }

  private static double meanShift(double[] after, double[] before) {
    double sum = 0;
    for (int i = 0; i < after.length; i++) {
      sum += Math.abs(after[i] - before[i]);
    }
    return sum / after.length;
  }

  /**
   * How well a line through the whole stream tells L of prompts it was not fitted on: before the
   * answer is made, and at any site. An answer follows L to some degree, but stays below the .8
   * from which L counts as decodable.
   */
  @ParameterizedTest
  @CsvSource({
    "exact-bayes-in-context, .999, 1, 1",
    "decorative-belief, .999, 1, 1",
    "table-beside-belief, .999, 1, 1",
    "count-table-all, -1, .3, .8",
    "belief-at-readout, -1, .3, .8",
    "clamped-answer, -1, .3, .8",
    "output-logit, -1, .3, .8",
    "last-token, -1, .3, .8",
  })
  void logOddsLieInTheStreamOnlyWhereTheyAreHeld(
      String name, double least, double mostBefore, double most) {
    for (long seed : new long[] {0, 1}) {
      Control control = Controls.named(name + "@" + seed);
      boolean copied = control.landmarks().blocks().containsKey("pick");
      List<HookPoint> before =
          copied
              ? points(0, Surgery.at(control, Hook.RESID_PRE, "pick"))
              : points(0, Surgery.at(control, Hook.RESID_MID, "answer"));
      HookPoint last = HookPoint.of(Hook.RESID_POST, control.config().layers() - 1);
      assertThat(bestR2(control, before)).as(control.name()).isBetween(least, mostBefore);
      assertThat(bestR2(control, points(0, last))).as(control.name()).isBetween(least, most);
    }
  }

  /**
   * Sites of the stream from a block on, up to one of them; a block's start is the last one's end.
   */
  private static List<HookPoint> points(int from, HookPoint last) {
    List<HookPoint> points = new ArrayList<>();
    for (int block = from; block <= last.layer(); block++) {
      for (Hook hook : List.of(Hook.RESID_PRE, Hook.RESID_MID, Hook.RESID_POST)) {
        points.add(HookPoint.of(hook, block));
        if (points.getLast().equals(last)) {
          return points;
        }
      }
    }
    throw new IllegalArgumentException("no point of the stream is " + last);
  }

  private static double bestR2(Control control, List<HookPoint> points) {
    List<Asked> asked = Asked.some(control, 600, NumpyRandom.ofSeed(11), false);
    CellSet.Builder cells = Asked.cells(control);
    points.forEach(point -> cells.capture(Capture.of(point.name(), Positions.LAST)));
    double[] nats = new double[asked.size()];
    for (int i = 0; i < nats.length; i++) {
      cells.prompt("" + i, asked.get(i).tokens(control.task()));
      cells.cell(Cell.unedited("" + i, "" + i, "first"));
      nats[i] = asked.get(i).nats();
    }
    double best = Double.NEGATIVE_INFINITY;
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells.build());
      for (HookPoint point : points) {
        double[][] stream = new double[nats.length][];
        for (int i = 0; i < nats.length; i++) {
          stream[i] = results.capture("" + i, point.name()).doubles();
        }
        best = Math.max(best, heldOutR2(stream, nats));
      }
    }
    return best;
  }

  /** A dead direction that nothing reads follows the frequency of X, more or less. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void someDeadDirectionsFollowTheEvidence(long seed) {
    Control control = Controls.named("exact-bayes-in-context@" + seed);
    List<Asked> asked = Asked.some(control, 200, NumpyRandom.ofSeed(12), false);
    HookPoint last = HookPoint.of(Hook.RESID_POST, control.config().layers() - 1);
    CellSet.Builder cells = Asked.cells(control).capture(Capture.of(last.name(), Positions.LAST));
    double[] frequency = new double[asked.size()];
    for (int i = 0; i < frequency.length; i++) {
      cells.prompt("" + i, asked.get(i).tokens(control.task()));
      cells.cell(Cell.unedited("" + i, "" + i, "first"));
      frequency[i] = (double) asked.get(i).shown().countX() / asked.get(i).shown().length();
    }
    double most = 0;
    try (Model model = control.open(ModelOptions.standard())) {
      Results results = model.run(cells.build());
      for (int dead = 0; dead < Axes.BLOCK; dead++) {
        double[] direction = control.landmarks().direction("dead " + dead);
        double[] along = new double[frequency.length];
        for (int i = 0; i < along.length; i++) {
          along[i] = dot(results.capture("" + i, last.name()).doubles(), direction);
        }
        most = Math.max(most, Math.abs(Correlation.pearson(along, frequency)));
      }
    }
    assertThat(most).isGreaterThan(0.2);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double heldOutR2(double[][] x, double[] y) {
    int fit = 2 * y.length / 3;
    Ridge ridge = Ridge.fit(Arrays.copyOf(x, fit), Arrays.copyOf(y, fit), 1e-3);
    return Determination.r2(
        Arrays.copyOfRange(y, fit, y.length), ridge.predict(Arrays.copyOfRange(x, fit, x.length)));
  }

  private static void assertExchange(
      String name, String work, String variables, Counterfactual expected, double bound) {
    for (long seed : new long[] {0, 1}) {
      assertExchange(Controls.named(name + "@" + seed), work, variables, expected, bound);
    }
  }

  private static void assertExchange(
      Control control, String work, String variables, Counterfactual expected, double bound) {
    assertExchange(control, work, variables, expected, bound, false);
  }

  private static void assertWhich(
      String name, String work, String variables, Counterfactual expected, double bound) {
    for (long seed : new long[] {0, 1}) {
      assertExchange(Controls.named(name + "@" + seed), work, variables, expected, bound, true);
    }
  }

  private static void assertExchange(
      Control control,
      String work,
      String variables,
      Counterfactual expected,
      double bound,
      boolean which) {
    List<Asked> bases = Asked.some(control, SIZE, NumpyRandom.ofSeed(21), which);
    List<Asked> donors = Asked.some(control, SIZE, NumpyRandom.ofSeed(22), which);
    double[] answers =
        Surgery.exchange(
            control,
            Surgery.at(control, Hook.RESID_MID, work),
            List.of(variables.split("/", -1)),
            bases,
            donors);
    for (int i = 0; i < answers.length; i++) {
      assertThat(answers[i])
          .as("%s: %s into %s", control.name(), donors.get(i).id(), bases.get(i).id())
          .isCloseTo(expected.applyAsDouble(bases.get(i), donors.get(i)), within(bound));
    }
  }
}
