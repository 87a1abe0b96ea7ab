package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** The same evidence told with X and Y and told with heads and tails. */
final class Coins {
  private static final String ID = "coins";
  private static final String TITLE = "Coins beside X and Y";
  private static final String TABLE = "semantic_sweep";

  private Coins() {}

  static Figure of(Runs runs) {
    List<RunTables> having = runs.with(TABLE);
    if (having.isEmpty()) {
      return new Figure.Empty(ID, TITLE, runs.notRun("coins", TABLE + ".csv", "behaviour"));
    }
    int columns = having.size();
    List<ObjectNode> panels = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (RunTables run : having) {
      Table table = run.table(TABLE).orElseThrow();
      double[] n = table.doubles("n_success");
      double[] bayes = table.doubles("true_bayes");
      double[] xy = table.doubles("llm_xy_mean");
      double[] coins = table.doubles("llm_ht_mean");
      var rows = new Rows();
      for (int i = 0; i < n.length; i++) {
        rows.add("n", (int) n[i], "series", "bayes", "name", "exact Bayes", "p", bayes[i]);
        rows.add("n", (int) n[i], "series", "xy", "name", "X and Y", "p", xy[i]);
        rows.add("n", (int) n[i], "series", "coins", "name", "heads and tails", "p", coins[i]);
      }
      int nTotal = (int) n[n.length - 1];
      panels.add(
          Spec.panel("coins")
              .with("title", runs.title(run, ""))
              .with("width", Runs.width(columns))
              .with("rows", rows)
              .with("ticks", Runs.ticks(0, nTotal, Runs.width(columns)))
              .with("xTitle", "draws of X, or heads, among " + nTotal)
              .build());
      sentences.add(
          runs.sentence(
              run,
              ("Mean absolute error to Bayes: %s with X and Y, %s with heads and tails;"
                      + " the two wordings differ by %s on average.")
                  .formatted(
                      Numbers.share(distance(xy, bayes)),
                      Numbers.share(distance(coins, bayes)),
                      Numbers.share(distance(xy, coins)))));
      words.add(
          runs.title(run, "Means by number of successes")
              + ": "
              + IntStream.range(0, n.length)
                  .mapToObj(
                      i ->
                          "%d: X and Y %s, coins %s, Bayes %s"
                              .formatted(
                                  (int) n[i],
                                  Numbers.share(xy[i]),
                                  Numbers.share(coins[i]),
                                  Numbers.share(bayes[i])))
                  .collect(Collectors.joining("; ")));
    }
    String sentence = runs.joined(sentences);
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "P of the first symbol among the two. Means over the orders drawn; the notebooks draw other"
            + " orders for coins than for X and Y, so the wordings are not paired. No interval: the"
            + " table holds means. No test.",
        String.join(". ", words) + ".",
        List.of(
            new Key(Key.Mark.LINE, Palette.INK, "exact Bayes"),
            new Key(Key.Mark.CIRCLE, Palette.MODEL, "X and Y"),
            new Key(Key.Mark.DIAMOND, Palette.EDITED, "heads and tails")),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }

  private static double distance(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).average().orElse(0);
  }
}
