package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What stands at the top: which run, what came out in numbers, and that it is no verdict.
 *
 * @param title one sentence
 * @param lead the numbers, a paragraph a run, and what they cannot say
 * @param provenance model, precision, cells, date: a line a run
 * @param commands which make the run again, one a run
 */
record Headline(String title, List<String> lead, List<String> provenance, List<String> commands) {
  private static final String NO_CLAIM =
      "The notebooks would call %s evidence of a mechanism; the numbers cannot support that claim"
          + " (see below what each of them leaves open).";

  /** Options in {@code run.json} with the value that need not be given. */
  private static final String[][] OPTIONS = {
    {"seed", "0"},
    {"n_total", "10"},
    {"permutations", "5"},
    {"control", "order_irrelevant"},
    {"top_k", "20"},
    {"patch_layers", "last8"},
    {"steer_layer", ""},
    {"steer_alpha", "5"}
  };

  /** The only control of a model that is asked in its own tokens; no option gives it. */
  private static final String TASK = "task";

  private static final String NO_VERDICT =
      "A replication describes; whether a belief is behind the answers it cannot say.";

  Headline {
    lead = List.copyOf(lead);
    provenance = List.copyOf(provenance);
    commands = List.copyOf(commands);
  }

  static Headline of(Runs runs) {
    String title =
        runs.several()
            ? listed(runs.all().stream().map(RunTables::label).toList())
                + ": the first notebooks replicated side by side, no verdict"
            : runs.all().getFirst().label() + ": the first notebooks replicated, no verdict";
    List<String> lead =
        new ArrayList<>(runs.all().stream().map(run -> runs.sentence(run, numbers(run))).toList());
    List<String> mechanisms =
        runs.all().stream().filter(Headline::looksLikeAMechanism).map(RunTables::label).toList();
    String which = runs.several() ? "the numbers of " + listed(mechanisms) : "this";
    String claim = mechanisms.isEmpty() ? NO_VERDICT : NO_CLAIM.formatted(which);
    if (runs.several()) {
      lead.add(claim);
    } else {
      lead.set(0, lead.getFirst() + " " + claim);
    }
    return new Headline(
        title,
        lead,
        runs.all().stream().map(Headline::provenance).toList(),
        runs.all().stream().map(Headline::command).flatMap(Optional::stream).distinct().toList());
  }

  /** "a", "a and b", "a, b and c". */
  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  private static String numbers(RunTables run) {
    Optional<Sweep> base = Ablation.Condition.BASELINE.sweep(run);
    Optional<Sweep> withoutBayes = Ablation.Condition.BAYES.sweep(run);
    Optional<Sweep> withoutAnti = Ablation.Condition.ANTI.sweep(run);
    if (base.isEmpty()) {
      return behaviour(run);
    }
    double error = base.get().meanAbsoluteError();
    var text = new StringBuilder("Mean absolute error to exact Bayes ");
    text.append(Numbers.share(error));
    withoutBayes.ifPresent(
        s ->
            text.append("; ")
                .append(Numbers.share(s.meanAbsoluteError()))
                .append(" with the BAYES heads zeroed"));
    withoutAnti.ifPresent(
        s ->
            text.append("; ")
                .append(Numbers.share(s.meanAbsoluteError()))
                .append(" with the ANTI heads zeroed"));
    return text.append('.').toString();
  }

  /** By the notebooks' own reasoning: without the chosen heads the error grows. */
  private static boolean looksLikeAMechanism(RunTables run) {
    double error =
        Ablation.Condition.BASELINE.sweep(run).map(Sweep::meanAbsoluteError).orElse(Double.NaN);
    return Ablation.Condition.BAYES.sweep(run).map(Sweep::meanAbsoluteError).orElse(Double.NaN)
        > error;
  }

  private static String behaviour(RunTables run) {
    return run.table("behaviour_summary")
        .filter(t -> t.size() > 0)
        .map(
            t ->
                "Mean absolute error to exact Bayes %s at best%s."
                    .formatted(
                        Numbers.share(t.doubles("MAE_to_Bayes")[0]),
                        EvidenceSweep.bracketed(
                            EvidenceSweep.wording(t.strings("control").getFirst()))))
        .orElse(
            "Neither sweep is here, so there is no number to begin with; what was run stands"
                + " below.");
  }

  private static String provenance(RunTables run) {
    RunFacts facts = run.facts();
    List<String> parts = new ArrayList<>();
    parts.add(run.label());
    facts
        .text("/model/digest", "/digest")
        .map(d -> d.substring(d.indexOf(':') + 1)) // sha256:...
        .ifPresent(d -> parts.add("weights " + d.substring(0, Math.min(12, d.length()))));
    facts.text("/model/dtype").ifPresent(d -> parts.add(d.toLowerCase(Locale.ROOT)));
    facts.text("/model/device").ifPresent(d -> parts.add(d.toLowerCase(Locale.ROOT)));
    long cells = Math.round(facts.total("cells"));
    if (cells > 0) {
      parts.add(Numbers.count(cells, "cell"));
    }
    double seconds = facts.total("seconds");
    if (seconds > 0) {
      parts.add(String.format(Locale.ROOT, "%.1f s", seconds));
    }
    facts.text("/finished", "/date", "/made_by/date").ifPresent(parts::add);
    facts.text("/options/seed").ifPresent(s -> parts.add("seed " + s));
    facts
        .text("/made_by/credence")
        .filter(v -> !v.equals("null"))
        .ifPresent(v -> parts.add("credence " + v));
    if (parts.size() == 1) {
      parts.add("run.json says no more");
    }
    return String.join(" \u00b7 ", parts);
  }

  /** As it was given; else put together from what the run says about itself. */
  private static Optional<String> command(RunTables run) {
    RunFacts facts = run.facts();
    Optional<String> given = facts.text("/command", "/made_by/command");
    if (given.isPresent() || facts.text("/model/name").isEmpty()) {
      return given;
    }
    var text = new StringBuilder("./credence replicate --model ");
    text.append(word(facts.text("/model/path", "/model/name").orElseThrow()));
    for (String[] option : OPTIONS) {
      facts
          .text("/options/" + option[0])
          .map(v -> v.endsWith(".0") ? v.substring(0, v.length() - 2) : v)
          .filter(v -> !v.equals(option[1]) && !v.equals(TASK))
          .ifPresent(
              v ->
                  text.append(" --")
                      .append(option[0].replace('_', '-'))
                      .append(' ')
                      .append(word(v)));
    }
    return Optional.of(text.toString());
  }

  /** One word for a POSIX shell, whatever is in it: the command is there to be pasted. */
  private static String word(String text) {
    return text.matches("[A-Za-z0-9_./:@%+=,-]+")
        ? text
        : "'" + text.replaceAll("\\p{Cntrl}", " ").replace("'", "'\\''") + "'";
  }
}
