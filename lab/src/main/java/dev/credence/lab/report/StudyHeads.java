package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** What each head carries, and what the first k of them carry together. */
final class StudyHeads {
  static final String NAME = "heads";
  private static final String TITLE = "Heads";

  /** Columns that may be mapped, and what they are. */
  private static final Map<String, String> EFFECTS =
      new TreeMap<>(
          Map.of(
              "denoising", "denoising: clean into corrupt",
              "noising", "noising: corrupt into clean",
              "direct", "direct effect",
              "total", "total effect"));

  /** Of the two curves of a study the one that is drawn beside the map of the same name. */
  private static final String DENOISING = "denoising";

  private static final List<String> ORDER = List.of("denoising", "noising", "direct", "total");

  private final StudyFacts facts;
  private final Table heads;
  private final Optional<Table> curve;
  private final List<String> effects;

  private StudyHeads(StudyFacts facts, Table heads) {
    this.facts = facts;
    this.heads = heads;
    this.curve = facts.table("heads_topk").map(t -> t.where("curve", DENOISING));
    this.effects = ORDER.stream().filter(heads::has).toList();
  }

  static Figure of(StudyFacts facts) {
    return facts
        .table("heads")
        .map(t -> new StudyHeads(facts, t))
        .filter(h -> !h.effects.isEmpty())
        .<Figure>map(StudyHeads::figure)
        .orElseGet(
            () ->
                new Figure.Empty(
                    facts.id(NAME),
                    TITLE,
                    "The study left no table heads: heads were not patched one by one."));
  }

  private Figure figure() {
    ObjectNode datasets = Spec.JSON.createObjectNode();
    datasets.set("heads", rows().node());
    String sentence = sentence();
    List<Figure.View> views = new ArrayList<>();
    for (String effect : effects) {
      List<ObjectNode> panels = new ArrayList<>();
      int columns = curve.isPresent() ? 2 : 1;
      panels.add(map(effect, columns));
      curve.ifPresent(t -> panels.add(curve(t, columns)));
      ObjectNode chart = Spec.chart(TITLE + ". " + sentence, panels, columns);
      chart.set("datasets", datasets);
      views.add(new Figure.View(effect, EFFECTS.getOrDefault(effect, effect), chart));
    }
    String end = Numbers.brief(limit());
    return new Figure.Drawn(
        facts.id(NAME),
        TITLE,
        sentence,
        caption(),
        alternative(),
        List.of(
            new Key(Key.Mark.DIVERGING, Palette.INK, "\u2212" + end + "|+" + end),
            new Key(Key.Mark.HATCH, Palette.GREY, "not measured"),
            new Key(Key.Mark.CIRCLE, Palette.MODEL, "first k heads together, 95 % interval"),
            new Key(Key.Mark.BAND, Palette.GREY, "random heads, 90 % band, median dashed")),
        views);
  }

  private double limit() {
    double largest =
        effects.stream()
            .flatMapToDouble(e -> Arrays.stream(heads.doubles(e)))
            .filter(Double::isFinite)
            .map(Math::abs)
            .max()
            .orElse(1);
    return largest == 0 ? 1 : largest;
  }

  private Rows rows() {
    double[] layer = heads.doubles("layer");
    double[] head = heads.doubles("head");
    var rows = new Rows();
    for (int i = 0; i < heads.size(); i++) {
      List<Object> row = new ArrayList<>(List.of("layer", (int) layer[i], "head", (int) head[i]));
      for (String effect : effects) {
        double value = heads.doubles(effect)[i];
        row.addAll(
            List.of(
                effect,
                value,
                effect + "_strength",
                Math.abs(value),
                effect + "_shown",
                shown(effect, i, value)));
      }
      rows.add(row.toArray());
    }
    return rows;
  }

  private String shown(String effect, int i, double value) {
    if (!Double.isFinite(value)) {
      return "not measured";
    }
    boolean interval = effect.equals(effects.getFirst()) && heads.has("low") && heads.has("high");
    return Numbers.signed(value)
        + (interval
            ? " [%s, %s]"
                .formatted(
                    Numbers.signed(heads.doubles("low")[i]),
                    Numbers.signed(heads.doubles("high")[i]))
            : "");
  }

  private int height() {
    long layers = Arrays.stream(heads.doubles("layer")).distinct().count();
    return (int) Math.max(150, layers * 13);
  }

