package dev.credence.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What {@code run.json} says about a run. Whatever it does not say is left out of the report.
 *
 * @param json the file, or an empty object where it is missing
 */
record RunFacts(JsonNode json) {
  /** A text or number at one of these places, the first that is there. */
  Optional<String> text(String... pointers) {
    for (String pointer : pointers) {
      JsonNode node = json.at(pointer);
      if (node.isString() && !node.asString().isBlank()) {
        return Optional.of(node.asString());
      }
      if (node.isNumber() || node.isBoolean()) {
        return Optional.of(node.asString());
      }
    }
    return Optional.empty();
  }

  double number(double otherwise, String... pointers) {
    for (String pointer : pointers) {
      JsonNode node = json.at(pointer);
      if (node.isNumber()) {
        return node.asDouble();
      }
    }
    return otherwise;
  }

  double pA() {
    return number(.5, "/question/p_a");
  }

  double pB() {
    return number(.75, "/question/p_b");
  }

  /** What the parts noted: what was skipped, what was taken for granted. */
  List<String> notes() {
    List<String> lines = new ArrayList<>();
    json.path("parts")
        .forEach(part -> part.path("notes").forEach(note -> lines.add(note.asString())));
    return lines.stream().distinct().toList();
  }

  /** The sum of a number over the parts: {@code cells}, {@code seconds}. */
  double total(String name) {
    double total = 0;
    for (JsonNode part : json.path("parts")) {
      total += part.path(name).asDouble(0);
    }
    return total;
  }
}
