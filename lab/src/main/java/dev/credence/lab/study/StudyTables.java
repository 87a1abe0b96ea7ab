package dev.credence.lab.study;

import dev.credence.belief.TwoGenerators;
import dev.credence.belief.design.Correlations;
import dev.credence.belief.design.Design;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DonorPair;
import dev.credence.belief.design.Splits;
import dev.credence.belief.observer.Family;
import dev.credence.belief.observer.Predictor;
import dev.credence.belief.observer.Shown;
import dev.credence.belief.observer.SourceTrial;
import dev.credence.belief.observer.Trial;
import dev.credence.belief.observer.tournament.Standing;
import dev.credence.belief.observer.tournament.TournamentResult;
import dev.credence.belief.question.GeneratorQuestion;
import dev.credence.belief.question.Variable;
import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A study's numbers as tables, one a figure or section of the report. */
final class StudyTables {
  private StudyTables() {}

  /**
   * Every cell of the design, what exact Bayes, the fitted observers and the model say. Of a source
   * with a hidden state, {@code belief} is the first state's, and chances are of the first symbol.
   */
  static Table behaviour(Setting setting, TournamentResult<? extends Shown> tournament) {
    Table.Builder table =
        Table.builder(
            "behaviour",
            "split",
            "pair",
            "p_a",
            "p_b",
            "prior",
            "evidence",
            "count",
            "length",
            "presentation",
            "belief",
            "exact",
            "fitted",
            "rival",
            "answer",
            "mass",
            "weight",
            "prompt");
    Predictor<?> bayes = tournament.bestBayesLike().fitted().predictor();
    Predictor<?> rival = rival(tournament).fitted().predictor();
    Behaviour behaviour = setting.behaviour();
    for (int i = 0; i < behaviour.cells().size(); i++) {
      DesignCell cell = behaviour.cells().get(i);
      TwoGenerators two =
          cell.question() instanceof GeneratorQuestion question ? question.generators() : null;
      table.row(
          label(setting.splits().of(cell.multiset())),
          cell.question().pair(),
          two == null ? Double.NaN : two.a().pX(),
          two == null ? Double.NaN : two.b().pX(),
          two == null ? Double.NaN : two.prior(),
          cell.evidence().toString(),
          (double) cell.multiset().counts().getFirst(),
          (double) cell.evidence().length(),
          cell.presentation().name(),
          cell.question().value(setting.task().variables().getFirst(), cell.evidence())[0],
          cell.question().predictive(cell.evidence())[0],
          next(bayes, cell, behaviour.said(i).length),
          next(rival, cell, behaviour.said(i).length),
          behaviour.answered(i) ? behaviour.said(i)[0] : Double.NaN,
          behaviour.mass(i),
          cell.weight(),
          behaviour.asked(i).text());
    }
    return table.build();
  }

  private static Standing<? extends Shown> rival(TournamentResult<? extends Shown> tournament) {
    return tournament.standing(tournament.decision().rival());
  }

  @SuppressWarnings("unchecked") // the tournament was about cells of this kind
  private static double next(Predictor<?> observer, DesignCell cell, int symbols) {
    return cell.question() instanceof GeneratorQuestion two
        ? ((Predictor<Trial>) observer)
            .next(new Trial(two.generators(), cell.evidence().evidence()))[0]
        : ((Predictor<SourceTrial>) observer)
            .next(new SourceTrial(cell.question(), cell.evidence(), symbols))[0];
  }

