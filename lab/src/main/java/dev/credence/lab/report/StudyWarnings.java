package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a reader should know before believing a number of a study. */
final class StudyWarnings {
  /** Two causes that go together more than this were not pulled apart by the design. */
  private static final double TOGETHER = .9;

  private static final String AT_THE_END = "at the end of its range:";

  private StudyWarnings() {}

  /** Two names of one belief go together by what they mean; so do counts and lengths. */
  private static boolean belief(String variable) {
    return variable.contains("log_odds")
        || variable.startsWith("belief")
        || variable.equals("posterior");
  }

  static List<String> of(StudyFacts facts) {
    List<String> lines = new ArrayList<>(StudyHeadline.of(facts).caution());
    for (CriterionRow c : facts.criteria()) {
      if (c.is("not-applicable")) {
        lines.add(c.id() + " (" + c.name() + ") is not applicable: " + c.reason());
      } else if (c.is("undecided")) {
        lines.add(c.id() + " (" + c.name() + ") is undecided: " + c.reason());
      }
    }
    facts
        .criterion("C0")
        .filter(c -> c.is("fail"))
        .ifPresent(c -> lines.add("The model mostly says something else: " + c.reason()));
    facts
        .table("correlations")
        .ifPresent(
            t -> {
              List<String> of = t.strings("of");
              List<String> with = t.strings("with");
              double[] r = t.doubles("r");
              for (int i = 0; i < r.length; i++) {
                if (Math.abs(r[i]) > TOGETHER && belief(of.get(i)) != belief(with.get(i))) {
                  lines.add(
                      "In the design %s and %s go together (r = %s)."
                          .formatted(
                              of.get(i).replace('_', ' '),
                              with.get(i).replace('_', ' '),
                              Numbers.share(r[i])));
                }
              }
            });
    List<String> atTheEnd =
        Observers.of(facts).all().stream()
            .filter(o -> o.note().startsWith(AT_THE_END))
            .map(o -> o.name() + " (" + o.note().substring(AT_THE_END.length()).strip() + ")")
            .toList();
    if (!atTheEnd.isEmpty()) {
      lines.add("Fitted at the end of their range: " + String.join(", ", atTheEnd) + ".");
    }
    for (String key : List.of("warnings", "notes")) {
      for (JsonNode note : facts.run().json().path(key)) {
        lines.add(note.asString());
      }
    }
    return lines.stream().distinct().toList();
  }
}
