package dev.credence.lab.study;

import dev.credence.belief.design.DonorPair;
import dev.credence.belief.prompt.Presentation;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.study.Exchanges.Cells;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * C9: does Z carry over to symbols and wordings it was not found with? The same exchanges, put in
 * other symbols and in another wording, must move the answer with most of the slope they have in
 * the study's own.
 */
final class C9Transfer implements Criterion {
  static final String ID = "C9";
  static final String NAME = "transfers to new symbols and wordings";
  private static final double CONFIDENCE = .95;

  private final Setting setting;
  private final Representation z;
  private final List<Elsewhere> elsewhere = new ArrayList<>();
  private final Exchanges own;
  private Cells ownCells = new Cells(List.of(), List.of());

  private record Elsewhere(String name, Exchanges exchanges, List<Cells> cells) {}

  /**
   * The criterion.
   *
   * @param others presentations that were not used, by a name
   */
  C9Transfer(Setting setting, Representation z, Map<String, Presentation> others) {
    this.setting = setting;
    this.z = z;
    Exchanges few = setting.other().isEmpty() ? setting.same() : setting.other();
    this.own = few.first(2 * setting.options().nullPairs(), setting.interview());
    others.forEach(
        (name, presentation) ->
            elsewhere.add(
                new Elsewhere(
                    name,
                    new Exchanges(
                        setting.task(),
                        own.pairs().stream()
                            .map(
                                p ->
                                    new DonorPair(
                                        p.base().in(presentation),
                                        p.donor().in(presentation),
                                        p.predictions()))
                            .toList(),
                        setting.interview()),
                    new ArrayList<>())));
  }

  @Override
  public void ask(CellSheet sheet) {
    if (elsewhere.isEmpty()) {
      return;
    }
    ownCells = own.exchange(sheet, z);
    elsewhere.forEach(e -> e.cells().add(e.exchanges().exchange(sheet, z)));
  }

  @Override
  public Finding judge(Answers answers) {
    String threshold = "at least %s of the slope".formatted(setting.thresholds().transfer());
    if (elsewhere.isEmpty() || own.isEmpty()) {
      return Finding.notApplicable(
          ID, NAME, threshold, "The vocabulary has no other symbols and no other wording.");
    }
    double[] foretold = own.foretold(z.hypothesis());
    double[] observed = own.observed(answers, ownCells);
    double slope = Agreement.of(foretold, observed).slope();
    Map<String, Double> numbers = new LinkedHashMap<>();
    double least = Double.POSITIVE_INFINITY;
    String where = "";
    ConfidenceInterval interval = new ConfidenceInterval(Double.NaN, Double.NaN, CONFIDENCE);
    for (Elsewhere e : elsewhere) {
      double[] there = e.exchanges().observed(answers, e.cells().getFirst());
      double share = Agreement.of(foretold, there).slope() / slope;
      numbers.put("share_" + e.name(), share);
      if (!(share >= least)) {
        least = share;
        where = e.name();
        interval =
            Bootstrap.of(
                    own.clusters(),
                    rows ->
                        Agreement.of(foretold, there, rows).slope()
                            / Agreement.of(foretold, observed, rows).slope(),
                    setting.options().resamples(),
                    setting.options().seed())
                .percentile(CONFIDENCE);
      }
    }
    return Finding.of(
        ID,
        NAME,
        Status.of(least >= setting.thresholds().transfer()),
        "share of the slope, where it is least",
        least,
        interval,
        threshold,
        List.of(),
        own.pairs().size() * elsewhere.size(),
        String.format(Locale.ROOT, "With %s the exchange has %.2f of its slope.", where, least),
        numbers);
  }
}
