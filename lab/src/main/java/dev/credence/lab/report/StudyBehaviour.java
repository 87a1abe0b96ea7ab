package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** What the model answered, beside exact Bayes and the best rival, a panel a pair of generators. */
final class StudyBehaviour {
  static final String NAME = "behaviour";
  private static final String TITLE = "Behaviour";

  /** Faint points on the page, at most: they weigh, for each carries its prompt. */
  private static final int POINTS = 2000;

  private final StudyFacts facts;
  private final List<StudyCell> cells;
  private final Map<String, List<StudyCell>> pairs;
  private final boolean two;

  private StudyBehaviour(StudyFacts facts, Table table) {
    this.facts = facts;
    this.cells = StudyCell.of(table);
    this.two = facts.twoGenerators();
    this.pairs =
        cells.stream()
            .sorted(Comparator.comparingDouble(StudyCell::pA).thenComparingDouble(StudyCell::pB))
            .collect(
                Collectors.groupingBy(
                    StudyCell::pair, LinkedHashMap::new, Collectors.toUnmodifiableList()));
  }

  static Figure of(StudyFacts facts) {
    return facts
        .table("behaviour")
        .<Figure>map(t -> new StudyBehaviour(facts, t).figure())
        .orElseGet(
            () ->
                new Figure.Empty(
                    facts.id(NAME),
                    TITLE,
                    "The study left no table behaviour: nothing was asked."));
  }

  /** What a panel may be seen against. */
  private record Axis(
      String name, String field, String words, String title, ToDoubleFunction<StudyCell> of) {
    /** Whether it counts, so that each number is a place of its own. */
    boolean whole() {
      return field.equals("count");
    }
  }

  private List<Axis> axes() {
    Axis counts =
        new Axis(
            "count",
            "count",
            two ? "number of X" : "number of the first symbol",
            two ? "number of X among the draws" : "draws of the first symbol",
            StudyCell::count);
    return two
        ? List.of(
            new Axis(
                "log-odds",
                "belief",
                "exact log-odds",
                "exact log-odds L, in nats",
                StudyCell::belief),
            counts)
        : List.of(
            new Axis(
                "exact",
                "exact",
                "exact prediction",
                "exact Bayes, P(first symbol)",
                StudyCell::exact),
            new Axis(
                "state",
                "belief",
                "belief in the first state",
                "exact belief in the first state",
                StudyCell::belief),
            counts);
  }

  private Figure figure() {
    List<String> shown = Multiples.thinned(List.copyOf(pairs.keySet()), Multiples.MOST);
    Multiples multiples = Multiples.of(shown.size());
    ObjectNode datasets = Spec.JSON.createObjectNode();
    int each = POINTS / shown.size();
    for (int i = 0; i < shown.size(); i++) {
      datasets.set("points-" + i, points(Multiples.thinned(of(shown, i), each)).node());
    }
    String sentence = sentence();
    List<Figure.View> views = new ArrayList<>();
    for (Axis axis : axes()) {
      double[] domain = domain(axis);
      List<ObjectNode> panels =
          IntStream.range(0, shown.size())
              .mapToObj(i -> panel(of(shown, i), i, axis, domain, multiples, shown.size()))
              .toList();
      ObjectNode chart = multiples.chart(TITLE + ". " + sentence, panels);
      chart.set("datasets", datasets);
      views.add(new Figure.View(axis.name(), axis.words(), chart));
    }
    int drawn = shown.stream().mapToInt(p -> Math.min(each, of(p).size())).sum();
    return new Figure.Drawn(
        facts.id(NAME), TITLE, sentence, caption(shown.size(), drawn), alternative(), key(), views);
  }

  private List<StudyCell> of(List<String> shown, int i) {
    return of(shown.get(i));
  }

  private List<StudyCell> of(String pair) {
    return pairs.getOrDefault(pair, List.of());
  }

