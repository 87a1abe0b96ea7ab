package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPairs;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.direction.Subspace;
import dev.credence.lab.study.Exchanges.Cells;
import dev.credence.lab.study.SiteSearch.Scored;
import dev.credence.lab.study.SiteSearch.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What candidates do: each is exchanged on the select split, with donors asked the same question
 * and with donors of other pairs, and every hypothesis is held against what happens.
 */
final class SiteScores {
  private final Setting setting;
  private final Exchanges same;
  private final Exchanges other;

  private SiteScores(Setting setting, Exchanges same, Exchanges other) {
    this.setting = setting;
    this.same = same;
    this.other = other;
  }

  static SiteScores of(Setting setting) {
    List<DesignCell> select =
        setting.select().stream().map(c -> setting.tempering().see(setting.task(), c)).toList();
    return new SiteScores(
        setting,
        exchanges(setting, select, DonorPairs.Kind.SAME_QUESTION),
        exchanges(setting, select, DonorPairs.Kind.OTHER_PAIR));
  }

  /** The same with the first few pairs of each kind. */
  SiteScores first(int few) {
    return new SiteScores(
        setting, same.first(few, setting.interview()), other.first(few, setting.interview()));
  }

  private static Exchanges exchanges(
      Setting setting, List<DesignCell> cells, DonorPairs.Kind kind) {
    return Exchanges.of(
        setting.task(),
        cells,
        kind,
        setting.options().searchPairs(),
        setting.options().seed() + 11 + kind.ordinal(),
        setting.interview());
  }

  private record Entry(Site site, Subspace subspace, Cells same, Cells other) {}

  /** Exchanges every candidate, all in one sweep. */
  List<Scored> score(Map<Site, List<Subspace>> candidates, String stage, CellRunner runner) {
    CellSheet sheet = new CellSheet();
    List<Entry> entries = new ArrayList<>();
    candidates.forEach(
        (site, subspaces) -> {
          for (int i = 0; i < subspaces.size(); i++) {
            Subspace subspace = subspaces.get(i);
            String basis =
                sheet.tensor("u." + site.point().name() + "." + i, subspace.basisTensor());
            entries.add(
                new Entry(
                    site,
                    subspace,
                    same.exchange(sheet, site.point(), basis),
                    other.exchange(sheet, site.point(), basis)));
          }
        });
    Answers answers = sheet.run(stage, runner);
    List<Scored> scored = new ArrayList<>();
    for (Entry entry : entries) {
      double[] observedSame = same.observed(answers, entry.same());
      double[] observedOther = other.observed(answers, entry.other());
      Map<Variable, C4Interchange.Outcome> outcomes = new LinkedHashMap<>();
      for (Variable hypothesis : setting.task().hypotheses()) {
        outcomes.put(
            hypothesis,
            C4Interchange.Outcome.of(hypothesis, same, observedSame, other, observedOther));
      }
      scored.add(new Scored(entry.site(), entry.subspace(), outcomes));
    }
    return scored;
  }
}
