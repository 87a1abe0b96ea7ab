package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a reader should know before believing a number of a study. */
final class StudyWarnings {
  /** Two causes that go together more than this were not pulled apart by the design. */
  private static final double TOGETHER = .9;

  private StudyWarnings() {}

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
                if (Math.abs(r[i]) > TOGETHER) {
                  lines.add(
                      "In the design %s and %s go together (r = %s)."
                          .formatted(
                              of.get(i).replace('_', ' '),
                              with.get(i).replace('_', ' '),
                              Numbers.share(r[i])));
                }
              }
            });
    for (Observers.Observer observer : Observers.of(facts).all()) {
      if (observer.note().startsWith("at the end")) {
        lines.add("The observer " + observer.name() + " was fitted " + observer.note() + ".");
      }
    }
    for (String key : List.of("warnings", "notes")) {
      for (JsonNode note : facts.run().json().path(key)) {
        lines.add(note.asString());
      }
    }
    return lines.stream().distinct().toList();
  }
}
