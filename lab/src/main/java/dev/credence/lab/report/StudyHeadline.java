package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What stands at the top of a study: the verdict, the numbers that carry it, and where it is from.
 *
 * @param title the verdict
 * @param lead what the verdict rests on
 * @param caution what a reader must know before quoting it; may be empty
 * @param provenance model, precision, cells, date, calibration, in one line
 * @param command which makes the study again
 */
record StudyHeadline(
    String title, String lead, List<String> caution, String provenance, Optional<String> command) {

  StudyHeadline {
    caution = List.copyOf(caution);
  }

  static StudyHeadline of(StudyFacts facts) {
    return new StudyHeadline(
        facts.label() + ": " + facts.title(),
        lead(facts),
        caution(facts),
        provenance(facts),
        facts.fact("command", "/command", "/made_by/command"));
  }

  /** One sentence from the outcome, its modifiers and the numbers of the criteria. */
  private static String lead(StudyFacts facts) {
    if (facts.closed().isPresent()) {
      return "No verdict is given: " + facts.closed().get() + ". What was measured stands below.";
    }
    List<String> modifiers = facts.modifiers();
    return switch (facts.outcome()) {
      case "internal belief mechanism" -> mechanism(facts);
      case "behavioural match only" -> {
        if (modifiers.contains("readable, unused")) {
          yield unused(facts);
        }
        if (modifiers.contains("evidence held as counts")) {
          yield counts(facts);
        }
        yield ("It answers like Bayes%s, but no variable was found whose exchange moves the"
                + " prediction as a belief would: the best%s does so with %s.")
            .formatted(skill(facts), at(facts), exchanged(facts));
      }
      case "not Bayesian" -> notBayesian(facts);
      default -> inconclusive(facts);
    };
  }

  private static String mechanism(StudyFacts facts) {
    var text = new StringBuilder("Exchanging the belief");
    text.append(at(facts)).append(" moves the prediction as Bayes says (");
    text.append(exchanged(facts)).append(")");
    facts
        .criterion("C5")
        .filter(c -> Double.isFinite(c.value()))
        .ifPresent(
            c ->
                text.append("; without it ")
                    .append(StudyDose.percent(c.value()))
                    .append(" of the answers' dependence on the evidence is gone"));
    facts
        .criterion("C6")
        .filter(c -> Double.isFinite(c.value()))
        .ifPresent(
            c ->
                text.append("; steering it levels off ")
                    .append(Numbers.share(c.value()))
                    .append(" from p_A and p_B"));
    return text.append('.').toString();
  }

  private static String unused(StudyFacts facts) {
    return ("The belief can be read%s, but exchanging it does not move the prediction,"
            + " there or wherever else it can be read. What moves it most%s does so with %s.")
        .formatted(readable(facts), at(facts), exchanged(facts));
  }

  /** The site where most is known of the belief beyond nuisances. */
  private static String readable(StudyFacts facts) {
    return facts
        .table("sites")
        .map(
            t -> {
              double[] partial = t.doubles("partial_r2");
              int best = 0;
              for (int i = 1; i < partial.length; i++) {
                best = partial[i] > partial[best] ? i : best;
              }
              return " at %s (R\u00b2 %s, beyond nuisances %s)"
                  .formatted(
                      StudyFacts.Place.of(t.strings("hook").get(best)).words(),
                      Numbers.share(t.doubles("decodability_r2")[best]),
                      Numbers.share(partial[best]));
            })
        .orElse("");
  }

  private static String counts(StudyFacts facts) {
    double counts =
        facts
            .table("counts")
            .map(CriterionRow::of)
            .flatMap(rows -> rows.stream().filter(r -> r.id().equals("C4")).findFirst())
            .map(CriterionRow::value)
            .orElse(Double.NaN);
    double belief = facts.criterion("C4").map(CriterionRow::value).orElse(Double.NaN);
    return ("What moves the prediction is the evidence as counts (R\u00b2 %s about the"
            + " diagonal; the best belief %s): the belief is formed where the answer is read.")
        .formatted(Numbers.share(counts), Numbers.share(belief));
  }

  private static String notBayesian(StudyFacts facts) {
    Optional<Observers.Observer> bayes = Observers.of(facts).bayesLike();
    String who = facts.observer().orElse("another observer");
    return bayes
        .map(
            b ->
                ("Its answers are described best by the observer \u201c%s\u201d, by %s an answer"
                        + " ahead of %s (%s standard errors).")
                    .formatted(
                        who,
                        StudyBehaviour.bits(b.behind()),
                        b.name(),
                        String.format(Locale.ROOT, "%.1f", b.standardErrors())))
        .orElse("Its answers are described best by the observer \u201c" + who + "\u201d.");
  }

  private static String inconclusive(StudyFacts facts) {
    List<String> modifiers = facts.modifiers();
    if (modifiers.contains("no answer to read")) {
      double mass = facts.criterion("C0").map(CriterionRow::value).orElse(Double.NaN);
      return "It mostly says something else: the median mass of the answers is %s."
          .formatted(Numbers.share(mass));
    }
    return facts.reason().orElse("The measurements do not decide.")
        + named(facts, "fail", " Not met: ")
        + named(facts, "undecided", " Undecided: ")
        + named(facts, "not-applicable", " Not applicable: ");
  }

  private static String named(StudyFacts facts, String status, String words) {
    List<String> ids =
        facts.criteria().stream().filter(c -> c.is(status)).map(CriterionRow::id).toList();
    return ids.isEmpty() ? "" : words + String.join(", ", ids) + ".";
  }

  private static String skill(StudyFacts facts) {
    double skill = facts.number("C1", "skill");
    return Double.isFinite(skill) ? " (skill " + Numbers.share(skill) + " within pairs)" : "";
  }

  private static String at(StudyFacts facts) {
    return facts.chosen().map(c -> " at " + c.words()).orElse("");
  }

  private static String exchanged(StudyFacts facts) {
    double same = facts.number("C4", "slope_same");
    double other = facts.number("C4", "slope_other");
    double quality = facts.criterion("C4").map(CriterionRow::value).orElse(Double.NaN);
    if (!Double.isFinite(same)) {
      return "no measurable change";
    }
    return "slope "
        + Numbers.share(same)
        + (Double.isFinite(other) ? " and " + Numbers.share(other) + " for other pairs" : "")
        + (Double.isFinite(quality) ? ", R\u00b2 " + Numbers.share(quality) : "");
  }

  private static List<String> caution(StudyFacts facts) {
    List<String> lines = new ArrayList<>();
    if (facts.exploratory()) {
      lines.add(
          "Exploratory: too little was asked for a verdict, or the plan was changed. Read"
              + " it as a first look.");
    }
    if (facts.meta("calibrated").isPresent() && !facts.calibrated()) {
      lines.add(
          "The instrument was not calibrated with these thresholds: nobody has checked"
              + " that it is right about models whose inside is known.");
    }
    return lines;
  }

  private static String provenance(StudyFacts facts) {
    List<String> parts = new ArrayList<>();
    parts.add(facts.label());
    facts
        .fact("digest", "/model/digest", "/digest")
        .map(d -> d.substring(d.indexOf(':') + 1)) // sha256:...
        .ifPresent(d -> parts.add("weights " + d.substring(0, Math.min(12, d.length()))));
    facts.fact("dtype", "/model/dtype").ifPresent(d -> parts.add(d.toLowerCase(Locale.ROOT)));
    facts.fact("device", "/model/device").ifPresent(d -> parts.add(d.toLowerCase(Locale.ROOT)));
    facts
        .fact("cells", "/cells")
        .filter(c -> c.matches("[0-9]+"))
        .map(Long::parseLong)
        .map(c -> Numbers.count(c, "cell"))
        .or(() -> facts.table("behaviour").map(t -> Numbers.count(t.size(), "prompt")))
        .ifPresent(parts::add);
    facts
        .fact("date", "/finished", "/date")
        .map(d -> d.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T.*") ? d.substring(0, 10) : d)
        .ifPresent(parts::add);
    facts
        .meta("calibrated")
        .ifPresent(
            c -> parts.add(facts.calibrated() ? "instrument calibrated " + c : "not calibrated"));
    facts.fact("version", "/made_by/credence").ifPresent(v -> parts.add("credence " + v));
    return String.join(" \u00b7 ", parts);
  }
}
