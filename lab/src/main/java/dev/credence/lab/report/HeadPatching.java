package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Recovery of each head when its clean output is patched into the corrupt run. */
final class HeadPatching {
  private static final String ID = "head-patching";
  private static final String TITLE = "Head patching";

  /** Smaller recoveries print as .000. */
  private static final double NEXT_TO_NOTHING = .0005;

  private HeadPatching() {}

  static Figure of(Runs runs) {
    List<RunTables> having = runs.all().stream().filter(run -> run.recovery().isPresent()).toList();
    if (having.isEmpty()) {
      return new Figure.Empty(
          ID, TITLE, runs.notRun("head patching", "head_patching_recovery.npy", "localise"));
    }
    double limit =
        having.stream().mapToDouble(run -> run.recovery().orElseThrow().limit()).max().orElse(1);
    List<ObjectNode> panels = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    int measured = 0;
    int columns = runs.several() ? having.size() : 2;
    for (RunTables run : having) {
      HeadRecovery recovery = run.recovery().orElseThrow();
      panels.add(map(recovery, runs.title(run, "Recovery by head"), columns, limit));
      sentences.add(runs.sentence(run, sentence(recovery)));
      words.add(runs.title(run, "Largest recoveries") + ": " + words(recovery));
      measured += recovery.measured().size();
    }
    for (RunTables run : having) {
      panels.add(
          rank(run.recovery().orElseThrow(), runs.title(run, "Heads in order"), columns, limit));
    }
    String sentence = runs.joined(sentences);
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        "Recovery: the share of the clean run's logit difference (X minus Y) that comes back when"
            + " one head's output at all positions is patched from the clean prompt into the"
            + " corrupt one; 0: nothing, 1: all, values outside are real. n = "
            + Numbers.count(measured, "head")
            + ", one pair of prompts, so there is no interval and no test.",
        String.join(". ", words) + ".",
        key(having, limit),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }

  /** Only what is to be seen. */
  private static List<Key> key(List<RunTables> runs, double limit) {
    List<HeadRecovery.Head> heads =
        runs.stream()
            .flatMap(run -> run.recovery().stream())
            .flatMap(r -> r.heads().stream())
            .toList();
    List<Key> key = new ArrayList<>();
    String end = Numbers.share(limit);
    key.add(new Key(Key.Mark.DIVERGING, Palette.MODEL, "\u2212" + end + "|+" + end));
    if (heads.stream().anyMatch(h -> h.choice().equals("BAYES"))) {
      key.add(new Key(Key.Mark.DOT, Palette.INK, "chosen as BAYES"));
    }
    if (heads.stream().anyMatch(h -> h.choice().equals("ANTI"))) {
      key.add(new Key(Key.Mark.CROSS, Palette.INK, "chosen as ANTI"));
    }
    if (heads.stream().anyMatch(h -> h.choice().contains(" and "))) {
      key.add(new Key(Key.Mark.RINGED_CROSS, Palette.INK, "chosen as both"));
    }
    if (!heads.stream().allMatch(HeadRecovery.Head::measured)) {
      key.add(new Key(Key.Mark.HATCH, Palette.GREY, "not measured"));
    }
    return key;
  }

  private static String sentence(HeadRecovery recovery) {
    List<HeadRecovery.Head> ranked = recovery.ranked();
    if (ranked.isEmpty()) {
      return "No head was measured.";
    }
    HeadRecovery.Head top = ranked.getFirst();
    HeadRecovery.Head last = ranked.getLast();
    long strong = ranked.stream().filter(h -> Math.abs(h.value()) >= .1).count();
    String text =
        (top.value() < NEXT_TO_NOTHING
                ? "No head brings back any of the logit difference"
                : "Head %d of layer %d brings back %s of the logit difference"
                    .formatted(top.head(), top.layer(), Numbers.share(top.value())))
            + (last.value() > -NEXT_TO_NOTHING
                ? ", none takes any away"
                : ", head %d of layer %d takes %s away"
                    .formatted(last.head(), last.layer(), Numbers.share(-last.value())))
            + "; %s of the %s measured heads move it by .1 or more."
                .formatted(Numbers.count(strong), Numbers.count(ranked.size()));
    long both = recovery.heads().stream().filter(h -> h.choice().contains(" and ")).count();
    if (both > 0) {
      return text
          + " %s chosen both as BAYES and as ANTI."
              .formatted(both == 1 ? "One head is" : both + " heads are");
    }
    long weak = recovery.chosen("BAYES").stream().filter(h -> !(Math.abs(h.value()) >= .1)).count();
    int chosen = recovery.chosen("BAYES").size();
    return weak == 0 || chosen == 0
        ? text
        : text + " Of the %d heads chosen as BAYES, %d lie below that.".formatted(chosen, weak);
  }

  private static String words(HeadRecovery recovery) {
    List<HeadRecovery.Head> ranked = recovery.ranked();
    return ranked.stream()
            .limit(10)
            .map(h -> "layer " + h.layer() + " head " + h.head() + " " + Numbers.share(h.value()))
            .collect(Collectors.joining("; "))
        + "; smallest: "
        + ranked.reversed().stream()
            .limit(5)
            .map(h -> "layer " + h.layer() + " head " + h.head() + " " + Numbers.share(h.value()))
            .collect(Collectors.joining("; "))
        + "; "
        + Numbers.count(recovery.heads().size() - ranked.size(), "head")
        + " not measured";
  }

  private static ObjectNode map(HeadRecovery recovery, String title, int columns, double limit) {
    var rows = new Rows();
    for (HeadRecovery.Head h : recovery.heads()) {
      rows.add(
          "layer", h.layer(),
          "head", h.head(),
          "value", h.value(),
          "strength", Math.abs(h.value()),
          "measured", h.measured(),
          "choice", h.choice(),
          "shown", h.measured() ? Numbers.signed(h.value()) : "not measured");
    }
    return Spec.panel("head-map")
        .with("title", title)
        .with("width", Runs.width(columns))
        .with("height", Math.max(120, recovery.layers() * 13))
        .with("rows", rows)
        .with("strength", List.of(0, limit))
        .build();
  }

  private static ObjectNode rank(HeadRecovery recovery, String title, int columns, double limit) {
    var rows = new Rows();
    int rank = 1;
    for (HeadRecovery.Head h : recovery.ranked()) {
      rows.add(
          "rank",
          rank++,
          "value",
          h.value(),
          "name",
          "layer " + h.layer() + ", head " + h.head(),
          "choice",
          h.choice().isEmpty() ? "neither" : h.choice());
    }
    return Spec.panel("head-rank")
        .with("title", title)
        .with("width", Runs.width(columns))
        .with("height", Math.max(120, recovery.layers() * 13))
        .with("rows", rows)
        .with("domain", List.of(-limit, limit))
        .build();
  }
}