  private static Rows points(List<StudyCell> cells) {
    var rows = new Rows();
    for (StudyCell c : cells) {
      rows.add(
          "belief", c.belief(),
          "count", c.count(),
          "exact", c.exact(),
          "p", c.answer(),
          "mass", c.mass(),
          "draws", c.evidence(),
          "split", c.split(),
          "prompt", c.prompt());
    }
    return rows;
  }

  private double[] domain(Axis axis) {
    var range = cells.stream().mapToDouble(axis.of()).summaryStatistics();
    double end = Math.max(Math.abs(range.getMin()), Math.abs(range.getMax()));
    return axis.field().equals("belief") && two
        ? new double[] {-end, end}
        : new double[] {0, axis.field().equals("count") ? range.getMax() : 1};
  }

  private ObjectNode panel(
      List<StudyCell> of, int i, Axis axis, double[] domain, Multiples multiples, int panels) {
    StudyCell first = of.getFirst();
    var asymptotes = new Rows();
    if (two) {
      asymptotes.add("p", first.pA()).add("p", first.pB());
    }
    Rows means = BinnedMeans.of(of, axis.of(), axis.whole(), domain);
    boolean outer = !multiples.small();
    boolean bottom = i >= panels - multiples.columns();
    boolean left = i % multiples.columns() == 0;
    return Spec.panel("study-behaviour")
        .with("heading", panels == 1 ? "" : heading(first))
        .with("titleSize", outer ? 13 : 11)
        .with("width", multiples.width())
        .with("height", multiples.height())
        .with("stripHeight", outer ? 36 : 14)
        .with("pointSize", outer ? 22 : 9)
        .with("meanSize", outer ? 44 : 16)
        .with("tickWidth", outer ? 8 : 4)
        .with("massLabels", outer)
        .with("points", "points-" + i)
        .with("asymptotes", asymptotes)
        .with("means", means)
        .with("bayes", bayes(first, axis, domain, means))
        .with("x", axis.field())
        .with("xTitle", axis.title())
        .with("xAxis", outer ? axis.title() : bottom && left ? shortTitle(axis) : "")
        .with("xDomain", List.of(domain[0], domain[1]))
        .with("xTickCount", outer ? 6 : 3)
        .with("yTitle", two ? "P(X)" : "P(first symbol)")
        .with("yFormat", outer ? ".2f" : ".1f")
        .with("yTicks", outer ? List.of(0, .25, .5, .75, 1) : List.of(0, .5, 1))
        .with("beliefTitle", two ? "log-odds L, nats" : "belief in the first state")
        .build();
  }

  private static String shortTitle(Axis axis) {
    return axis.field().equals("count") ? "number of X" : "L, nats";
  }

  /** "p_A .2, p_B .35" on one line. */
  static String heading(double pA, double pB) {
    return "p_A " + Numbers.brief(pA) + " \u00b7 p_B " + Numbers.brief(pB);
  }

  private String heading(StudyCell cell) {
    return two ? heading(cell.pA(), cell.pB()) : cell.pair();
  }

  /** A curve where the axis determines the answer; else the means of the exact answers. */
  private Rows bayes(StudyCell first, Axis axis, double[] domain, Rows means) {
    var rows = new Rows();
    if (axis.field().equals("exact")) {
      return rows.add("x", 0, "p", 0).add("x", 1, "p", 1);
    }
    if (two && axis.field().equals("belief")) {
      int steps = 40;
      for (int i = 0; i <= steps; i++) {
        double l = domain[0] + (domain[1] - domain[0]) * i / steps;
        double p = first.pA() + (first.pB() - first.pA()) / (1 + Math.exp(-l));
        rows.add("x", rounded(l), "p", rounded(p));
      }
      return rows;
    }
    means.node().forEach(m -> rows.add("x", m.get("x"), "p", m.get("exact")));
    return rows;
  }

  /** A line needs no more digits. */
  private static double rounded(double value) {
    return Math.round(value * 1e5) / 1e5;
  }

