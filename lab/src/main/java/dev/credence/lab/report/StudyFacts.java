package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A study as its report needs it: the record, with verdict and run read once. */
final class StudyFacts {
  private static final String UNCALIBRATED = "instrument not calibrated";

  private final StudyRecord record;
  private final String prefix;
  private final Map<String, Optional<Table>> read = new HashMap<>(); // a store reads each anew
  private final RunFacts verdict;
  private final RunFacts run;
  private final List<CriterionRow> criteria;

  /**
   * Reads a record.
   *
   * @param prefix of every id on the page; empty where the study has it for itself
   * @throws InvalidInputException if it holds no verdict, or a text of it is damaged
   */
  StudyFacts(StudyRecord record, String prefix) {
    this.record = record;
    this.prefix = prefix;
    if (record.text("verdict.json").isEmpty()) {
      throw new InvalidInputException(
          "%s: the study has no verdict yet (no verdict.json in its store). The same command goes"
              + " on where it stopped",
          record.meta("model").orElse("this record"));
    }
    this.verdict = new RunFacts(json("verdict.json"));
    this.run = new RunFacts(json("run.json"));
    this.criteria = record.table("criteria").map(CriterionRow::of).orElse(List.of());
  }

  private JsonNode json(String name) {
    try {
      return record
          .text(name)
          .map(Spec.JSON::readTree)
          .orElseGet(JsonNodeFactory.instance::objectNode);
    } catch (JacksonException e) {
      throw new InvalidInputException(
              "%s in the store: not JSON (%s)", name, e.getOriginalMessage())
          .withCause(e);
    }
  }

  /** An id that is the study's own, also where several share a page. */
  String id(String name) {
    return prefix + name;
  }

  StudyRecord record() {
    return record;
  }

  /** What a reader calls the model. */
  String label() {
    return meta("model").map(m -> m.replaceFirst("^builtin:", "")).orElse("the model");
  }

  /** The verdict, or that none may be given. */
  String outcome() {
    return closed()
        .map(_ -> UNCALIBRATED)
        .orElseGet(() -> verdict.text("/verdict", "/outcome").orElse("inconclusive"));
  }

  /** Why no verdict may be given, in one line: the gate was closed. */
  Optional<String> closed() {
    return verdict.json().path("verdict").isNull()
        ? reason().map(r -> r.replaceFirst("^" + UNCALIBRATED + ": ", ""))
        : Optional.empty();
  }

  List<String> modifiers() {
    List<String> words = new ArrayList<>();
    verdict
        .json()
        .path("modifiers")
        .forEach(m -> words.add(Numbers.withoutNegativeZero(m.asString())));
    return words;
  }

  /** "behavioural match only: readable, unused". */
  String words() {
    return outcome() + (modifiers().isEmpty() ? "" : ": " + String.join(", ", modifiers()));
  }

  /** "behavioural match only (readable, unused)", for a line that has a colon already. */
  String title() {
    return outcome() + (modifiers().isEmpty() ? "" : " (" + String.join(", ", modifiers()) + ")");
  }

  Optional<String> observer() {
    return verdict.text("/observer");
  }

  Optional<String> reason() {
    return verdict.text("/reason").map(Numbers::withoutNegativeZero);
  }

  List<CriterionRow> criteria() {
    return criteria;
  }

  Optional<CriterionRow> criterion(String id) {
    return criteria.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /** Another number that a criterion measured; NaN where there is none. */
  double number(String criterion, String name) {
    Optional<Table> table = table("criteria_numbers");
    if (table.isEmpty()) {
      return Double.NaN;
    }
    List<String> of = table.get().strings("criterion");
    List<String> names = table.get().strings("number");
    for (int i = 0; i < of.size(); i++) {
      if (of.get(i).equals(criterion) && names.get(i).equals(name)) {
        return table.get().doubles("value")[i];
      }
    }
    return Double.NaN;
  }

  /** A table with at least one row. */
  Optional<Table> table(String name) {
    return read.computeIfAbsent(name, n -> record.table(n).filter(t -> t.size() > 0));
  }

  Optional<String> meta(String key) {
    return record.meta(key).filter(v -> !v.isBlank());
  }

  /** From the facts, else from {@code run.json}. */
  Optional<String> fact(String key, String... pointers) {
    return meta(key).or(() -> run.text(pointers));
  }

  RunFacts run() {
    return run;
  }

  /** Of so many controls so many came out right, as in "380/380"; nothing else is a record. */
  boolean calibrated() {
    return meta("calibrated").filter(c -> c.matches("[0-9]+/[0-9]+")).isPresent();
  }

  boolean exploratory() {
    return meta("exploratory").filter("true"::equals).isPresent();
  }

  /** Whether prompts tell p_A and p_B; a source with a hidden state has none. */
  boolean twoGenerators() {
    return table("behaviour").map(t -> Double.isFinite(t.doubles("p_a")[0])).orElse(false);
  }

  /** The site that was judged, as the table of sites marks it. */
  Optional<Place> chosen() {
    return table("sites")
        .map(t -> t.where("chosen", "chosen"))
        .filter(t -> t.size() > 0)
        .map(t -> Place.of(t.strings("hook").getFirst()));
  }

  /**
   * A place in the stream.
   *
   * @param hook its whole name
   * @param layer of the block; -1 where the name has none
   * @param point {@code resid_mid}, {@code resid_post}
   */
  record Place(String hook, int layer, String point) {
    static Place of(String hook) {
      String[] parts = hook.split("\\.");
      int layer = parts.length > 1 && parts[1].matches("[0-9]+") ? Integer.parseInt(parts[1]) : -1;
      return new Place(hook, layer, parts[parts.length - 1].replaceFirst("^hook_", ""));
    }

    /** "layer 1, before its MLP (resid_mid)". */
    String words() {
      return switch (point) {
        case "resid_mid" -> "layer " + layer + ", before its MLP (resid_mid)";
        case "resid_post" -> "layer " + layer + ", after its MLP (resid_post)";
        default -> hook;
      };
    }
  }
}
