package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The sweep with nothing edited, with the ANTI heads zeroed and with the BAYES heads zeroed. */
final class Ablation {
  private static final String ID = "ablation";
  private static final String TITLE = "Ablation";

  /** How far apart the conditions stand at one number of X, so that no bar hides another. */
  private static final double APART = .14;

  /** A condition, its table and the section of its prompts. */
  enum Condition {
    BASELINE("no edit", "causal_baseline_sweep", "baseline"),
    ANTI("ANTI heads zeroed", "causal_ablate_anti_sweep", "ablate_anti"),
    BAYES("BAYES heads zeroed", "causal_ablate_bayes_sweep", "ablate_bayes");

    private final String words;
    private final String table;
    private final String section;

    Condition(String words, String table, String section) {
      this.words = words;
      this.table = table;
      this.section = section;
    }

    String words() {
      return words;
    }

    /** The sweep of this condition; empty means only where it was not run. */
    Optional<Sweep> sweep(RunTables run) {
      return run.table(table).map(t -> Sweep.of(t, run.prompts("causal", section)));
    }
  }

  private Ablation() {}

  static Figure of(Runs runs) {
    List<RunTables> having = runs.with(Condition.BASELINE.table);
    if (having.isEmpty()) {
      return new Figure.Empty(
          ID, TITLE, runs.notRun("ablation", Condition.BASELINE.table + ".csv", "causal"));
    }
    int columns = having.size();
    List<ObjectNode> panels = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    int prompts = 0;
    for (RunTables run : having) {
      var rows = new Rows();
      List<String> errors = new ArrayList<>();
      List<String> masses = new ArrayList<>();
      boolean whole = true; // every answer is X or Y
      for (Condition condition : Condition.values()) {
        Sweep sweep = condition.sweep(run).orElse(null);
        if (sweep == null) {
          errors.add("not run (" + condition.words + ")");
          continue;
        }
        sweep.meanRows(condition.name(), (condition.ordinal() - 1) * APART, rows);
        errors.add(Numbers.share(sweep.meanAbsoluteError()) + " (" + condition.words + ")");
        masses.add(Numbers.share(sweep.medianMass()) + " (" + condition.words + ")");
        whole &= sweep.medianMass() > .995;
        words.add(runs.title(run, condition.words) + ": " + sweep.words());
        prompts += sweep.prompts().size();
      }
      Sweep baseline = Condition.BASELINE.sweep(run).orElseThrow();
      panels.add(
          Spec.panel("ablation")
              .with("title", runs.title(run, ""))
              .with("width", Runs.width(columns))
              .with("asymptotes", EvidenceSweep.asymptotes(run.facts()))
              .with("bayes", baseline.bayesRows())
              .with("rows", rows)
              .with("xDomain", List.of(0, baseline.nTotal()))
              .with("ticks", Runs.ticks(0, baseline.nTotal(), Runs.width(columns)))
              .with("xTitle", "draws of X among " + baseline.nTotal())
              .build());
      sentences.add(
          runs.sentence(
              run,
              "Mean absolute error to Bayes: %s.".formatted(String.join(", ", errors))
                  + (whole ? "" : " Median mass P(X) + P(Y): " + String.join(", ", masses) + ".")));
    }
    String sentence = runs.joined(sentences);
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "P(X) among X and Y; the output of the chosen heads is set to zero at every position. n = "
            + Numbers.count(prompts, "prompt")
            + "; bars: 95 % interval of the mean (Student's t). The conditions saw different orders"
            + " and there are no control heads, so no test compares them.",
        String.join(". ", words) + ".",
        List.of(
            new Key(Key.Mark.LINE, Palette.INK, "exact Bayes"),
            new Key(Key.Mark.CIRCLE, Palette.MODEL, Condition.BASELINE.words),
            new Key(Key.Mark.TRIANGLE, Palette.EDITED, Condition.ANTI.words),
            new Key(Key.Mark.SQUARE, Palette.SECOND, Condition.BAYES.words),
            EvidenceSweep.asymptoteKey(runs)),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }
}
