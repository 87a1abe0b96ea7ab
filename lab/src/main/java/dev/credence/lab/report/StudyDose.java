package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** P(X) as Z is pushed, by nats of log-odds, a panel a pair of generators. */
final class StudyDose {
  static final String NAME = "dose";
  private static final String TITLE = "Dose";
  private static final String BELIEF = "belief";
  private static final String RANDOM = "random";
  private static final String LOGIT = "output logit";

  private final StudyFacts facts;
  private final List<Dose> doses;

  /** The mean answer of one pair's prompts at one dose along one direction. */
  private record Dose(
      String direction,
      String pair,
      double pA,
      double pB,
      double nats,
      double p,
      double low,
      double high,
      int n) {}

  private StudyDose(StudyFacts facts, Table t) {
    this.facts = facts;
    List<String> direction = t.strings("direction");
    List<String> pair = t.strings("pair");
    double[] pA = t.doubles("p_a");
    double[] pB = t.doubles("p_b");
    double[] nats = t.doubles("nats");
    double[] p = t.doubles("p_x");
    double[] low = t.doubles("low");
    double[] high = t.doubles("high");
    double[] n = t.doubles("prompts");
    List<Dose> all = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      all.add(
          new Dose(
              direction.get(i),
              pair.get(i),
              pA[i],
              pB[i],
              nats[i],
              p[i],
              low[i],
              high[i],
              (int) n[i]));
    }
    this.doses =
        all.stream()
            .sorted(
                Comparator.comparingDouble(Dose::pA)
                    .thenComparingDouble(Dose::pB)
                    .thenComparingDouble(Dose::nats))
            .toList();
  }

  static Figure of(StudyFacts facts) {
    return facts
        .table("dose")
        .<Figure>map(t -> new StudyDose(facts, t).figure())
        .orElseGet(
            () ->
                new Figure.Empty(
                    facts.id(NAME),
                    TITLE,
                    facts
                        .criterion("C6")
                        .filter(c -> c.is("not-applicable"))
                        .map(c -> "C6 not applicable: " + c.reason())
                        .orElse("The study left no table dose: nothing was steered.")));
  }

  private Figure figure() {
    Map<String, List<Dose>> pairs =
        doses.stream()
            .collect(Collectors.groupingBy(Dose::pair, LinkedHashMap::new, Collectors.toList()));
    List<String> shown = Multiples.thinned(List.copyOf(pairs.keySet()), Multiples.MOST);
    Multiples multiples = Multiples.of(shown.size());
    List<ObjectNode> panels =
        IntStream.range(0, shown.size())
            .mapToObj(
                i -> panel(pairs.getOrDefault(shown.get(i), List.of()), i, multiples, shown.size()))
            .toList();
    String sentence = sentence();
    return new Figure.Drawn(
        facts.id(NAME),
        TITLE,
        sentence,
        caption(pairs.size(), shown.size()),
        alternative(pairs),
        List.of(
            new Key(Key.Mark.CIRCLE, Palette.EDITED, "Z pushed, mean with 95 % band"),
            new Key(Key.Mark.DASHED, Palette.GREY, "p_A and p_B; dotted: output logit pushed"),
            new Key(Key.Mark.LINE, Palette.GREY, "random directions")),
        multiples.chart(TITLE + ". " + sentence, panels));
  }

  private ObjectNode panel(List<Dose> of, int i, Multiples multiples, int panels) {
    Dose first = of.getFirst();
    boolean outer = !multiples.small();
    boolean corner = i >= panels - multiples.columns() && i % multiples.columns() == 0;
    double end = doses.stream().mapToDouble(d -> Math.abs(d.nats())).max().orElse(1);
    return Spec.panel("study-dose")
        .with("heading", StudyBehaviour.heading(first.pA(), first.pB()))
        .with("titleSize", outer ? 13 : 11)
        .with("width", multiples.width())
        .with("height", multiples.height())
        .with("asymptotes", new Rows().add("p", first.pA()).add("p", first.pB()))
        .with("belief", rows(of, BELIEF))
        .with("logit", rows(of, LOGIT))
        .with("random", lines(of))
        .with("domain", List.of(-end, end))
        .with("ticks", outer ? List.of(-30, -10, -2, 0, 2, 10, 30) : List.of(-30, -5, 0, 5, 30))
        .with("xTitle", outer ? "steering, nats of log-odds" : corner ? "nats" : "")
        .with("yTitle", "P(X)")
        .with("yFormat", outer ? ".2f" : ".1f")
        .with("yTicks", outer ? List.of(0, .25, .5, .75, 1) : List.of(0, .5, 1))
        .with("size", outer ? 36 : 12)
        .build();
  }

  /** Faint lines need no intervals and no more digits; the tables have both. */
  private static Rows lines(List<Dose> of) {
    var rows = new Rows();
    for (Dose d : of) {
      if (d.direction().startsWith(RANDOM)) {
        rows.add(
            "direction", d.direction().substring(RANDOM.length()).strip(),
            "nats", d.nats(),
            "p", Math.round(d.p() * 1e4) / 1e4);
      }
    }
    return rows;
  }

  private static Rows rows(List<Dose> of, String direction) {
    var rows = new Rows();
    for (Dose d : of) {
      if (d.direction().startsWith(direction)) {
        rows.add(
            "direction", d.direction(),
            "nats", d.nats(),
            "p", d.p(),
            "low", d.low(),
            "high", d.high(),
            "interval", Numbers.share(d.low()) + " to " + Numbers.share(d.high()),
            "n", d.n());
      }
    }
    return rows;
  }

  private String sentence() {
    double miss =
        facts.criterion("C6").map(CriterionRow::value).filter(Double::isFinite).orElse(Double.NaN);
    double logit = facts.number("C6", "output_logit_miss");
    double random = facts.number("C6", "random_miss_least");
    double slope = facts.number("C6", "ends_follow_slope");
    return ("Pushed along Z, %s of prompts move the right way and the ends are %s from p_A"
            + " and p_B on average%s%s%s.")
        .formatted(
            percent(facts.number("C6", "right_sign")),
            Numbers.share(miss),
            Double.isFinite(slope)
                ? "; they follow the prompt's numbers with slope " + Numbers.share(slope)
                : "",
            Double.isFinite(logit)
                ? "; pushing the output logit misses them by " + Numbers.share(logit)
                : "",
            Double.isFinite(random)
                ? ", random directions by " + Numbers.share(random) + " at best"
                : "");
  }

  static String percent(double share) {
    return Double.isFinite(share) ? Math.round(100 * share) + " %" : "an unknown share";
  }

  private String caption(int pairs, int shown) {
    int least =
        doses.stream().filter(d -> d.direction().equals(BELIEF)).mapToInt(Dose::n).min().orElse(0);
    int most =
        doses.stream().filter(d -> d.direction().equals(BELIEF)).mapToInt(Dose::n).max().orElse(0);
    long random =
        doses.stream().map(Dose::direction).filter(d -> d.startsWith(RANDOM)).distinct().count();
    return "The stream at the site that was judged is pushed along Z by so many nats of"
        + " log-odds, at the last"
        + " position; the axis is linear near 0 and logarithmic beyond. A belief levels"
        + " off at p_A and p_B,"
        + " wherever the prompt puts them; an answer that is pushed goes on to 0 and 1. A"
        + " panel a pair"
        + (shown < pairs ? " (%d of %d, evenly chosen)".formatted(shown, pairs) : "")
        + ". n = "
        + (least == most ? Numbers.count(most, "prompt") : least + " to " + most + " prompts")
        + " a point; bands are 95 % (mean \u00b1 1.96 standard errors). "
        + Numbers.count(random, "random direction")
        + " of the same length. The test is C6's.";
  }

  private static String alternative(Map<String, List<Dose>> pairs) {
    List<String> lines = new ArrayList<>();
    pairs.forEach(
        (pair, of) ->
            lines.add(
                pair
                    + ", P(X) by nats: "
                    + of.stream()
                        .filter(d -> d.direction().equals(BELIEF))
                        .map(d -> Numbers.plain(d.nats()) + ": " + Numbers.share(d.p()))
                        .collect(Collectors.joining("; "))));
    return String.join(". ", lines) + ".";
  }
}
