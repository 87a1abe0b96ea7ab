package dev.credence.lab.study;

import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What was found about heads, as tables. */
final class HeadTables {
  private static final double SIGNIFICANT = .05;

  private HeadTables() {}

  static List<Table> of(
      HeadStudy study, HeadResult.Single single, List<MeasuredCurve> curves, HeadBackups backups) {
    return List.of(
        heads(study, single, backups),
        curves("heads_topk", curves.subList(0, 2)),
        curves("heads_topk_answer", curves.subList(2, 4)),
        backups.table(),
        summary(study, single, curves, backups));
  }

  private static Table heads(HeadStudy study, HeadResult.Single single, HeadBackups backups) {
    Table.Builder table =
        Table.builder(
            "heads",
            "layer",
            "head",
            "denoising",
            "low",
            "high",
            "noising",
            "direct",
            "direct_low",
            "direct_high",
            "total",
            "norm",
            "q_value",
            "p_family",
            "direct_q_value",
            "direct_p_family",
            "at_answer",
            "company",
            "backup");
    HeadEffects alone = single.alone();
    double[] total = alone.totals();
    double[] atAnswer = single.atAnswer().totals();
    var clusters = study.clusters(study.selectPairs());
    for (int h = 0; h < total.length; h++) {
      Head head = study.heads().get(h);
      ConfidenceInterval denoising =
          RestoredShare.interval(alone.denoising()[h], alone.whole(), clusters, study.options());
      ConfidenceInterval direct =
          RestoredShare.interval(alone.direct()[h], alone.whole(), clusters, study.options());
      table.row(
          head.layer(),
          head.head(),
          RestoredShare.of(alone.denoising()[h], alone.whole()),
          denoising.low(),
          denoising.high(),
          RestoredShare.of(alone.noising()[h], alone.whole()),
          RestoredShare.of(alone.direct()[h], alone.whole()),
          direct.low(),
          direct.high(),
          total[h],
          alone.norm()[h],
          single.tests().q()[h],
          single.tests().family()[h],
          single.directTests().q()[h],
          single.directTests().family()[h],
          atAnswer[h],
          single.company()[h],
          backups.isBackup(head)
              ? "backup of " + backups.away()
              : head.equals(backups.away()) ? "taken away" : "");
    }
    return table.build();
  }

  private static Table curves(String name, List<MeasuredCurve> curves) {
    Table.Builder table =
        Table.builder(
            name,
            "curve",
            "k",
            "share",
            "effect",
            "low",
            "high",
            "random_low",
            "random_median",
            "random_high",
            "sets",
            "window",
            "effect_same_pairs",
            "random_p90",
            "beats_chance");
    for (MeasuredCurve curve : curves) {
      for (MeasuredCurve.Point point : curve.points()) {
        table.row(
            curve.kind().name().toLowerCase(Locale.ROOT),
            point.k(),
            point.k() / (double) curve.heads(),
            point.effect(),
            point.interval().low(),
            point.interval().high(),
            point.random(.05),
            point.random(.5),
            point.random(.95),
            point.random().length,
            point.window(),
            point.sameEffect(),
            point.random(.9),
            !point.canBeJudged() ? "too few sets" : point.beatsChance() ? "yes" : "no");
      }
    }
    return table.build();
  }

  private static Table summary(
      HeadStudy study, HeadResult.Single single, List<MeasuredCurve> curves, HeadBackups backups) {
    Table.Builder table = Table.builder("heads_summary", "key", "value");
    HeadEffects alone = single.alone();
    double[][] exact =
        study.selectPairs().stream()
            .map(p -> p.exact().stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    table.row("heads", (double) study.heads().size());
    table.row("pairs_select", (double) study.selectPairs().size());
    table.row("pairs_confirm", (double) study.confirmPairs().size());
    table.row("clusters_select", (double) study.clusters(study.selectPairs()).count());
    table.row("clusters_confirm", (double) study.clusters(study.confirmPairs()).count());
    table.row("evidence_slope", RestoredShare.of(alone.whole(), exact));
    table.row("significant_q", count(single.tests().q()));
    table.row("significant_family", count(single.tests().family()));
    table.row("significant_direct_q", count(single.directTests().q()));
    table.row("significant_direct_family", count(single.directTests().family()));
    table.row("greatest_total", Arrays.stream(alone.totals()).max().orElse(Double.NaN));
    table.row(
        "greatest_at_answer", Arrays.stream(single.atAnswer().totals()).max().orElse(Double.NaN));
    for (int i = 0; i < curves.size(); i++) {
      MeasuredCurve curve = curves.get(i);
      String name = curve.kind().name().toLowerCase(Locale.ROOT) + (i < 2 ? "" : "_answer");
      table.row(name + "_cpr", curve.cpr());
      table.row(name + "_random_cpr_median", curve.randomCpr(.5));
      table.row(name + "_random_cpr_p90", curve.randomCpr(.9));
      table.row(name + "_cmd", curve.cmd());
      table.row(name + "_random_cmd_median", curve.randomCmd(.5));
      table.row(name + "_heads_for_half", missing(curve.fewest(.5)));
      table.row(name + "_heads_for_four_fifths", missing(curve.fewest(.8)));
    }
    table.row("away_layer", (double) backups.away().layer());
    table.row("away_head", (double) backups.away().head());
    table.row("backups", (double) backups.backups().size());
    return table.build();
  }

  private static double missing(int count) {
    return count == 0 ? Double.NaN : count;
  }

  private static double count(double[] q) {
    return Arrays.stream(q).filter(each -> each <= SIGNIFICANT).count();
  }
}
