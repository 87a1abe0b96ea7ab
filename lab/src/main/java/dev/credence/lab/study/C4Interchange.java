package dev.credence.lab.study;

import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.RandomSubspace;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.statistics.Quantiles;
import dev.credence.lab.study.Exchanges.Cells;
import dev.credence.lab.table.Table;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * C4: does an exchange of Z change the prediction as an exchange of the belief would? The base gets
 * the donor's Z at the last position; the change of the answer is held against what the fitted
 * observer's would be with the donor's belief under the base's own parameters, for donors asked the
 * same question and for donors of other pairs.
 *
 * <p>Nulls: random subspaces of the same dimension at the same site, Z given by wrong donors, and
 * the same search in a model of drawn weights.
 */
final class C4Interchange implements Criterion {
  static final String ID = "C4";
  static final String NAME = "interchange moves the prediction as Bayes would";
  private static final double CONFIDENCE = .95;

  private final Setting setting;
  private final Representation z;
  private final Sets sets;
  private final int nulls;
  private final double randomWeights;
  private Cells same = new Cells(List.of(), List.of());
  private Cells other = new Cells(List.of(), List.of());
  private Cells wrongSame = new Cells(List.of(), List.of());
  private Cells wrongOther = new Cells(List.of(), List.of());
  private final List<Cells> randomSame = new ArrayList<>();
  private final List<Cells> randomOther = new ArrayList<>();

  /** Bases and donors: all, a few for nulls, and with wrong donors. */
  private record Sets(
      Exchanges same,
      Exchanges other,
      Exchanges fewSame,
      Exchanges fewOther,
      Exchanges wrongSame,
      Exchanges wrongOther) {
    static Sets of(Setting setting) {
      int few = setting.options().nullPairs();
      return new Sets(
          setting.same(),
          setting.other(),
          setting.same().first(few, setting.interview()),
          setting.other().first(few, setting.interview()),
          setting.same().withWrongDonors(setting.interview()),
          setting.other().withWrongDonors(setting.interview()));
    }
  }

  C4Interchange(Setting setting, Representation z, int nulls) {
    this(setting, z, nulls, Double.NaN);
  }

  /**
   * The criterion.
   *
   * @param nulls how many random subspaces
   * @param randomWeights quality in a model of drawn weights; NaN where there is none
   */
  C4Interchange(Setting setting, Representation z, int nulls, double randomWeights) {
    this.randomWeights = randomWeights;
    this.setting = setting;
    this.z = z;
    this.sets = Sets.of(setting);
    this.nulls = nulls;
  }

  @Override
  public void ask(CellSheet sheet) {
    same = sets.same().exchange(sheet, z);
    other = sets.other().exchange(sheet, z);
    if (nulls > 0) {
      wrongSame = sets.wrongSame().exchange(sheet, z);
      wrongOther = sets.wrongOther().exchange(sheet, z);
    }
    int d = z.subspace().basis().length;
    int r = z.subspace().dimension();
    for (int i = 0; i < nulls; i++) {
      var random = new RandomSubspace(r, setting.options().seed() * 1000 + i);
      NdArray u = Subspace.tensor(random.basis(d));
      String name = sheet.tensor("random." + d + "." + r + "." + i, u);
      randomSame.add(sets.fewSame().exchange(sheet, z.point(), name));
      randomOther.add(sets.fewOther().exchange(sheet, z.point(), name));
    }
  }

  /**
   * How the exchange agrees with every hypothesis.
   *
   * @param same of donors asked the same question
   * @param other of donors of other pairs; n is 0 where there are none
   */
  record Outcome(Agreement same, Agreement other) {
    /** Of no exchanges, as where there are no donors of other pairs, the agreement is of none. */
    static Outcome of(
        Variable hypothesis,
        Exchanges same,
        double[] observedSame,
        Exchanges other,
        double[] observedOther) {
      return new Outcome(
          Agreement.of(same.foretold(hypothesis), observedSame),
          Agreement.of(other.foretold(hypothesis), observedOther));
    }

    double quality() {
      return other.n() == 0 ? same.quality() : Math.min(same.quality(), other.quality());
    }
  }

  /** What a hypothesis would have had happen, against what did. */
  Outcome outcome(Answers answers, Variable hypothesis) {
    return Outcome.of(
        hypothesis, sets.same(), observedSame(answers), sets.other(), observedOther(answers));
  }

  double[] observedSame(Answers answers) {
    return sets.same().observed(answers, same);
  }

  double[] observedOther(Answers answers) {
    return sets.other().observed(answers, other);
  }

  /** Cells of donors asked the same question. */
  Cells sameCells() {
    return same;
  }

  double massLoss(Answers answers) {
    return sets.same().massLoss(answers, same);
  }

  /** Quality of every random subspace, worst possible where nothing moved. */
  double[] nullQualities(Answers answers) {
    double[] qualities = new double[nulls];
    double[] foretoldSame = sets.fewSame().foretold(z.hypothesis());
    double[] foretoldOther = sets.fewOther().foretold(z.hypothesis());
    for (int i = 0; i < nulls; i++) {
      qualities[i] =
          new Outcome(
                  Agreement.of(foretoldSame, sets.fewSame().observed(answers, randomSame.get(i))),
                  Agreement.of(
                      foretoldOther, sets.fewOther().observed(answers, randomOther.get(i))))
              .quality();
    }
    return qualities;
  }