  private String sentence() {
    double median = median(StudyCell::mass);
    long silent = cells.stream().filter(c -> !c.answered()).count();
    var text = new StringBuilder();
    double kl = facts.number("C1", "kl_bits");
    if (Double.isFinite(kl)) {
      text.append(
          ("The answers lie %s from the best Bayes-like observer; within pairs they follow"
                  + " it with slope %s and skill %s.")
              .formatted(
                  bits(kl),
                  Numbers.share(facts.number("C1", "slope")),
                  Numbers.share(facts.number("C1", "skill"))));
    }
    Observers.of(facts)
        .rival()
        .ifPresent(
            r ->
                text.append(
                    " The best rival (%s) is %s behind the best observer."
                        .formatted(r.name(), bits(r.behind()))));
    text.append(" Median mass ").append(Numbers.share(median));
    text.append(
        silent == 0
            ? "; every prompt is answered."
            : "; "
                + Numbers.count(silent, "prompt")
                + " of "
                + Numbers.count(cells.size())
                + " have no answer.");
    return text.toString().strip();
  }

  /** Bits that three decimals would call nothing are said to be under one of them. */
  static String bits(double bits) {
    return bits >= 0 && bits < .0005 ? "under .001 bit" : Numbers.share(bits) + " bit";
  }

  private double median(ToDoubleFunction<StudyCell> of) {
    double[] sorted = cells.stream().mapToDouble(of).filter(Double::isFinite).sorted().toArray();
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private String caption(int panels, int drawn) {
    return (pairs.size() > 1
            ? "A panel a pair of generators, all on the same axes"
                + (panels < pairs.size()
                    ? " (%d of %d pairs, evenly chosen)".formatted(panels, pairs.size())
                    : "")
                + ". "
            : "")
        + "n = %s, each asked once; %s. "
            .formatted(
                Numbers.count(cells.size(), "prompt"),
                drawn < cells.size()
                    ? Numbers.count(drawn) + " are drawn as faint points, evenly chosen"
                    : "all are drawn as faint points")
        + "Means of prompts that lie together, with Student's 95 % interval over prompts,"
        + " drawn within 0 and 1. "
        + (two
            ? "Exact Bayes is p_A + (p_B \u2212 p_A) / (1 + exp(\u2212L)); by number of X it is the"
                + " mean over the same prompts, for lengths differ. "
            : "Chances are of the first symbol; beliefs are of the first hidden state. ")
        + "The strip below is the mass of the answers, from 0 to 1. The test is C1's: held-out log"
        + " score, cross-validated over cells.";
  }

  private List<Key> key() {
    List<Key> key = new ArrayList<>();
    key.add(new Key(Key.Mark.CIRCLE, Palette.MODEL, "model, mean with 95 % interval"));
    key.add(new Key(Key.Mark.FAINT, Palette.MODEL, "one prompt"));
    key.add(new Key(Key.Mark.LINE, Palette.INK, "exact Bayes"));
    String rival = Observers.of(facts).rival().map(Observers.Observer::name).orElse("");
    key.add(
        new Key(
            Key.Mark.LINE,
            Palette.GREY,
            "best rival" + (rival.isEmpty() ? "" : " (" + rival + ")")));
    if (two) {
      key.add(new Key(Key.Mark.DASHED, Palette.GREY, "p_A and p_B"));
    }
    return key;
  }

  private String alternative() {
    List<String> lines = new ArrayList<>();
    pairs.forEach(
        (pair, of) -> {
          Axis axis = axes().getFirst();
          List<String> points = new ArrayList<>();
          BinnedMeans.of(of, axis.of(), axis.whole(), domain(axis))
              .node()
              .forEach(
                  m ->
                      points.add(
                          "%s: model %s, exact %s"
                              .formatted(
                                  Numbers.withoutNegativeZero(
                                          String.format(Locale.ROOT, "%.1f", m.get("x").asDouble()))
                                      .replace('-', '\u2212'),
                                  Numbers.share(m.get("mean").asDouble()),
                                  Numbers.share(m.get("exact").asDouble()))));
          lines.add(pair + ", " + axis.title() + " and mean answer: " + String.join("; ", points));
        });
    return String.join(". ", lines) + ".";
  }
}
