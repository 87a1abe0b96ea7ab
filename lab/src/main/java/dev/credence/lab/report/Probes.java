package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** How well a ridge probe reads exact Bayes from each probed layer. */
final class Probes {
  private static final String ID = "probes";
  private static final String TITLE = "Probes";
  private static final String TABLE = "probes";

  private Probes() {}

  static Figure of(Runs runs) {
    List<RunTables> having = runs.with(TABLE);
    if (having.isEmpty()) {
      return new Figure.Empty(ID, TITLE, runs.notRun("probes", TABLE + ".csv", "localise"));
    }
    int columns = having.size();
    List<ObjectNode> panels = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (RunTables run : having) {
      Table table = run.table(TABLE).orElseThrow().sortedBy("layer");
      double[] layer = table.doubles("layer");
      double[] train = table.doubles("r2_train");
      double[] test = table.doubles("r2_test");
      int best =
          IntStream.range(0, test.length).reduce((a, b) -> test[b] > test[a] ? b : a).orElse(0);
      var rows = new Rows();
      for (int i = 0; i < layer.length; i++) {
        rows.add("layer", (int) layer[i], "set", "train", "r2", train[i], "best", false);
        rows.add("layer", (int) layer[i], "set", "test", "r2", test[i], "best", i == best);
      }
      panels.add(
          Spec.panel("probes")
              .with("title", runs.title(run, ""))
              .with("width", Runs.width(columns))
              .with("rows", rows)
              .with("ticks", Arrays.stream(layer).mapToObj(l -> (int) l).toList())
              .with("domain", runs.domain(TABLE, "r2_train", "r2_test"))
              .build());
      sentences.add(
          runs.sentence(
              run,
              ("The probe reads the Bayesian prediction best at layer %d"
                      + " (R\u00b2 %s on test prompts, %s on its training prompts).")
                  .formatted(
                      (int) layer[best], Numbers.share(test[best]), Numbers.share(train[best]))));
      words.add(
          runs.title(run, "R squared on test prompts")
              + ": "
              + IntStream.range(0, layer.length)
                  .mapToObj(i -> "layer " + (int) layer[i] + " " + Numbers.share(test[i]))
                  .collect(Collectors.joining("; ")));
    }
    String sentence = runs.joined(sentences);
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "Ridge regression (alpha 1) of exact Bayes on the residual stream at the last position."
            + " Layer L is the stream that enters block L. With one N the count, the frequency and"
            + " the posterior are almost one number, so a high R\u00b2 does not tell them apart. No"
            + " interval: one split. No test.",
        String.join(". ", words) + ".",
        List.of(
            new Key(Key.Mark.CIRCLE, Palette.MODEL, "test prompts (best layer ringed)"),
            new Key(Key.Mark.SQUARE, Palette.GREY, "training prompts")),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }
}
