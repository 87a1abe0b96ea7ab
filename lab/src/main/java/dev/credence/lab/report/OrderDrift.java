package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** How far the answer moves when the same draws come in another order. */
final class OrderDrift {
  private static final String ID = "order-drift";
  private static final String TITLE = "Order drift";
  private static final String SWEEP = "behaviour_sweep";

  private OrderDrift() {}

  static Figure of(Runs runs) {
    List<RunTables> sweeps = runs.with(SWEEP);
    List<RunTables> drifts = runs.all().stream().filter(run -> !orders(run).isEmpty()).toList();
    if (sweeps.isEmpty() && drifts.isEmpty()) {
      return new Figure.Empty(ID, TITLE, runs.notRun("order drift", SWEEP + ".csv", "behaviour"));
    }
    List<ObjectNode> panels = new ArrayList<>();
    Map<RunTables, List<String>> sentences = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    int columns = runs.several() ? runs.all().size() : sweeps.isEmpty() || drifts.isEmpty() ? 1 : 2;
    for (RunTables run : sweeps) {
      panels.add(byCount(runs, run, Runs.width(columns), of(sentences, run), words));
    }
    for (RunTables run : drifts) {
      panels.add(byOrder(runs, run, Runs.width(columns), of(sentences, run), words));
    }
    String sentence =
        runs.joined(
            sentences.entrySet().stream()
                .map(e -> runs.sentence(e.getKey(), String.join(" ", e.getValue())))
                .toList());
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "By number of X: largest minus smallest P(X) among the orders drawn, for each control. By"
            + " order: each distinct order of the same draws, with and without the edit. The range"
            + " grows with the number of orders, so ranges of unequal n do not compare. No"
            + " interval, no test; exact Bayes has no drift.",
        String.join(". ", words) + ".",
        key(sweeps, drifts),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }

  /** Only what is to be seen. */
  private static List<Key> key(List<RunTables> sweeps, List<RunTables> drifts) {
    Set<String> controls = new LinkedHashSet<>();
    sweeps.forEach(run -> controls.addAll(run.table(SWEEP).orElseThrow().strings("control")));
    List<Key> key = new ArrayList<>();
    key.add(
        new Key(
            Key.Mark.CIRCLE,
            Palette.MODEL,
            controls.contains("order_irrelevant")
                ? "\u201corder does not matter\u201d; or no edit"
                : "no edit"));
    if (controls.contains("independent")) {
      key.add(new Key(Key.Mark.SQUARE, Palette.GREY, "\u201cindependent\u201d"));
    }
    if (controls.contains("base")) {
      key.add(new Key(Key.Mark.TRIANGLE, Palette.INK, "nothing said"));
    }
    if (!drifts.isEmpty()) {
      key.add(new Key(Key.Mark.DIAMOND, Palette.EDITED, "ANTI heads zeroed"));
    }
    return key;
  }

  private static ObjectNode byCount(
      Runs runs, RunTables run, int width, List<String> sentences, List<String> words) {
    Table table = run.table(SWEEP).orElseThrow();
    double[] drift = table.doubles("drift_max_minus_min");
    double[] n = table.doubles("n_X");
    List<String> control = table.strings("control");
    var rows = new Rows();
    int worst = 0;
    var text = new StringBuilder();
    for (int i = 0; i < drift.length; i++) {
      String wording = EvidenceSweep.wording(control.get(i));
      rows.add(
          "series", style(control.get(i)), "name", wording, "n", (int) n[i], "drift", drift[i]);
      text.append(i == 0 ? "" : "; ").append(prefix(control.get(i))).append((int) n[i]);
      text.append(" X: ").append(Numbers.share(drift[i]));
      worst = drift[i] > drift[worst] ? i : worst;
    }
    sentences.add(
        "Reordering the same draws moves P(X) by up to %s (%s%d X)."
            .formatted(Numbers.share(drift[worst]), prefix(control.get(worst)), (int) n[worst]));
    words.add(runs.title(run, "By number of X") + ": " + text);
    return Spec.panel("order-drift")
        .with("title", runs.title(run, "By number of X"))
        .with("width", width)
        .with("rows", rows)
        .with("ticks", Runs.ticks(0, (int) Arrays.stream(n).max().orElse(0), width))
        .with("domain", runs.domain(SWEEP, "drift_max_minus_min"))
        .build();
  }

  private static ObjectNode byOrder(
      Runs runs, RunTables run, int width, List<String> sentences, List<String> words) {
    List<PromptRow> answers = orders(run);
    Set<String> orders = new LinkedHashSet<>();
    answers.stream().map(PromptRow::sequence).sorted().forEach(orders::add);
    Map<String, Map<String, Double>> bySection = new LinkedHashMap<>();
    for (PromptRow answer : answers) {
      bySection
          .computeIfAbsent(name(answer.section()), s -> new LinkedHashMap<>())
          .put(answer.sequence(), answer.pX());
    }
    var rows = new Rows();
    var text = new StringBuilder();
    List<String> ranges = new ArrayList<>();
    bySection.forEach(
        (section, byOrder) -> {
          for (String order : orders) {
            if (byOrder.containsKey(order)) {
              rows.add("name", section, "sequence", order, "p", byOrder.get(order));
              text.append(text.isEmpty() ? "" : "; ").append(section).append(", ");
              text.append(order).append(": ").append(Numbers.share(byOrder.get(order)));
            }
          }
          var range = byOrder.values().stream().mapToDouble(p -> p).summaryStatistics();
          ranges.add(Numbers.share(range.getMax() - range.getMin()) + " (" + section + ")");
        });
    sentences.add(
        "Over the %d distinct orders of one set of draws the range is %s."
            .formatted(orders.size(), String.join(", ", ranges)));
    words.add(runs.title(run, "By order") + ": " + text);
    return Spec.panel("order-drift-orders")
        .with("title", runs.title(run, "By order"))
        .with("width", width)
        .with("rows", rows)
        .build();
  }

  private static List<String> of(Map<RunTables, List<String>> sentences, RunTables run) {
    return sentences.computeIfAbsent(run, r -> new ArrayList<>());
  }

  private static String prefix(String control) {
    String words = EvidenceSweep.wording(control);
    return words.isEmpty() ? "" : words + ", ";
  }

  /** A control the key does not know is drawn as the model's own. */
  private static String style(String control) {
    return control.equals("base") || control.equals("independent") ? control : "order_irrelevant";
  }

  private static List<PromptRow> orders(RunTables run) {
    return run.prompts().stream().filter(p -> p.section().startsWith("drift")).toList();
  }

  private static String name(String section) {
    return section.contains("anti") ? "ANTI heads zeroed" : "no edit";
  }
}
