package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** P(X) against the number of X, a panel for each control; the mass in a strip below. */
final class EvidenceSweep {
  private static final String ID = "evidence-sweep";
  private static final String TITLE = "Evidence sweep";
  private static final String TABLE = "behaviour_sweep";

  private EvidenceSweep() {}

  static Figure of(Runs runs) {
    List<RunTables> having = runs.with(TABLE);
    if (having.isEmpty()) {
      return new Figure.Empty(
          ID, TITLE, runs.notRun("evidence sweep", TABLE + ".csv", "behaviour"));
    }
    Set<String> controls = new LinkedHashSet<>();
    having.forEach(run -> controls.addAll(table(run).strings("control")));
    int columns = runs.several() ? having.size() : Math.min(3, controls.size());
    List<ObjectNode> panels = new ArrayList<>();
    Map<RunTables, List<String>> errors = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    int prompts = 0;
    for (String control : controls) {
      for (RunTables run : having) {
        Sweep sweep = sweep(run, control);
        if (sweep.steps().isEmpty()) {
          continue; // this run was not asked in these words
        }
        String title = runs.title(run, wording(control));
        panels.add(panel(sweep, run.facts(), title, Runs.width(columns)));
        errors
            .computeIfAbsent(run, r -> new ArrayList<>())
            .add(Numbers.share(sweep.meanAbsoluteError()) + bracketed(wording(control)));
        words.add(title + ": " + sweep.words());
        prompts += sweep.prompts().size();
      }
    }
    Sweep first = sweep(having.getFirst(), controls.iterator().next());
    List<String> sentences = new ArrayList<>();
    errors.forEach(
        (run, each) ->
            sentences.add(
                runs.sentence(
                    run,
                    "The mean answer lies %s from exact Bayes."
                        .formatted(String.join(", ", each)))));
    sentences.add(
        "One constant answer can come within %s.".formatted(Numbers.share(first.constantError())));
    String sentence = runs.joined(sentences);
    String caption =
        "P(X) among X and Y as the draws of X go from 0 to %d of %d. %s%s"
            .formatted(
                first.nTotal(),
                first.nTotal(),
                prompts > 0
                    ? "n = "
                        + Numbers.count(prompts, "prompt")
                        + ", orders drawn with repeats; bars: 95 % interval of the mean (Student's"
                        + " t). The strip is the mass, P(X) + P(Y): what is left went to other"
                        + " tokens. No test."
                    : "Means only: single prompts were not kept, so there are no intervals.",
                runs.lacking(TABLE));
    String alternative = String.join(". ", words) + ".";
    return new Figure.Drawn(
        ID,
        TITLE,
        sentence,
        caption,
        alternative,
        List.of(
            new Key(Key.Mark.LINE, Palette.INK, "exact Bayes"),
            new Key(Key.Mark.CIRCLE, Palette.MODEL, "model, mean and 95 % interval"),
            new Key(Key.Mark.FAINT, Palette.MODEL, "one prompt"),
            asymptoteKey(runs)),
        Spec.chart(TITLE + ". " + sentence, panels, columns));
  }

  private static Table table(RunTables run) {
    return run.table(TABLE).orElseThrow();
  }

  static Sweep sweep(RunTables run, String control) {
    return Sweep.of(table(run).where("control", control), run.prompts("behaviour", control));
  }

  /** What the prompt says about the draws, in words; an unknown control keeps its name. */
  static String wording(String control) {
    return switch (control) {
      case "base" -> "nothing said";
      case "independent" -> "\u201cindependent\u201d";
      case "order_irrelevant" -> "\u201corder does not matter\u201d";
      case "task" -> ""; // a model asked in its own tokens, which say nothing more
      default -> control;
    };
  }

  /** " (words)", or nothing. */
  static String bracketed(String words) {
    return words.isEmpty() ? "" : " (" + words + ")";
  }

  private static ObjectNode panel(Sweep sweep, RunFacts facts, String title, int width) {
    var points = new Rows();
    var masses = new Rows();
    for (PromptRow p : sweep.prompts()) {
      points.add(
          "n",
          p.nX(),
          "p",
          p.pX(),
          "mass",
          p.mass(),
          "sequence",
          p.sequence(),
          "prompt",
          p.prompt());
      if (Double.isFinite(p.mass())) {
        masses.add("n", p.nX(), "mass", p.mass(), "sequence", p.sequence(), "prompt", p.prompt());
      }
    }
    var missing = new Rows();
    if (masses.isEmpty()) {
      missing.add("text", "mass was not kept");
    }
    return Spec.panel("evidence-sweep")
        .with("title", title)
        .with("width", width)
        .with("asymptotes", asymptotes(facts))
        .with("points", points)
        .with("bayes", sweep.bayesRows())
        .with("means", sweep.meanRows("model", 0, new Rows()))
        .with("masses", masses)
        .with("massMissing", missing)
        .with("xDomain", List.of(0, sweep.nTotal()))
        .with("ticks", Runs.ticks(0, sweep.nTotal(), width))
        .with("xTitle", "draws of X among " + sweep.nTotal())
        .build();
  }

  /** The two lines between which exact Bayes stays. */
  static Rows asymptotes(RunFacts facts) {
    return new Rows().add("p", facts.pA()).add("p", facts.pB());
  }

  /** The key to them; with their numbers where these are the same in every run. */
  static Key asymptoteKey(Runs runs) {
    RunFacts first = runs.all().getFirst().facts();
    boolean same =
        runs.all().stream()
            .map(RunTables::facts)
            .allMatch(f -> f.pA() == first.pA() && f.pB() == first.pB());
    String words =
        same
            ? "p_A %s and p_B %s".formatted(Numbers.share(first.pA()), Numbers.share(first.pB()))
            : "p_A and p_B";
    return new Key(Key.Mark.DASHED, Palette.GREY, words);
  }
}
