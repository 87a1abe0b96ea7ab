package dev.credence.lab.study;

import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.Clusters;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.intervene.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The first k heads of a ranking together, for growing k, beside random sets of k.
 *
 * <pre>
 * denoising   share of clean - corrupt that comes back when k heads of the corrupt run have the
 *             clean run's output: faithfulness
 * ablation    1 - share of clean - corrupt that is left when k heads of both runs have the output
 *             of one third prompt: what the evidence loses
 * </pre>
 *
 * <p>Random sets are of the same layers; for ablation also those whose heads write most nearly as
 * much. A ranked set beats chance if it is above the .9 quantile of the random ones on the same
 * pairs.
 *
 * @see <a href="https://arxiv.org/abs/2504.13151">Mueller et al., MIB: A Mechanistic
 *     Interpretability Benchmark</a>
 */
final class HeadCurve {
  private static final List<Integer> COUNTS = List.of(1, 2, 5, 10, 20, 50);
  private static final List<Integer> PERCENT = List.of(1, 2, 5, 10, 20, 50, 100);

  private final Setting setting;
  private final List<HeadPair> pairs;
  private final HeadScope scope;
  private final MeasuredCurve.Kind kind;
  private final int heads;
  private final int nullPairs;
  private final List<Rung> rungs = new ArrayList<>();
  private final List<String> weak = new ArrayList<>();
  private final List<String> strong = new ArrayList<>();

  /** A number of heads, and the sets of as many. */
  private record Rung(
      int k,
      List<Head> ranked,
      RandomHeads.Drawn random,
      List<Edited> own,
      List<List<Edited>> of) {}

  /** A pair under edits: the cells that answer to corrupt and to clean. */
  private record Edited(String weak, String strong) {}

  /**
   * A curve.
   *
   * @param ranking all heads, the most important first
   * @param norm {@code [head]}: how much each writes
   */
  HeadCurve(
      Setting setting,
      List<HeadPair> pairs,
      HeadScope scope,
      MeasuredCurve.Kind kind,
      List<Head> ranking,
      double[] norm,
      RandomHeads random,
      int nullPairs) {
    this.setting = setting;
    this.pairs = pairs;
    this.scope = scope;
    this.kind = kind;
    this.heads = ranking.size();
    this.nullPairs = Math.min(nullPairs, pairs.size());
    for (int k : steps(heads)) {
      List<Head> ranked = ranking.subList(0, k);
      RandomHeads.Drawn drawn =
          switch (kind) {
            case DENOISING -> random.likeLayers(ranked);
            case ABLATION -> random.likeNorms(ranked, norm);
          };
      rungs.add(new Rung(k, ranked, drawn, new ArrayList<>(), new ArrayList<>()));
    }
  }

  /** 1, 2, 5, 10, 20, 50 heads and 1, 2, 5, 10, 20, 50, 100 % of all, each number once. */
  static List<Integer> steps(int heads) {
    TreeSet<Integer> steps = new TreeSet<>();
    COUNTS.stream().filter(k -> k <= heads).forEach(steps::add);
    PERCENT.forEach(percent -> steps.add(Math.max(1, Math.round(percent * heads / 100f))));
    return List.copyOf(steps);
  }

  void ask(CellSheet sheet) {
    for (HeadPair pair : pairs) {
      weak.add(sheet.ask(pair.weak()));
      strong.add(sheet.ask(pair.strong()));
    }
    for (Rung rung : rungs) {
      rung.own().addAll(edited(sheet, rung.ranked(), pairs.size()));
      rung.random().sets().forEach(set -> rung.of().add(edited(sheet, set, nullPairs)));
    }
  }

  private List<Edited> edited(CellSheet sheet, Collection<Head> set, int first) {
    List<Edited> edited = new ArrayList<>();
    for (int i = 0; i < first; i++) {
      HeadPair pair = pairs.get(i);
      Positions positions = pair.positions(scope);
      Intervention[] edits =
          switch (kind) {
            case DENOISING ->
                array(Head.patch(set, positions, sheet.prompt(pair.strong().tokens())));
            case ABLATION ->
                array(Head.resample(set, positions, sheet.prompt(pair.third().tokens())));
          };
      edited.add(
          switch (kind) {
            case DENOISING -> new Edited(sheet.ask(pair.weak(), edits), strong.get(i));
            case ABLATION ->
                new Edited(sheet.ask(pair.weak(), edits), sheet.ask(pair.strong(), edits));
          });
    }
    return edited;
  }

  private static Intervention[] array(List<Intervention> edits) {
    return edits.toArray(Intervention[]::new);
  }

  MeasuredCurve measure(Answers answers, Clusters clusters, HeadOptions options) {
    double[][] whole = new double[pairs.size()][];
    Arrays.setAll(whole, i -> change(answers, weak.get(i), strong.get(i)));
    int[] first = IntStream.range(0, nullPairs).toArray();
    List<MeasuredCurve.Point> points = new ArrayList<>();
    for (Rung rung : rungs) {
      double[][] own = changes(answers, rung.own());
      points.add(
          new MeasuredCurve.Point(
              rung.k(),
              RestoredShare.of(own, whole),
              RestoredShare.interval(own, whole, clusters, options),
              RestoredShare.of(own, whole, first),
              rung.of().stream()
                  .mapToDouble(set -> RestoredShare.of(changes(answers, set), whole, first))
                  .toArray(),
              rung.random().window()));
    }
    return new MeasuredCurve(kind, heads, points);
  }

  /** {@code [pair][coordinate]}: what came back, or what was lost. */
  private double[][] changes(Answers answers, List<Edited> set) {
    double[][] changes = new double[set.size()][];
    Arrays.setAll(
        changes,
        i ->
            switch (kind) {
              case DENOISING -> change(answers, weak.get(i), set.get(i).weak());
              case ABLATION ->
                  RestoredShare.minus(
                      change(answers, weak.get(i), strong.get(i)),
                      change(answers, set.get(i).weak(), set.get(i).strong()));
            });
    return changes;
  }

  private double[] change(Answers answers, String from, String to) {
    return RestoredShare.change(setting.task(), answers, from, to);
  }
}
