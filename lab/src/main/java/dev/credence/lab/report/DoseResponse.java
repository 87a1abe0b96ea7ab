package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** P(X) as the probe's direction is added to the residual stream, more and more of it. */
final class DoseResponse {
  private static final String ID = "dose-response";
  private static final String TITLE = "Dose response";
  private static final String TABLE = "steering";

  private DoseResponse() {}

  static Figure of(Runs runs) {
    List<RunTables> having = runs.with(TABLE);
    if (having.isEmpty()) {
      return new Figure.Empty(ID, TITLE, runs.notRun("steering", TABLE + ".csv", "causal"));
    }
    int columns = having.size();
    List<ObjectNode> panels = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (RunTables run : having) {
      List<Dose> doses = doses(run.table(TABLE).orElseThrow());
      var rows = new Rows();
      doses.forEach(d -> rows.add("alpha", d.alpha(), "p", d.p()));
      var baseline = new Rows();
      doses.stream()
          .filter(d -> d.alpha() == 0)
          .findFirst()
          .ifPresent(d -> baseline.add("p", d.p(), "label", "not steered " + Numbers.share(d.p())));
      panels.add(
          Spec.panel("dose-response")
              .with("title", runs.title(run, ""))
              .with("width", Runs.width(columns))
              .with("rows", rows)
              .with("baseline", baseline)
              .with("asymptotes", EvidenceSweep.asymptotes(run.facts()))
              .build());
      sentences.add(runs.sentence(run, sentence(run, doses)));
      words.add(
          runs.title(run, "P(X) by alpha")
              + ": "
              + IntStream.range(0, doses.size())
                  .mapToObj(doses::get)
                  .map(d -> Numbers.plain(d.alpha()) + ": " + Numbers.share(d.p()))
                  .collect(Collectors.joining("; ")));
    }
    String sentence = runs.joined(sentences);
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "The unit probe direction times alpha is added to the residual stream at the last position."
            + " Alpha is in the stream's own units, not in nats of log-odds; the notebooks fit the"
            + " direction on the normed stream but add it to the raw one. Steering a belief would"
            + " level off at p_A and p_B. n = 1 prompt a point; no random directions beside it. No"
            + " interval, no test.",
        String.join(". ", words) + ".",
        List.of(
            new Key(Key.Mark.CIRCLE, Palette.EDITED, "steered"),
            new Key(Key.Mark.LINE, Palette.MODEL, "not steered"),
            EvidenceSweep.asymptoteKey(runs)),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }

  private record Dose(double alpha, double p) {}

  /** By alpha; the row of the notebook's baseline is the one with alpha 0. */
  private static List<Dose> doses(Table table) {
    List<String> alpha = table.strings("alpha");
    double[] p = table.doubles("p_x");
    List<Dose> doses =
        IntStream.range(0, p.length)
            .mapToObj(
                i ->
                    alpha.get(i).matches("-?[0-9.]+([eE]-?[0-9]+)?")
                        ? new Dose(Double.parseDouble(alpha.get(i)), p[i])
                        : null)
            .filter(Objects::nonNull)
            .distinct()
            .sorted(Comparator.comparingDouble(Dose::alpha))
            .toList();
    return doses;
  }

  private static String sentence(RunTables run, List<Dose> doses) {
    double[] p = doses.stream().mapToDouble(Dose::p).toArray();
    var range = Arrays.stream(p).summaryStatistics();
    boolean rises = IntStream.range(1, p.length).allMatch(i -> p[i] >= p[i - 1]);
    boolean falls = IntStream.range(1, p.length).allMatch(i -> p[i] <= p[i - 1]);
    double span = run.facts().pB() - run.facts().pA();
    return "From alpha %s to %s, P(X) %s between %s and %s, a span of %s; p_A and p_B lie %s apart."
        .formatted(
            Numbers.plain(doses.getFirst().alpha()),
            Numbers.plain(doses.getLast().alpha()),
            rises ? "rises steadily" : falls ? "falls steadily" : "moves up and down",
            Numbers.share(range.getMin()),
            Numbers.share(range.getMax()),
            Numbers.share(range.getMax() - range.getMin()),
            Numbers.share(Math.abs(span)));
  }
}
