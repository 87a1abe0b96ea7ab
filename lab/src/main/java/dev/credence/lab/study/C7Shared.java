package dev.credence.lab.study;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPair;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.TwoGeneratorsTask;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.statistics.Spread;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Steer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * C7: does the same Z serve more than one readout? Asked which generator it is, the model must
 * answer with the donor's belief where it is given the donor's Z; and where p_A is above p_B, more
 * belief in B must lower P(X), while what pushes an output logit raises it all the same.
 *
 * <p>The second half says nothing about an oriented Z, for which pushing "the generator richer in
 * X" raises P(X) by what it means; then only the first half counts.
 */
final class C7Shared implements Criterion {
  static final String ID = "C7";
  static final String NAME = "one belief, several readouts";
  private static final double CONFIDENCE = .95;
  private static final double NATS = 5;
  private static final double SLIP = .005;

  /** Slope of the model's own answers below which it does not answer this question by evidence. */
  private static final double LEAST_OWN = .2;

  private final Setting setting;
  private final Representation z;
  private final List<DonorPair> pairs;
  private final List<Asked> bases = new ArrayList<>();
  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();
  private final List<DesignCell> reversed;
  private final List<String> down = new ArrayList<>();
  private final List<String> up = new ArrayList<>();

  C7Shared(Setting setting, Representation z) {
    this.setting = setting;
    this.z = z;
    this.pairs =
        Stream.concat(setting.same().pairs().stream(), setting.other().pairs().stream())
            .filter(p -> askable(p.base()))
            .toList();
    boolean oriented = z.hypothesis().equals(TwoGeneratorsTask.ORIENTED_LOG_ODDS);
    this.reversed =
        oriented
            ? List.of()
            : setting.confirm().stream()
                .filter(c -> c.question() instanceof GeneratorQuestion two && falling(two))
                .limit(2L * setting.options().nullPairs())
                .toList();
  }

  private static boolean falling(GeneratorQuestion question) {
    TwoGenerators two = question.generators();
    return two.a().pX() > two.b().pX();
  }

  private boolean askable(DesignCell cell) {
    Presentation which = cell.presentation().whichGenerator();
    return which != null && setting.interview().canAsk(cell.in(which));
  }

  private Asked which(DesignCell cell) {
    Presentation which = cell.presentation().whichGenerator();
    if (which == null) {
      throw new IllegalStateException("asked which generator, where it cannot be");
    }
    return setting.interview().ask(cell.in(which));
  }

  @Override
  public void ask(CellSheet sheet) {
    Exchanges.Place place = z.on(sheet);
    for (DonorPair pair : pairs) {
      Asked base = which(pair.base());
      bases.add(base);
      before.add(sheet.ask(base));
      after.add(sheet.ask(base, place.from(sheet, which(pair.donor()))));
    }
    String step = sheet.tensor("push.belief", z.subspace().stepTensor(0));
    for (DesignCell cell : reversed) {
      Asked asked = setting.interview().ask(cell);
      Site site = Site.at(z.point(), Positions.LAST);
      down.add(sheet.ask(asked, new Steer(site, step, -NATS)));
      up.add(sheet.ask(asked, new Steer(site, step, NATS)));
    }
  }

  private static double logOdds(double[] p) {
    return Math.log(p[1] / p[0]);
  }

  private static double logOdds(List<Double> p) {
    return Math.log(p.get(1) / p.get(0));
  }

  @Override
  public Finding judge(Answers answers) {
    String threshold =
        "\"Which generator?\" moves with at least %s of the model's own slope, and as foretold; P(X) falls in %.0f %% where p_A is above p_B"
            .formatted(setting.thresholds().sharedSlope(), 100 * setting.thresholds().rightSign());
    Map<String, Double> numbers = new LinkedHashMap<>();
    int n = pairs.size();
    double share = Double.NaN;
    ConfidenceInterval interval = new ConfidenceInterval(Double.NaN, Double.NaN, CONFIDENCE);
    if (n > 0) {
      double[] exact = new double[n];
      double[] own = new double[n];
      double[] foretold = new double[n];
      double[] observed = new double[n];
      double[] mass = new double[n];
      for (int i = 0; i < n; i++) {
        DonorPair pair = pairs.get(i);
        exact[i] = logOdds(pair.base().question().posterior(pair.base().evidence()));
        own[i] = logOdds(answers.among(before.get(i)));
        List<Double> with = pair.prediction(z.hypothesis()).posterior();
        foretold[i] = logOdds(with) - exact[i];
        observed[i] = logOdds(answers.among(after.get(i))) - own[i];
        mass[i] = answers.mass(before.get(i));
      }
      double ownSlope = Agreement.of(exact, own).slope();
      Agreement agreement = Agreement.of(foretold, observed);
      Clusters clusters = Clusters.of(pairs.stream().map(p -> p.base().multiset()).toList());
      interval =
          Agreement.slopeInterval(
              foretold,
              observed,
              clusters,
              CONFIDENCE,
              setting.options().resamples(),
              setting.options().seed());
      numbers.put("which_slope", agreement.slope());
      numbers.put("which_r2", agreement.r2());
      numbers.put("which_correlation", agreement.correlation());
      numbers.put("which_own_slope", ownSlope);
      numbers.put("which_mass", Spread.median(mass));
      boolean answered =
          Spread.median(mass) >= setting.thresholds().mass() && ownSlope >= LEAST_OWN;
      share = answered ? agreement.slope() / ownSlope : Double.NaN;
    }
    double falls =
        reversed.isEmpty()
            ? Double.NaN
            : IntStream.range(0, reversed.size())
                    .filter(i -> answers.among(up.get(i))[0] < answers.among(down.get(i))[0] - SLIP)
                    .count()
                / (double) reversed.size();
    numbers.put("falls_where_p_a_above", falls);
    if (Double.isNaN(share) && Double.isNaN(falls)) {
      return Finding.notApplicable(
          ID,
          NAME,
          threshold,
          n == 0
              ? "The model cannot be asked which generator it is."
              : "Asked which generator it is, the model does not answer by the evidence.");
    }
    boolean moves =
        Double.isNaN(share)
            || (share >= setting.thresholds().sharedSlope()
                && interval.low() > 0
                && numbers.getOrDefault("which_correlation", Double.NaN)
                    >= setting.thresholds().partCorrelation());
    boolean turns = Double.isNaN(falls) || falls >= setting.thresholds().rightSign();
    return Finding.of(
        ID,
        NAME,
        Status.of(moves && turns),
        "share of the model's own slope in \"Which generator?\"",
        share,
        interval,
        threshold,
        List.of(),
        n + reversed.size(),
        (Double.isNaN(share)
                ? "It is not asked which generator, or does not answer by the evidence"
                : String.format(
                    Locale.ROOT,
                    "\"Which generator?\" moves with %.2f of the model's own slope",
                    share))
            + (Double.isNaN(falls)
                ? "."
                : String.format(
                    Locale.ROOT,
                    "; where p_A is above p_B, more belief in B lowers P(X) in %.0f %% of prompts.",
                    100 * falls)),
        numbers);
  }
}
