package dev.credence.lab.study;

import dev.credence.belief.design.Splits.Split;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.StableOrder;
import dev.credence.lab.study.MeasuredCurve.Kind;
import dev.credence.transformer.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which heads carry the evidence to the answer. Exploratory beside the verdict: it decides nothing.
 *
 * <p>Every head alone, each in company and its direct way to the logits are measured on pairs of
 * the select split, which rank them. Growing sets of the ranked are judged on pairs of the confirm
 * split against random sets. Last, the first head is taken away where the answer is read, to see
 * which others stand in for it.
 *
 * <p>A head whose loss changes nothing may yet matter: another may have stood in. So heads are
 * ranked by what they do alone only if any does something, else by what they do in company.
 */
final class HeadStudy {
  /** A share of the difference below which no head is said to matter alone. */
  private static final double ALONE = .05;

  /** From so many sources on, pairs of one source are one cluster; below, those of one multiset. */
  private static final int SOURCES = 6;

  /** Clean and corrupt that differ by less, in mean square on the scale of nats, do not differ. */
  private static final double NOTHING = 1e-8;

  private final Setting setting;
  private final Model model;
  private final HeadOptions options;
  private final List<Head> heads;
  private final List<HeadPair> select;
  private final List<HeadPair> confirm;

  HeadStudy(Setting setting, Model model, HeadOptions options) {
    this.setting = setting;
    this.model = model;
    this.options = options;
    this.heads = Head.all(model.config());
    this.select = HeadPairs.of(setting, Split.SELECT, options, options.seed() + 1);
    this.confirm = HeadPairs.of(setting, Split.CONFIRM, options, options.seed() + 2);
  }

  List<HeadPair> selectPairs() {
    return select;
  }

  List<HeadPair> confirmPairs() {
    return confirm;
  }

  /** Runs it: two stages, {@code heads.single} and {@code heads.sets}. */
  HeadResult run(CellRunner runner) {
    if (clusters(select).count() < 2 || clusters(confirm).count() < 2) {
      return HeadResult.notMeasured(
          "Heads were not measured: there are too few pairs of prompts that differ in their counts"
              + " alone.");
    }
    CellSheet sheet = new CellSheet();
    HeadScan evidence = new HeadScan(setting, model, select, HeadScope.EVIDENCE, null);
    HeadScan answer = new HeadScan(setting, model, select, HeadScope.ANSWER, null);
    HeadCompany company = new HeadCompany(setting, select, heads, options);
    evidence.ask(sheet);
    answer.ask(sheet);
    company.ask(sheet);
    Answers answers = sheet.run("heads.single", runner);

    HeadEffects alone = evidence.effects(answers);
    HeadEffects atAnswer = answer.effects(answers, alone);
    double[] together = company.effects(answers);
    if (meanSquare(alone.whole()) < NOTHING) {
      return HeadResult.notMeasured(
          "Heads were not measured: the answers to prompts of unlike counts are the same.");
    }
    List<Head> ranking = ranking(alone.totals(), together);
    List<Head> rankingAtAnswer = ranking(atAnswer.totals(), together);
    return sets(
        runner,
        new HeadResult.Single(alone, atAnswer, together, tests(alone), directTests(alone)),
        ranking,
        rankingAtAnswer);
  }

  private HeadResult sets(
      CellRunner runner, HeadResult.Single single, List<Head> ranking, List<Head> rankingAtAnswer) {
    CellSheet sheet = new CellSheet();
    List<HeadCurve> curves = new ArrayList<>();
    double[] norm = single.alone().norm();
    for (HeadScope scope : HeadScope.values()) {
      for (Kind kind : Kind.values()) {
        RandomHeads random =
            new RandomHeads(
                model.config().layers(),
                model.config().heads(),
                options.randomSets(),
                options.seed() + 100 + curves.size());
        HeadCurve curve =
            switch (scope) {
              case EVIDENCE ->
                  new HeadCurve(
                      setting, confirm, scope, kind, ranking, norm, random, options.nullPairs());
              case ANSWER ->
                  new HeadCurve(
                      setting,
                      confirm,
                      scope,
                      kind,
                      rankingAtAnswer,
                      norm,
                      random,
                      options.answerNullPairs());
            };
        curve.ask(sheet);
        curves.add(curve);
      }
    }
    Head away = rankingAtAnswer.getFirst();
    HeadScan without = new HeadScan(setting, model, select, HeadScope.ANSWER, away);
    without.ask(sheet);
    Answers answers = sheet.run("heads.sets", runner);
    HeadBackups backups =
        HeadBackups.of(
            away, heads, single.atAnswer(), without.effects(answers), clusters(select), options);
    List<MeasuredCurve> measured =
        curves.stream().map(c -> c.measure(answers, clusters(confirm), options)).toList();
    return new HeadResult(
        heads,
        ranking,
        Optional.of(single),
        measured.subList(0, 2),
        measured.subList(2, 4),
        Optional.of(backups),
        HeadTables.of(this, single, measured, backups),
        HeadWords.of(single, measured, backups, heads));
  }

  HeadOptions options() {
    return options;
  }

  List<Head> heads() {
    return heads;
  }

  /** Rows are pairs: those of one source together, or of one multiset where sources are few. */
  Clusters clusters(List<HeadPair> pairs) {
    List<String> sources = pairs.stream().map(p -> p.corrupt().multiset().pair()).toList();
    return sources.stream().distinct().count() >= SOURCES
        ? Clusters.of(sources)
        : Clusters.of(pairs.stream().map(p -> p.corrupt().multiset()).toList());
  }

  /** The most important first: by what heads do alone, or in company where none does anything. */
  private List<Head> ranking(double[] alone, double[] company) {
    boolean any = Arrays.stream(alone).anyMatch(each -> each >= ALONE);
    int[] order = StableOrder.descending(any ? alone : company);
    return Arrays.stream(order).mapToObj(heads::get).toList();
  }

  private static double meanSquare(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(r -> RestoredShare.dot(r, r)).average().orElse(0);
  }

  private HeadTests.Adjusted tests(HeadEffects effects) {
    double[][][] totals = new double[heads.size()][][];
    Arrays.setAll(totals, effects::total);
    return HeadTests.of(totals, select, clusters(select), options.seed() + 3);
  }

  private HeadTests.Adjusted directTests(HeadEffects effects) {
    return HeadTests.of(effects.direct(), select, clusters(select), options.seed() + 3);
  }
}
