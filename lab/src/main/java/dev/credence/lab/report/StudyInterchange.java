package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happened when a donor's Z was put in, against what each hypothesis about Z foretold, for
 * donors of the same question and of other pairs.
 */
final class StudyInterchange {
  static final String NAME = "interchange";
  private static final String TITLE = "Interchange";

  /** Points of random subspaces on the page, at most, in each set. */
  private static final int CLOUD = 1500;

  private static final double ENOUGH = .8;

  private final StudyFacts facts;
  private final List<Exchange> sets;
  private final List<String> hypotheses;
  private final Map<String, Map<String, Exchange.Agreement>> agreements = new LinkedHashMap<>();
  private final String taken;
  private final double limit;

  private StudyInterchange(StudyFacts facts, Table table) {
    this.facts = facts;
    this.sets = Exchange.of(table);
    List<String> all = Exchange.hypotheses(table);
    for (String hypothesis : all) {
      Map<String, Exchange.Agreement> bySet = new LinkedHashMap<>();
      sets.forEach(set -> bySet.put(set.set(), set.agreement(hypothesis)));
      agreements.put(hypothesis, bySet);
    }
    this.taken = taken(facts, all);
    this.hypotheses =
        all.stream().sorted(Comparator.comparing(h -> !h.equals(taken))).toList(); // stable
    this.limit =
        1.05
            * sets.stream()
                .flatMapToDouble(
                    s -> DoubleStream.concat(Arrays.stream(s.observed()), foretold(s, all)))
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(1);
  }

  private static DoubleStream foretold(Exchange set, List<String> hypotheses) {
    return hypotheses.stream().flatMapToDouble(h -> Arrays.stream(set.foretold(h)));
  }

  /** The hypothesis that Z was judged by: its quality is the criterion's value. */
  private static String taken(StudyFacts facts, List<String> all) {
    double value = facts.criterion("C4").map(CriterionRow::value).orElse(Double.NaN);
    return all.stream()
        .filter(h -> facts.number("C4", "quality_" + h) == value)
        .findFirst()
        .orElse(all.getFirst());
  }

  static Figure of(StudyFacts facts) {
    return facts
        .table("interchange")
        .filter(t -> !Exchange.hypotheses(t).isEmpty())
        .<Figure>map(t -> new StudyInterchange(facts, t).figure())
        .orElseGet(
            () ->
                new Figure.Empty(
                    facts.id(NAME),
                    TITLE,
                    facts
                        .criterion("C4")
                        .filter(c -> c.is("not-applicable"))
                        .map(c -> "C4 not applicable: " + c.reason())
                        .orElse("The study left no table interchange: nothing was exchanged.")));
  }

  private Figure figure() {
    ObjectNode datasets = Spec.JSON.createObjectNode();
    for (Exchange set : sets) {
      datasets.set("points " + set.set(), set.points(hypotheses).node());
      datasets.set("cloud " + set.set(), cloud(set.set()).node());
    }
    datasets.set("none", new Rows().node());
    String sentence = sentence();
    List<Figure.View> views = new ArrayList<>();
    for (String hypothesis : hypotheses) {
      List<ObjectNode> panels = new ArrayList<>();
      sets.forEach(set -> panels.add(panel(set, hypothesis)));
      panels.add(comparison());
      ObjectNode chart = Spec.chart(TITLE + ". " + sentence, panels, sets.size() + 1);
      chart.set("datasets", datasets);
      views.add(
          new Figure.View(
              hypothesis.replace('_', '-'),
              "as if "
                  + Exchange.words(hypothesis)
                  + " were exchanged"
                  + (hypothesis.equals(taken) ? " (judged)" : ""),
              chart));
    }
    return new Figure.Drawn(
        facts.id(NAME), TITLE, sentence, caption(), alternative(), key(), views);
  }

  private List<double[]> nulls(String set) {
    return facts
        .table("interchange_nulls")
        .map(t -> t.where("set", set))
        .map(
            t -> {
              double[] x = t.doubles("foretold");
              double[] y = t.doubles("observed");
              List<double[]> all = new ArrayList<>();
              for (int i = 0; i < x.length; i++) {
                all.add(new double[] {x[i], y[i]});
              }
              return all;
            })
        .orElse(List.of());
  }