  private static String label(Splits.Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  /** Columns that every table of observers has. */
  static final List<String> SCORES =
      List.of("observer", "kind", "held_out_bits", "kl_bits", "behind_best_bits", "behind_best_se");

  /** Every observer that entered, the best first, and those that could not. */
  static Table observers(String name, TournamentResult<? extends Shown> tournament) {
    List<String> columns = new ArrayList<>(SCORES);
    columns.addAll(List.of("bic", "quasi_bic", "weight", "parameters", "note"));
    Table.Builder table = Table.builder(name, columns.toArray(String[]::new));
    for (Standing<? extends Shown> standing : tournament.standings()) {
      List<Object> row = new ArrayList<>(scores(standing));
      row.add(standing.bic());
      row.add(standing.quasiBic());
      row.add(standing.weight());
      row.add(parameters(standing));
      row.add(
          standing.fitted().atLimit().isEmpty()
              ? ""
              : "at the end of its range: " + String.join(", ", standing.fitted().atLimit()));
      table.row(row.toArray());
    }
    for (Map.Entry<String, String> left : tournament.notEntered().entrySet()) {
      double none = Double.NaN;
      table.row(
          left.getKey(),
          "not entered",
          none,
          none,
          none,
          none,
          none,
          none,
          none,
          "",
          left.getValue());
    }
    return table.build();
  }

  /** Who an observer is and how it did: values of {@link #SCORES}. */
  static List<Object> scores(Standing<? extends Shown> standing) {
    return List.of(
        standing.name(),
        standing.kind() == Family.Kind.BAYES_LIKE ? "Bayes-like" : "rival",
        standing.heldOutBits(),
        standing.klBits(),
        standing.behindBest().bits(),
        standing.behindBest().standardErrors());
  }

  /** What was fitted, in words. */
  static String parameters(Standing<? extends Shown> standing) {
    return standing.fitted().parameters().entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.3g", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** What every hypothesis foretold of each confirmed exchange, and what happened. */
  static Table interchange(Setting setting, double[] same, double[] other) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "set",
                "base_question",
                "base_evidence",
                "donor_question",
                "donor_evidence",
                "coordinate"));
    setting.task().hypotheses().forEach(h -> columns.add("foretold_" + h.name()));
    columns.add("observed");
    Table.Builder table = Table.builder("interchange", columns.toArray(String[]::new));
    add(table, "same question", setting, setting.same(), same);
    add(table, "other pair", setting, setting.other(), other);
    return table.build();
  }

  private static void add(
      Table.Builder table, String set, Setting setting, Exchanges exchanges, double[] observed) {
    List<double[]> foretold =
        setting.task().hypotheses().stream().map(exchanges::foretold).toList();
    int each = exchanges.isEmpty() ? 1 : observed.length / exchanges.pairs().size();
    for (int i = 0; i < observed.length; i++) {
      DonorPair pair = exchanges.pairs().get(i / each);
      List<Object> row =
          new ArrayList<>(
              List.of(
                  set,
                  pair.base().question().name(),
                  pair.base().evidence().toString(),
                  pair.donor().question().name(),
                  pair.donor().evidence().toString(),
                  (double) (i % each)));
      for (double[] of : foretold) {
        row.add(of[i]);
      }
      row.add(observed[i]);
      table.row(row.toArray());
    }
  }

  /** Criteria as rows. */
  static Table criteria(String name, List<Finding> findings) {
    Table.Builder table =
        Table.builder(
            name,
            "criterion",
            "name",
            "status",
            "statistic",
            "value",
            "low",
            "high",
            "threshold",
            "null_low",
            "null_high",
            "n",
            "reason");
    for (Finding f : findings) {
      table.row(
          f.id(),
          f.name(),
          f.status().label(),
          f.statistic(),
          f.value(),
          f.low(),
          f.high(),
          f.threshold(),
          f.nullLow(),
          f.nullHigh(),
          (double) f.n(),
          f.reason());
    }
    return table.build();
  }

  /** Every other number that a criterion measured. */
  static Table numbers(List<Finding> findings) {
    Table.Builder table = Table.builder("criteria_numbers", "criterion", "number", "value");
    findings.forEach(f -> f.numbers().forEach((key, value) -> table.row(f.id(), key, value)));
    return table.build();
  }

  /** What could be read, site by site, at the last position. */
  static Table sites(Setting setting, SiteSearch search, Representation z) {
    Table.Builder table =
        Table.builder(
            "sites",
            "hook",
            "depth",
            "decodability_r2",
            "partial_r2",
            "best_belief_quality",
            "best_belief_slope_same",
            "best_belief_slope_other",
            "best_counts_quality",
            "chosen");
    for (SiteSearch.Site site : search.sites()) {
      SiteSearch.Scored best = search.best(site, Variable.Kind.BELIEF);
      Variable hypothesis = search.bestHypothesis(best, Variable.Kind.BELIEF);
      C4Interchange.Outcome outcome = best.outcome(hypothesis);
      table.row(
          site.point().name(),
          (double) site.depth(),
          site.r2(),
          site.partialR2(),
          outcome.quality(),
          outcome.same().slope(),
          outcome.other().slope(),
          search.bestQuality(site, "counts"),
          site.point().equals(z.point()) ? "chosen" : "");
    }
    return table.build();
  }

  /** What the design reached. */
  static List<Table> design(Design design, Splits splits) {
    Table.Builder parts =
        Table.builder("splits", "split", "multisets", "cells", "mean_belief", "sd_belief");
    splits
        .summaries()
        .forEach(
            s ->
                parts.row(
                    label(s.split()),
                    (double) s.multisets(),
                    (double) s.cells(),
                    s.meanBelief(),
                    s.deviationBelief()));
    Correlations reached = design.correlations();
    Table.Builder correlations = Table.builder("correlations", "of", "with", "r");
    for (int i = 0; i < reached.names().size(); i++) {
      for (int j = 0; j < i; j++) {
        correlations.row(
            reached.names().get(i),
            reached.names().get(j),
            reached.of(reached.names().get(i), reached.names().get(j)));
      }
    }
    return List.of(parts.build(), correlations.build());
  }
}
