package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** What each layer would answer if the model stopped there, against exact Bayes. */
final class LogitLens {
  private static final String ID = "logit-lens";
  private static final String TITLE = "Logit lens";
  private static final String MAE = "logit_lens_mae";
  private static final String LENS = "logit_lens";

  /** Of its panels, in pixels. */
  private static final int HEIGHT = 300;

  private LogitLens() {}

  static Figure of(Runs runs) {
    List<RunTables> having =
        runs.with(MAE).stream().filter(run -> run.table(LENS).isPresent()).toList();
    if (having.isEmpty()) {
      return new Figure.Empty(ID, TITLE, runs.notRun("logit lens", LENS + ".csv", "localise"));
    }
    int columns = runs.several() ? having.size() : 2;
    double limit =
        having.stream()
            .flatMapToDouble(run -> Arrays.stream(lens(run).doubles("error")))
            .map(Math::abs)
            .max()
            .orElse(1);
    List<ObjectNode> panels = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (RunTables run : having) {
      Table mae = run.table(MAE).orElseThrow().sortedBy("layer");
      double[] layer = mae.doubles("layer");
      double[] error = mae.doubles("abs_error");
      int best =
          IntStream.range(0, error.length).reduce((a, b) -> error[b] < error[a] ? b : a).orElse(0);
      var rows = new Rows();
      IntStream.range(0, layer.length)
          .forEach(i -> rows.add("layer", (int) layer[i], "error", error[i], "best", i == best));
      panels.add(
          Spec.panel("logit-lens-mae")
              .with("title", runs.title(run, "Error by layer"))
              .with("width", Runs.width(columns))
              .with("rows", rows)
              .with("ticks", Runs.ticks((int) layer[0], (int) layer[layer.length - 1], HEIGHT))
              .with("domain", runs.domain(MAE, "abs_error"))
              .build());
      sentences.add(
          runs.sentence(
              run,
              ("Read out early, the answer is closest to Bayes at layer %d of %d"
                      + " (mean absolute error %s).")
                  .formatted(
                      (int) layer[best],
                      (int) layer[layer.length - 1],
                      Numbers.share(error[best]))));
      words.add(
          runs.title(run, "Mean absolute error")
              + ": "
              + IntStream.range(0, layer.length)
                  .mapToObj(i -> "layer " + (int) layer[i] + " " + Numbers.share(error[i]))
                  .collect(Collectors.joining("; ")));
    }
    for (RunTables run : having) {
      panels.add(map(run, runs.title(run, "Map of errors"), columns, limit));
    }
    String sentence = runs.joined(sentences);
    String end = Numbers.share(limit);
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "Unembedding applied to the normed residual stream after each layer. The map: P(X) of the"
            + " lens minus exact Bayes, the mean over the orders drawn for each number of X. The"
            + " last hidden state is already normed and the notebook norms it again, so the last"
            + " layer is not the model's own answer. No interval: the table holds means. No test.",
        String.join(". ", words) + ".",
        List.of(
            new Key(Key.Mark.CIRCLE, Palette.MODEL, "mean absolute error (least one ringed)"),
            new Key(
                Key.Mark.DIVERGING,
                Palette.MODEL,
                "\u2212" + end + " (below Bayes)|+" + end + " (above)")),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }

  private static Table lens(RunTables run) {
    return run.table(LENS).orElseThrow();
  }

  private static ObjectNode map(RunTables run, String title, int columns, double limit) {
    Table table = lens(run);
    double[] n = table.doubles("n_X");
    double[] layer = table.doubles("layer");
    double[] p = table.doubles("p_x_logit_lens");
    double[] bayes = table.doubles("true_bayes_p_x");
    double[] error = table.doubles("error");
    var rows = new Rows();
    for (int i = 0; i < n.length; i++) {
      rows.add(
          "n",
          (int) n[i],
          "layer",
          (int) layer[i],
          "p",
          p[i],
          "bayes",
          bayes[i],
          "error",
          error[i]);
    }
    return Spec.panel("logit-lens-map")
        .with("title", title)
        .with("width", Runs.width(columns))
        .with("rows", rows)
        .with("strength", List.of(0, limit))
        .build();
  }
}