  private Rows cloud(String set) {
    var rows = new Rows();
    Multiples.thinned(nulls(set), CLOUD)
        .forEach(p -> rows.add("foretold", round(p[0]), "observed", round(p[1])));
    return rows;
  }

  /** Faint points need no more digits; the tables have them all. */
  private static double round(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  private Exchange.Agreement agreement(String hypothesis, String set) {
    return Objects.requireNonNull(Objects.requireNonNull(agreements.get(hypothesis)).get(set));
  }

  private ObjectNode panel(Exchange set, String hypothesis) {
    Exchange.Agreement a = agreement(hypothesis, set.set());
    double[] x = set.foretold(hypothesis);
    double meanX = Arrays.stream(x).average().orElse(0);
    double meanY = a.intercept() + a.slope() * meanX;
    var line = new Rows();
    if (Double.isFinite(a.slope())) {
      for (int step = -10; step <= 10; step++) {
        double at = limit * step / 10;
        double one = meanY + a.low() * (at - meanX);
        double other = meanY + a.high() * (at - meanX);
        line.add(
            "x",
            at,
            "fit",
            a.intercept() + a.slope() * at,
            "low",
            Math.min(one, other),
            "high",
            Math.max(one, other));
      }
    } else {
      line.add("x", 0, "fit", Double.NaN, "low", Double.NaN, "high", Double.NaN);
    }
    boolean own = hypothesis.equals(taken);
    int columns = sets.size() + 1;
    return Spec.panel("study-interchange")
        .with("title", heading(set.set()))
        .with("width", Runs.width(columns))
        .with("height", columns == 2 ? 250 : 195)
        .with("cloud", own ? "cloud " + set.set() : "none")
        .with("points", "points " + set.set())
        .with("diagonal", new Rows().add("x", -limit).add("x", limit))
        .with("line", line)
        .with("shape", set.set().equals("other pair") ? "diamond" : "circle")
        .with("x", Exchange.column(hypothesis))
        .with("xTitle", "foretold by " + Exchange.words(hypothesis) + ", nats")
        .with("domain", List.of(-limit, limit))
        .with(
            "words",
            new Rows()
                .add(
                    "text",
                    "slope %s|R\u00b2 %s|n %s"
                        .formatted(
                            Numbers.share(a.slope()), quality(a.r2()), Numbers.count(a.n()))))
        .build();
  }

  private static String heading(String set) {
    return switch (set) {
      case "same question" -> "donors asked the same";
      case "other pair" -> "donors of other pairs";
      default -> set;
    };
  }

  private static String quality(double r2) {
    return Double.isFinite(r2) ? r2 < -99 ? "below \u221299" : Numbers.share(r2) : "none";
  }

  private ObjectNode comparison() {
    var rows = new Rows();
    agreements.forEach(
        (hypothesis, bySet) ->
            bySet.forEach(
                (set, a) -> {
                  if (Double.isFinite(a.r2())) {
                    rows.add(
                        "hypothesis", Exchange.words(hypothesis),
                        "set", set,
                        "drawn", Math.clamp(a.r2(), -1, 1),
                        "shown", quality(a.r2()),
                        "slope", a.slope(),
                        "n", a.n());
                  }
                }));
    int columns = sets.size() + 1;
    return Spec.panel("study-hypotheses")
        .with("title", "which hypothesis")
        .with("width", Runs.width(columns))
        .with("height", columns == 2 ? 250 : 195)
        .with("threshold", new Rows().add("at", ENOUGH))
        .with("rows", rows)
        .with("order", agreements.keySet().stream().map(Exchange::words).toList())
        .build();
  }

  /** The smaller R2 of the sets decides, as in C4. */
  private double worst(String hypothesis) {
    return Objects.requireNonNull(agreements.get(hypothesis)).values().stream()
        .mapToDouble(a -> Double.isNaN(a.r2()) ? Double.NEGATIVE_INFINITY : a.r2())
        .min()
        .orElse(Double.NaN);
  }

  private String sentence() {
    List<String> parts = new ArrayList<>();
    for (Exchange set : sets) {
      Exchange.Agreement a = agreement(taken, set.set());
      parts.add(
          "slope %s and R\u00b2 %s (%s)"
              .formatted(Numbers.share(a.slope()), quality(a.r2()), heading(set.set())));
    }
    String text =
        "Taken for %s, an exchanged Z moves the prediction with %s."
            .formatted(Exchange.words(taken), String.join(", ", parts));
    if (hypotheses.size() < 2) {
      return text;
    }
    String best = hypotheses.stream().max(Comparator.comparingDouble(this::worst)).orElse(taken);
    List<String> ties =
        hypotheses.stream()
            .filter(h -> !h.equals(best) && Math.abs(worst(h) - worst(best)) < 1e-9)
            .map(Exchange::words)
            .toList();
    return text
        + (Double.isFinite(worst(best))
            ? " Best told by %s (the smaller R\u00b2 is %s)%s: %s."
                .formatted(
                    Exchange.words(best),
                    quality(worst(best)),
                    ties.isEmpty()
                        ? ""
                        : ", which these donors cannot tell from " + String.join(" and ", ties),
                    others(best, ties))
            : " Nothing moved, so no hypothesis is ahead.");
  }

  private String others(String best, List<String> ties) {
    List<String> rest =
        hypotheses.stream()
            .filter(h -> !h.equals(best) && !ties.contains(Exchange.words(h)))
            .map(h -> Exchange.words(h) + " " + quality(worst(h)))
            .toList();
    return rest.isEmpty() ? "there is no other" : String.join(", ", rest);
  }

  private String caption() {
    long nulls = sets.stream().mapToLong(s -> nulls(s.set()).size()).sum();
    long drawn = sets.stream().mapToLong(s -> Math.min(CLOUD, nulls(s.set()).size())).sum();
    long beyond =
        sets.stream()
            .flatMap(s -> nulls(s.set()).stream())
            .filter(p -> Math.abs(p[1]) > limit || Math.abs(p[0]) > limit)
            .count();
    String n =
        sets.stream()
            .map(s -> Numbers.count(s.table().size()) + " " + heading(s.set()))
            .collect(Collectors.joining(", "));
    return "Change of the answer's log-odds when the donor's Z is put into the base at the"
        + " site that was"
        + " judged, against the change that exact Bayes foretells if Z were the named"
        + " variable. n = "
        + n
        + ", confirm split. The band is the slope's 95 % interval (bootstrap over sets of"
        + " draws); R\u00b2 is"
        + " about the diagonal, and .8 is asked for in both sets. "
        + (nulls == 0
            ? "No random subspaces were run."
            : ("The grey cloud is what random subspaces of the same dimension did (%s of %s"
                    + " points drawn%s), with the judged hypothesis.")
                .formatted(
                    Numbers.count(drawn),
                    Numbers.count(nulls),
                    beyond == 0 ? "" : "; " + Numbers.count(beyond) + " lie beyond the axes"))
        + (sets.size() < 2
            ? " There are no donors of other pairs, so belief and answer foretell the same."
            : "");
  }

  private List<Key> key() {
    List<Key> key = new ArrayList<>();
    key.add(new Key(Key.Mark.LINE, Palette.INK, "exact Bayes (diagonal)"));
    key.add(new Key(Key.Mark.CIRCLE, Palette.EDITED, "donor asked the same"));
    if (sets.size() > 1) {
      key.add(new Key(Key.Mark.DIAMOND, Palette.EDITED, "donor of another pair"));
    }
    key.add(new Key(Key.Mark.DASHED, Palette.EDITED, "fitted line, 95 % interval"));
    key.add(new Key(Key.Mark.FAINT, Palette.GREY, "random subspaces"));
    key.add(new Key(Key.Mark.DASHED, Palette.GREY, "R\u00b2 asked for"));
    return key;
  }

  private String alternative() {
    List<String> lines = new ArrayList<>();
    agreements.forEach(
        (hypothesis, bySet) ->
            bySet.forEach(
                (set, a) ->
                    lines.add(
                        ("As if %s were exchanged, %s: slope %s [%s, %s], R\u00b2 about the diagonal %s,"
                                + " n = %s")
                            .formatted(
                                Exchange.words(hypothesis),
                                heading(set),
                                Numbers.share(a.slope()),
                                Numbers.share(a.low()),
                                Numbers.share(a.high()),
                                quality(a.r2()),
                                Numbers.count(a.n())))));
    return String.join(". ", lines) + ".";
  }
}
