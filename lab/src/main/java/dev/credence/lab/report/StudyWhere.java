package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the evidence lies: slopes of patching the whole stream, layer by position; and what can be
 * read and moved at the last position, site by site.
 */
final class StudyWhere {
  static final String NAME = "where";
  private static final String TITLE = "Where, exploratory";

  /** Parts of a prompt before the draws, in order, as the positions' roles are named. */
  private static final List<String> BEFORE =
      List.of("bos", "template", "example", "instruction", "parameter");

  private final StudyFacts facts;
  private final List<Patch> patches;
  private final List<Read> reads;

  /** What patching one place did. */
  private record Patch(String hook, int layer, String role, double slope, double n) {}

  /** What is known of one site at the last position. */
  private record Read(String hook, double r2, double partial, double moves, boolean chosen) {}

  private StudyWhere(StudyFacts facts) {
    this.facts = facts;
    this.patches = facts.table("where").map(StudyWhere::patches).orElse(List.of());
    this.reads = facts.table("sites").map(StudyWhere::reads).orElse(List.of());
  }

  private static List<Patch> patches(Table table) {
    List<Patch> all = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      all.add(
          new Patch(
              table.strings("hook").get(i),
              (int) table.doubles("layer")[i],
              table.strings("role").get(i),
              table.doubles("slope")[i],
              table.doubles("n")[i]));
    }
    return all;
  }

  private static List<Read> reads(Table table) {
    List<Read> all = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      all.add(
          new Read(
              table.strings("hook").get(i),
              table.doubles("decodability_r2")[i],
              table.doubles("partial_r2")[i],
              table.doubles("best_belief_quality")[i],
              table.strings("chosen").get(i).equals("chosen")));
    }
    return all;
  }

  static Figure of(StudyFacts facts) {
    StudyWhere where = new StudyWhere(facts);
    return where.patches.isEmpty() && where.reads.isEmpty()
        ? new Figure.Empty(
            facts.id(NAME),
            TITLE,
            "The study left no table where and no table sites: no place was looked at.")
        : where.figure();
  }

  private Figure figure() {
    String sentence = sentence();
    List<Figure.View> views = new ArrayList<>();
    if (!patches.isEmpty()) {
      views.add(
          new Figure.View(
              "slope",
              "interchange slope, whole stream",
              Spec.chart(TITLE + ". " + sentence, List.of(map()), 1)));
    }
    if (!reads.isEmpty()) {
      views.add(
          new Figure.View(
              "r2",
              "decodability and partial R\u00b2, last position",
              Spec.chart(TITLE + ". " + sentence, List.of(sites()), 1)));
    }
    return new Figure.Drawn(
        facts.id(NAME), TITLE, sentence, caption(), alternative(), key(), views);
  }

  private static int order(String role) {
    if (role.equals("last")) {
      return 100_000;
    }
    if (role.startsWith("draw -")) {
      return 10_000 - Integer.parseInt(role.substring("draw -".length()));
    }
    return BEFORE.contains(role) ? BEFORE.indexOf(role) : 20_000;
  }

  private List<String> roles() {
    return patches.stream()
        .map(Patch::role)
        .distinct()
        .sorted(Comparator.comparingInt(StudyWhere::order).thenComparing(r -> r))
        .toList();
  }

  private static String shown(String role) {
    return role.startsWith("draw -") ? "\u2212" + role.substring("draw -".length()) : role;
  }

  private ObjectNode map() {
    Map<String, Patch> at = new HashMap<>();
    patches.forEach(p -> at.put(p.layer() + " " + p.role(), p));
    Optional<StudyFacts.Place> chosen = facts.chosen();
    var rows = new Rows();
    var layers = new TreeSet<>(patches.stream().map(Patch::layer).toList());
    for (int layer : layers) {
      for (String role : roles()) {
        Patch patch = at.get(layer + " " + role);
        double slope = patch == null ? Double.NaN : patch.slope();
        rows.add(
            "hook",
            patch == null ? "" : patch.hook(),
            "layer",
            layer,
            "role",
            shown(role),
            "strength",
            Math.max(0, slope),
            "measured",
            Double.isFinite(slope),
            "negative",
            slope < -.05,
            "n",
            patch == null ? 0 : patch.n(),
            "chosen",
            role.equals("last") && chosen.filter(c -> c.layer() == layer).isPresent(),
            "shown",
            Double.isFinite(slope) ? Numbers.share(slope) : "not measured");
      }
    }
    return Spec.panel("study-where-map")
        .with("width", 660)
        .with("height", Math.max(90, layers.size() * (layers.size() > 12 ? 13 : 24)))
        .with("rows", rows)
        .with("roles", roles().stream().map(StudyWhere::shown).toList())
        .with(
            "angle", roles().stream().anyMatch(r -> r.length() > 8) && roles().size() > 8 ? -40 : 0)
        .with("strength", List.of(0, 1))
        .build();
  }

  private static String site(String hook) {
    StudyFacts.Place place = StudyFacts.Place.of(hook);
    return switch (place.point()) {
      case "resid_mid" -> place.layer() + "m";
      case "resid_post" -> place.layer() + "p";
      default -> hook;
    };
  }

  private ObjectNode sites() {
    var rows = new Rows();
    var chosen = new Rows();
    for (Read read : reads) {
      add(rows, read, "read", "read, held-out R\u00b2", read.r2());
      add(rows, read, "beyond", "read beyond nuisances, partial R\u00b2", read.partial());
      add(rows, read, "moves", "exchanged, R\u00b2 about the diagonal", read.moves());
      if (read.chosen()) {
        chosen.add("site", site(read.hook()));
      }
    }
    return Spec.panel("study-where-sites")
        .with("width", 660)
        .with("height", 220)
        .with("rows", rows)
        .with("chosen", chosen)
        .with("sites", reads.stream().map(r -> site(r.hook())).toList())
        .with("angle", reads.size() > 24 ? -90 : 0)
        .build();
  }

  private static void add(Rows rows, Read read, String what, String words, double value) {
    if (!Double.isNaN(value)) {
      rows.add(
          "hook",
          read.hook(),
          "site",
          site(read.hook()),
          "what",
          what,
          "words",
          words,
          "value",
          Math.clamp(value, 0, 1),
          "shown",
          Double.isFinite(value) ? Numbers.share(value) : "nothing moved");
    }
  }

  private String sentence() {
    var text = new StringBuilder();
    patches.stream()
        .filter(p -> !p.role().equals("last") && Double.isFinite(p.slope()))
        .max(Comparator.comparingDouble(Patch::slope))
        .ifPresent(
            best ->
                text.append(
                    ("Before the last position, patching moves the prediction most at %s of layer %d"
                            + " (slope %s).")
                        .formatted(
                            best.role().startsWith("draw")
                                ? "draw " + shown(best.role())
                                : best.role(),
                            best.layer(),
                            Numbers.share(best.slope()))));
    patches.stream()
        .filter(p -> p.role().equals("last") && p.slope() >= .5)
        .min(Comparator.comparingInt(Patch::layer))
        .ifPresentOrElse(
            first ->
                text.append(
                    " At the last position half of the evidence has arrived by layer %d (slope %s)."
                        .formatted(first.layer(), Numbers.share(first.slope()))),
            () -> {
              if (!patches.isEmpty()) {
                text.append(" At the last position no layer carries half of the evidence.");
              }
            });
    Optional<Read> chosen = reads.stream().filter(Read::chosen).findFirst();
    if (chosen.isPresent()) {
      Read z = chosen.get();
      text.append(
          (" The site that was judged is %s: the belief is read there with R\u00b2 %s, and"
                  + " exchanged it moves the prediction with R\u00b2 %s about the diagonal on the"
                  + " select split.")
              .formatted(
                  StudyFacts.Place.of(z.hook()).words(), Numbers.share(z.r2()), signed(z.moves())));
    }
    return text.toString().strip();
  }

  private static String signed(double quality) {
    return Double.isFinite(quality) ? Numbers.share(quality) : "none (nothing moved)";
  }

  private String caption() {
    double pairs = patches.stream().mapToDouble(Patch::n).max().orElse(0);
    return "Exploratory: this figure chooses nothing. Slope: the whole stream after a"
        + " layer (resid_post) is replaced at all positions of one draw, or of another part of the"
        + " prompt, by a donor's that was asked the same and shown as many draws;"
        + " change of the prediction for a unit of change that exact Bayes foretells. Draws are"
        + " counted from the last one back (\u22121). n up to "
        + Numbers.count(Math.round(pairs), "donor pair")
        + " a cell, no interval. Stronger colour is more, from 0 to 1 and above; a stroke"
        + " is not measured, a"
        + " short dash below \u2212.05. Readable: a ridge probe fitted on the fit split,"
        + " R\u00b2 on held-out"
        + " cells; partial R\u00b2 is what is left when counts, length, frequency, last"
        + " draw, the model's"
        + " answer and the question are known. Values below 0 are drawn at 0.";
  }

  private List<Key> key() {
    List<Key> key = new ArrayList<>();
    key.add(new Key(Key.Mark.SEQUENTIAL, Palette.MODEL, "slope 0|1 and more"));
    key.add(
        new Key(
            Key.Mark.OUTLINE,
            Palette.EDITED,
            "site that was judged" + facts.chosen().map(c -> ": " + c.words()).orElse("")));
    key.add(new Key(Key.Mark.HATCH, Palette.GREY, "not measured"));
    key.add(new Key(Key.Mark.CIRCLE, Palette.MODEL, "R\u00b2 read"));
    key.add(new Key(Key.Mark.TRIANGLE, Palette.SECOND, "R\u00b2 read beyond nuisances"));
    key.add(new Key(Key.Mark.DIAMOND, Palette.EDITED, "R\u00b2 exchanged"));
    return key;
  }

  private String alternative() {
    List<String> lines = new ArrayList<>();
    for (int layer : new TreeSet<>(patches.stream().map(Patch::layer).toList())) {
      lines.add(
          "Layer "
              + layer
              + ", slopes by position: "
              + patches.stream()
                  .filter(p -> p.layer() == layer)
                  .sorted(Comparator.comparingInt(p -> order(p.role())))
                  .map(p -> shown(p.role()) + " " + Numbers.share(p.slope()))
                  .collect(Collectors.joining("; ")));
    }
    IntStream.range(0, reads.size())
        .mapToObj(reads::get)
        .map(
            r ->
                "%s: read %s, beyond nuisances %s, exchanged %s%s"
                    .formatted(
                        r.hook(),
                        Numbers.share(r.r2()),
                        Numbers.share(r.partial()),
                        signed(r.moves()),
                        r.chosen() ? ", the site that was judged" : ""))
        .forEach(lines::add);
    return String.join(". ", lines) + ".";
  }
}