  /** The same of wrong donors, bases drawn again and again. */
  private double[] wrongQualities(Answers answers) {
    Exchanges set = sets.other().isEmpty() ? sets.wrongSame() : sets.wrongOther();
    Cells cells = sets.other().isEmpty() ? wrongSame : wrongOther;
    double[] foretold = set.foretold(z.hypothesis());
    double[] observed = set.observed(answers, cells);
    return Bootstrap.of(
            set.clusters(),
            rows -> {
              double r2 = Agreement.of(foretold, observed, rows).r2();
              return Double.isNaN(r2) ? -1 : r2;
            },
            setting.options().randomSubspaces(),
            setting.options().seed())
        .replicates();
  }

  private ConfidenceInterval interval(Answers answers, boolean ofSame, boolean ofSlope) {
    Exchanges set = ofSame ? sets.same() : sets.other();
    double[] foretold = set.foretold(z.hypothesis());
    double[] observed = set.observed(answers, ofSame ? same : other);
    int resamples = setting.options().resamples();
    return ofSlope
        ? Agreement.slopeInterval(
            foretold, observed, set.clusters(), CONFIDENCE, resamples, setting.options().seed())
        : Agreement.r2Interval(
            foretold, observed, set.clusters(), CONFIDENCE, resamples, setting.options().seed());
  }

  @Override
  public Finding judge(Answers answers) {
    Thresholds lines = setting.thresholds();
    String threshold =
        "slope %s to %s and R2 about the diagonal at least %s, in both sets; above the %.0fth percentile of nulls"
            .formatted(
                lines.leastSlope(),
                lines.greatestSlope(),
                lines.agreement(),
                100 * lines.nullLevel());
    if (sets.same().isEmpty()) {
      return Finding.notApplicable(ID, NAME, threshold, "No question has two sets of draws.");
    }
    Outcome outcome = outcome(answers, z.hypothesis());
    double quality = outcome.quality();
    double[] random = nullQualities(answers);
    double[] wrong = nulls > 0 ? wrongQualities(answers) : new double[0];
    double line = level(random, lines.nullLevel());
    double wrongLine = level(wrong, lines.nullLevel());
    boolean both = good(outcome.same()) && (outcome.other().n() == 0 || good(outcome.other()));
    boolean aboveNulls =
        quality > line
            && quality > wrongLine
            && (Double.isNaN(randomWeights) || quality > randomWeights);
    Map<String, Double> numbers = new LinkedHashMap<>();
    put(numbers, "same", outcome.same());
    put(numbers, "other", outcome.other());
    ConfidenceInterval slopeSame = interval(answers, true, true);
    numbers.put("slope_same_low", slopeSame.low());
    numbers.put("slope_same_high", slopeSame.high());
    if (outcome.other().n() > 0) {
      ConfidenceInterval slopeOther = interval(answers, false, true);
      numbers.put("slope_other_low", slopeOther.low());
      numbers.put("slope_other_high", slopeOther.high());
    }
    numbers.put("null_random", line);
    numbers.put("null_wrong_donors", wrongLine);
    numbers.put("null_random_weights", randomWeights);
    for (Variable hypothesis : setting.task().hypotheses()) {
      numbers.put("quality_" + hypothesis.name(), outcome(answers, hypothesis).quality());
    }
    ConfidenceInterval interval =
        Double.isFinite(quality)
            ? interval(
                answers,
                outcome.other().n() == 0 || outcome.same().quality() <= outcome.other().quality(),
                false)
            : new ConfidenceInterval(Double.NaN, Double.NaN, CONFIDENCE);
    return Finding.of(
        ID,
        NAME,
        Status.of(both && aboveNulls),
        "the smaller R2 about the diagonal",
        quality,
        interval,
        threshold,
        nulls == 0 ? List.of() : List.of(level(random, .025), Math.max(line, wrongLine)),
        outcome.same().n() + outcome.other().n(),
        reason(outcome),
        numbers);
  }

  private String reason(Outcome outcome) {
    String same =
        String.format(
            Locale.ROOT,
            "Donors asked the same: slope %.2f, R2 %.2f",
            outcome.same().slope(),
            outcome.same().r2());
    return outcome.other().n() == 0
        ? same + "; there are no donors of other pairs."
        : same
            + String.format(
                Locale.ROOT,
                "; donors of other pairs: slope %.2f, R2 %.2f.",
                outcome.other().slope(),
                outcome.other().r2());
  }

  private boolean good(Agreement agreement) {
    return agreement.slope() >= setting.thresholds().leastSlope()
        && agreement.slope() <= setting.thresholds().greatestSlope()
        && agreement.r2() >= setting.thresholds().agreement();
  }

  private static double level(double[] nulls, double level) {
    double[] finite = Arrays.stream(nulls).map(q -> Double.isFinite(q) ? q : -1e9).toArray();
    return finite.length == 0 ? Double.NEGATIVE_INFINITY : Quantiles.of(finite, level);
  }

  /** Some of what random subspaces did, for the cloud beside the points. */
  Table cloud(Answers answers) {
    Table.Builder table =
        Table.builder("interchange_nulls", "subspace", "set", "foretold", "observed");
    for (int i = 0; i < nulls; i++) {
      add(table, i, "same question", sets.fewSame(), answers, randomSame.get(i));
      add(table, i, "other pair", sets.fewOther(), answers, randomOther.get(i));
    }
    return table.build();
  }

  private void add(
      Table.Builder table, int i, String set, Exchanges few, Answers answers, Cells cells) {
    double[] foretold = few.foretold(z.hypothesis());
    double[] observed = few.observed(answers, cells);
    for (int j = i % 6; j < observed.length; j += 6) {
      table.row((double) i, set, foretold[j], observed[j]);
    }
  }

  private static void put(Map<String, Double> numbers, String set, Agreement agreement) {
    numbers.put("slope_" + set, agreement.slope());
    numbers.put("r2_" + set, agreement.r2());
    numbers.put("correlation_" + set, agreement.correlation());
    numbers.put("n_" + set, (double) agreement.n());
  }
}
