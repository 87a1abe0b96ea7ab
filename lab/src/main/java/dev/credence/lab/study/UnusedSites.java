package dev.credence.lab.study;

import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.study.Exchanges.Cells;
import java.util.ArrayList;
import java.util.List;

/**
 * What the belief does where it can be read. In part: slope and squared correlation reach a line,
 * among donors asked the same and among those of other pairs, so that the answer itself, exchanged
 * among equals, does not count. Nothing: at each such site the probe's own reading is exchanged and
 * resampled, and the slope that follows and the share of the evidence slope that goes must both lie
 * within the zone of nothing (TOST at .05: the 90 % interval).
 */
final class UnusedSites {
  private static final double NINETY = .90;

  private final Setting setting;
  private final SiteSearch search;
  private final List<Probed> probed = new ArrayList<>();

  private record Probed(Representation z, Cells same, Cells other, C5Needed needed) {}

  UnusedSites(Setting setting, SiteSearch search) {
    this.setting = setting;
    this.search = search;
  }

  void ask(CellSheet sheet) {
    for (SiteSearch.Site site : search.decodable()) {
      Representation z = search.reading(site);
      C5Needed needed = new C5Needed(setting, z, 0);
      needed.ask(sheet);
      probed.add(
          new Probed(
              z, setting.same().exchange(sheet, z), setting.other().exchange(sheet, z), needed));
    }
  }

  DecisionRule.Sites judge(Answers answers) {
    int unused = 0;
    int inPart = 0;
    for (Probed p : probed) {
      boolean nothing =
          within(slope(answers, setting.same(), p.same(), p.z()))
              && (setting.other().isEmpty()
                  || within(slope(answers, setting.other(), p.other(), p.z())))
              && within(p.needed().ninety(answers));
      unused += nothing ? 1 : 0;
      boolean part =
          agreement(answers, setting.same(), p.same(), p.z()).inPart(setting.thresholds())
              && (setting.other().isEmpty()
                  || agreement(answers, setting.other(), p.other(), p.z())
                      .inPart(setting.thresholds()));
      inPart += part ? 1 : 0;
    }
    return new DecisionRule.Sites(search.sites().size(), probed.size(), unused, inPart);
  }

  private static Agreement agreement(
      Answers answers, Exchanges exchanges, Cells cells, Representation z) {
    return Agreement.of(exchanges.foretold(z.hypothesis()), exchanges.observed(answers, cells));
  }

  private boolean within(ConfidenceInterval interval) {
    double zero = setting.thresholds().zero();
    return interval.low() > -zero && interval.high() < zero;
  }

  private ConfidenceInterval slope(
      Answers answers, Exchanges exchanges, Cells cells, Representation z) {
    return Agreement.slopeInterval(
        exchanges.foretold(z.hypothesis()),
        exchanges.observed(answers, cells),
        exchanges.clusters(),
        NINETY,
        setting.options().resamples(),
        setting.options().seed());
  }
}
