package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** What unrelated sentences between evidence and question do to the answer. */
final class Distractors {
  private static final String ID = "distractors";
  private static final String TITLE = "Distractors";
  private static final String TABLE = "distractors";

  private Distractors() {}

  static Figure of(Runs runs) {
    List<RunTables> having = runs.with(TABLE);
    if (having.isEmpty()) {
      return new Figure.Empty(ID, TITLE, runs.notRun("distractors", TABLE + ".csv", "causal"));
    }
    int columns = having.size();
    List<ObjectNode> panels = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (RunTables run : having) {
      Table table = run.table(TABLE).orElseThrow();
      double[] repeats = table.doubles(table.columns().getFirst());
      double[] p = table.doubles("p_x");
      double[] bayes = table.doubles("true_bayes");
      var rows = new Rows();
      for (int i = 0; i < p.length; i++) {
        rows.add("n", (int) repeats[i], "p", p[i], "bayes", bayes[i]);
      }
      panels.add(
          Spec.panel("distractors")
              .with("title", runs.title(run, ""))
              .with("width", Runs.width(columns))
              .with("rows", rows)
              .with("values", Arrays.stream(repeats).mapToObj(r -> (int) r).toList())
              .build());
      var range = Arrays.stream(p).summaryStatistics();
      sentences.add(
          runs.sentence(
              run,
              "With up to %s distracting sentences P(X) stays between %s and %s."
                  .formatted(
                      Numbers.plain(repeats[repeats.length - 1]),
                      Numbers.share(range.getMin()),
                      Numbers.share(range.getMax()))));
      words.add(
          runs.title(run, "P(X) by number of distractors")
              + ": "
              + IntStream.range(0, p.length)
                  .mapToObj(i -> Numbers.plain(repeats[i]) + ": " + Numbers.share(p[i]))
                  .collect(Collectors.joining("; ")));
    }
    String sentence = runs.joined(sentences);
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "One sentence, repeated, between the draws and the question; n = 1 prompt a point, one"
            + " order of the draws. Nothing tells the length of the filler from its content. No"
            + " interval, no test.",
        String.join(". ", words) + ".",
        List.of(
            new Key(Key.Mark.LINE, Palette.INK, "exact Bayes"),
            new Key(Key.Mark.CIRCLE, Palette.MODEL, "model, one prompt")),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }
}