  private ObjectNode map(String effect, int columns) {
    return Spec.panel("study-head-map")
        .with("title", EFFECTS.getOrDefault(effect, effect))
        .with("width", Runs.width(columns))
        .with("height", height())
        .with("measured", "isValid(datum." + effect + ")")
        .with("unmeasured", "!isValid(datum." + effect + ")")
        .with("below", "datum." + effect + " < 0")
        .with("strength", effect + "_strength")
        .with("limits", List.of(0, limit()))
        .with("shown", effect + "_shown")
        .with("what", effect)
        .build();
  }

  private ObjectNode curve(Table t, int columns) {
    double[] k = t.doubles("k");
    var ranked = new Rows();
    var random = new Rows();
    for (int i : byK(t)) {
      double low = t.doubles("low")[i];
      double high = t.doubles("high")[i];
      ranked.add(
          "k",
          k[i],
          "effect",
          t.doubles("effect")[i],
          "low",
          low,
          "high",
          high,
          "interval",
          Numbers.share(low) + " to " + Numbers.share(high));
      double median = t.doubles("random_median")[i];
      if (Double.isFinite(median)) {
        random.add(
            "k", k[i],
            "low", t.doubles("random_low")[i],
            "median", median,
            "high", t.doubles("random_high")[i]);
      }
    }
    return Spec.panel("study-head-curve")
        .with("title", "the first k heads together")
        .with("width", Runs.width(columns))
        .with("height", height())
        .with("ranked", ranked)
        .with("random", random)
        .build();
  }

  private static int[] byK(Table t) {
    double[] k = t.doubles("k");
    return IntStream.range(0, k.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> k[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private String sentence() {
    String effect = effects.getFirst();
    double[] values = heads.doubles(effect);
    int[] measured =
        IntStream.range(0, values.length).filter(i -> Double.isFinite(values[i])).toArray();
    if (measured.length == 0) {
      return "No head was measured.";
    }
    int best =
        Arrays.stream(measured)
            .boxed()
            .max(Comparator.comparingDouble(i -> values[i]))
            .orElseThrow();
    String text =
        "By %s, head %d of layer %d does most (%s); %s of %s heads were measured."
            .formatted(
                effect,
                (int) heads.doubles("head")[best],
                (int) heads.doubles("layer")[best],
                Numbers.signed(values[best]),
                Numbers.count(measured.length),
                Numbers.count(values.length));
    return text + curve.map(StudyHeads::ahead).orElse("");
  }

  /** From how many heads on the ranked ones do more than random ones. */
  private static String ahead(Table t) {
    for (int i : byK(t)) {
      double high = t.doubles("random_high")[i];
      if (t.doubles("low")[i] > high) {
        int k = (int) t.doubles("k")[i];
        return " %s reach%s %s, above the band of random heads (up to %s)."
            .formatted(
                k == 1 ? "The first alone" : "The first " + k + " together",
                k == 1 ? "es" : "",
                Numbers.share(t.doubles("effect")[i]),
                Numbers.share(high));
      }
    }
    return " No number of heads rises above the band of random ones.";
  }

  private String caption() {
    return "Each head's output is patched alone (map), or the first k in the order found"
        + " on the select split"
        + " together (curve); share of the difference between clean and corrupt runs that"
        + " it restores or"
        + " removes. The scale is symmetric about 0. Intervals are 95 %, over pairs of"
        + " prompts; the band holds 90 % of random sets of as many heads. n = "
        + Numbers.count(heads.size(), "head")
        + (curve.isPresent() ? "." : ". There is no table heads_topk, so no curve.");
  }

  private String alternative() {
    String effect = effects.getFirst();
    double[] values = heads.doubles(effect);
    List<Integer> ranked =
        IntStream.range(0, values.length)
            .filter(i -> Double.isFinite(values[i]))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
            .toList();
    String map =
        ranked.stream()
            .limit(20)
            .map(
                i ->
                    "layer %d head %d %s"
                        .formatted(
                            (int) heads.doubles("layer")[i],
                            (int) heads.doubles("head")[i],
                            Numbers.signed(values[i])))
            .collect(Collectors.joining("; "));
    String top =
        curve
            .map(
                t ->
                    ". First k together: "
                        + Arrays.stream(byK(t))
                            .mapToObj(
                                i ->
                                    (int) t.doubles("k")[i]
                                        + ": "
                                        + Numbers.share(t.doubles("effect")[i]))
                            .collect(Collectors.joining("; ")))
            .orElse("");
    return "By " + effect + ", the largest: " + map + top + ".";
  }
}
