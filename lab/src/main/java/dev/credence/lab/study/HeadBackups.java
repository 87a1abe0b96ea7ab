package dev.credence.lab.study;

import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Heads that do more once another is away. Where the answer is read, one head is given a third
 * prompt's output in both runs, and every other head is measured again; all effects are shares of
 * the difference that clean and corrupt had before anything was taken away.
 *
 * <p>A backup grows, in total or directly, by at least {@value #LEAST}, and the 95 % interval of
 * the growth lies above 0.
 *
 * @param away the head that was taken away
 * @param growths of all others
 * @see <a href="https://arxiv.org/abs/2307.15771">McGrath et al., The Hydra Effect</a>
 * @see <a href="https://arxiv.org/abs/2402.15390">Rushing and Nanda, Explorations of Self-Repair in
 *     Language Models</a>
 */
record HeadBackups(Head away, List<Growth> growths) {
  /** Growth that is worth a name, as a share of the whole difference. */
  private static final double LEAST = .05;

  HeadBackups {
    growths = List.copyOf(growths);
  }

  /**
   * How a head's part changed.
   *
   * @param head which
   * @param before its total effect
   * @param after the same without the other head
   * @param total 95 % interval of the difference
   * @param directBefore its direct effect
   * @param directAfter the same without the other head
   * @param direct 95 % interval of that difference
   */
  record Growth(
      Head head,
      double before,
      double after,
      ConfidenceInterval total,
      double directBefore,
      double directAfter,
      ConfidenceInterval direct) {

    boolean isBackup() {
      return grows(before, after, total) || grows(directBefore, directAfter, direct);
    }

    private static boolean grows(double before, double after, ConfidenceInterval interval) {
      return after - before >= LEAST && interval.low() > 0;
    }
  }

  static HeadBackups of(
      Head away,
      List<Head> heads,
      HeadEffects before,
      HeadEffects after,
      Clusters clusters,
      HeadOptions options) {
    List<Growth> growths = new ArrayList<>();
    double[][] whole = before.whole();
    for (int h = 0; h < heads.size(); h++) {
      if (heads.get(h).equals(away)) {
        continue;
      }
      double[][] total = before.total(h);
      double[][] grown = after.total(h);
      double[][] direct = before.direct()[h];
      double[][] directGrown = after.direct()[h];
      growths.add(
          new Growth(
              heads.get(h),
              RestoredShare.of(total, whole),
              RestoredShare.of(grown, whole),
              RestoredShare.interval(minus(grown, total), whole, clusters, options),
              RestoredShare.of(direct, whole),
              RestoredShare.of(directGrown, whole),
              RestoredShare.interval(minus(directGrown, direct), whole, clusters, options)));
    }
    return new HeadBackups(away, growths);
  }

  private static double[][] minus(double[][] a, double[][] b) {
    double[][] difference = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      difference[i] = RestoredShare.minus(a[i], b[i]);
    }
    return difference;
  }

  List<Head> backups() {
    return growths.stream().filter(Growth::isBackup).map(Growth::head).toList();
  }

  boolean isBackup(Head head) {
    return backups().contains(head);
  }

  Table table() {
    Table.Builder table =
        Table.builder(
            "heads_backup",
            "layer",
            "head",
            "away_layer",
            "away_head",
            "total_before",
            "total_after",
            "growth_low",
            "growth_high",
            "direct_before",
            "direct_after",
            "direct_growth_low",
            "direct_growth_high",
            "backup");
    for (Growth g : growths) {
      table.row(
          g.head().layer(),
          g.head().head(),
          away.layer(),
          away.head(),
          g.before(),
          g.after(),
          g.total().low(),
          g.total().high(),
          g.directBefore(),
          g.directAfter(),
          g.direct().low(),
          g.direct().high(),
          g.isBackup() ? "backup" : "");
    }
    return table.build();
  }
}
