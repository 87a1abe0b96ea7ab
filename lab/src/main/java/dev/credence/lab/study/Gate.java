package dev.credence.lab.study;

import dev.credence.lab.control.Controls;
import dev.credence.lab.table.Table;
import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether this instrument may speak: of every control, none left out, at least 19 in 20 seeds must
 * have come out right and none of a model without belief as a mechanism, with the same thresholds
 * and the same version of criteria and rule. The record of it ships with the program; {@code
 * credence study --calibrate} makes it anew.
 *
 * @param instrument for which it was made
 * @param trials every control and seed that was tried
 */
public record Gate(String instrument, List<Trial> trials) {
  private static final String SHIPPED = "calibration.json";

  /** Of every control this share must be right. */
  private static final double RIGHT = .95;

  /** Seeds of a control below which nothing is shown. */
  private static final int LEAST_SEEDS = 5;

  /**
   * One control under one seed.
   *
   * @param control its name
   * @param group such as P1
   * @param seed of model, design and splits
   * @param verdict that was given
   * @param expected what would be right
   * @param right whether it was
   * @param mechanism whether a mechanism was claimed
   * @param negative whether that would be false
   * @param c4 smaller R2 about the diagonal; NaN where there is none
   * @param slope of the exchange with donors of other pairs, or of the same question
   * @param seconds it took
   */
  public record Trial(
      String control,
      String group,
      long seed,
      String verdict,
      String expected,
      boolean right,
      boolean mechanism,
      boolean negative,
      double c4,
      double slope,
      double c5,
      double seconds) {}

  /** Keeps a copy. */
  public Gate {
    trials = List.copyOf(trials);
  }

  /**
   * The record that ships.
   *
   * @return it; without trials if none does
   */
  public static Gate shipped() {
    try (InputStream in = Gate.class.getResourceAsStream(SHIPPED)) {
      return in == null
          ? new Gate("none", List.of())
          : read(new String(in.readAllBytes(), StandardCharsets.UTF_8), SHIPPED);
    } catch (IOException e) {
      throw new IllegalStateException("the shipped calibration cannot be read", e);
    }
  }

  /**
   * A record that was made here.
   *
   * @param file as {@code --calibrate} left it
   * @return it
   */
  public static Gate read(Path file) {
    try {
      return read(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new InvalidInputException("%s: cannot be read (%s)", file, e.getClass().getSimpleName())
          .withCause(e);
    }
  }

  private static Gate read(String text, String source) {
    try {
      JsonNode tree = JsonMapper.shared().readTree(text);
      List<Trial> trials = new ArrayList<>();
      for (JsonNode t : tree.path("trials")) {
        trials.add(trial(t));
      }
      return new Gate(tree.path("instrument").asString("none"), trials);
    } catch (tools.jackson.core.JacksonException e) {
      throw new InvalidInputException("%s: no JSON: %s", source, e.getOriginalMessage())
          .withCause(e);
    }
  }

  static Trial trial(JsonNode t) {
    return new Trial(
        t.path("control").asString(""),
        t.path("group").asString(""),
        t.path("seed").asLong(0),
        t.path("verdict").asString(""),
        t.path("expected").asString(""),
        t.path("right").asBoolean(false),
        t.path("mechanism").asBoolean(false),
        t.path("negative").asBoolean(false),
        number(t, "c4"),
        number(t, "slope"),
        number(t, "c5"),
        number(t, "seconds"));
  }

  private static double number(JsonNode node, String key) {
    return node.path(key).isNumber() ? node.path(key).doubleValue() : Double.NaN;
  }

  /**
   * Whether a verdict may be given.
   *
   * @param thresholds of the study
   * @return why not, in one line; empty if it may
   */
  public Optional<String> closed(Thresholds thresholds) {
    if (trials.isEmpty()) {
      return Optional.of("there is no calibration record");
    }
    if (!instrument.equals(Instrument.id(thresholds))) {
      return Optional.of(
          "the calibration was made with instrument "
              + instrument
              + ", this is "
              + Instrument.id(thresholds)
              + "; credence study --calibrate makes it anew");
    }
    List<String> failing = new ArrayList<>();
    byControl()
        .forEach(
            (control, of) -> {
              long right = of.stream().filter(Trial::right).count();
              if (right < RIGHT * of.size() || of.size() < LEAST_SEEDS) {
                failing.add(control + " " + right + "/" + of.size());
              }
            });
    if (trials.stream().anyMatch(t -> t.mechanism() && t.negative())) {
      failing.add("a false mechanism");
    }
    return failing.isEmpty()
        ? Optional.empty()
        : Optional.of("controls below 19 of 20: " + String.join(", ", failing));
  }

  /** A control that was left out has no trial. */
  private Map<String, List<Trial>> byControl() {
    Map<String, List<Trial>> by = new LinkedHashMap<>();
    Controls.calibration().forEach(control -> by.put(control, new ArrayList<>()));
    trials.forEach(t -> by.computeIfAbsent(t.control(), _ -> new ArrayList<>()).add(t));
    return by;
  }

  /**
   * How many came out right.
   *
   * @return such as {@code 398/400}
   */
  public String summary() {
    return trials.isEmpty()
        ? "not calibrated"
        : trials.stream().filter(Trial::right).count() + "/" + trials.size();
  }

  /**
   * Every trial.
   *
   * @return a row a control and seed
   */
  public Table table() {
    Table.Builder table =
        Table.builder(
            "calibration",
            "control",
            "group",
            "seed",
            "verdict",
            "expected",
            "right",
            "c4_quality",
            "slope",
            "c5_share");
    for (Trial t : trials) {
      table.row(
          t.control(),
          t.group(),
          (double) t.seed(),
          t.verdict(),
          t.expected(),
          t.right() ? "right" : "wrong",
          t.c4(),
          t.slope(),
          t.c5());
    }
    return table.build();
  }
}
