package dev.credence.lab.report;

import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recovery of each head and the heads that were chosen by it.
 *
 * @param layers of the model
 * @param perLayer heads of each
 * @param heads layer by layer
 */
record HeadRecovery(int layers, int perLayer, List<Head> heads) {

  /**
   * One head.
   *
   * @param value recovery; NaN where it was not measured
   * @param choice {@code BAYES}, {@code ANTI}, both, or empty
   */
  record Head(int layer, int head, double value, String choice) {
    boolean measured() {
      return !Double.isNaN(value);
    }
  }

  HeadRecovery {
    heads = List.copyOf(heads);
  }

  /** Recoveries layer by layer, NaN where a head was not measured, and the text of the choice. */
  static HeadRecovery of(double[] values, int layers, int perLayer, String selection) {
    Map<String, String> chosen = parsed(selection);
    List<Head> heads = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (int head = 0; head < perLayer; head++) {
        double value = values[layer * perLayer + head];
        heads.add(new Head(layer, head, value, chosen.getOrDefault(layer + "," + head, "")));
      }
    }
    return new HeadRecovery(layers, perLayer, heads);
  }

  /**
   * The notebooks' file holds 0 for a head that was not measured. Where nothing better is there, a
   * layer of nothing but exact zeros is taken for one that was skipped, and becomes NaN.
   */
  static double[] withoutSkipped(double[] values, int perLayer) {
    double[] honest = values.clone();
    for (int from = 0; from + perLayer <= honest.length; from += perLayer) {
      if (Arrays.stream(honest, from, from + perLayer).allMatch(v -> v == 0)) {
        Arrays.fill(honest, from, from + perLayer, Double.NaN);
      }
    }
    return honest;
  }

  private static Map<String, String> parsed(String selection) {
    Map<String, String> chosen = new LinkedHashMap<>();
    String group = "";
    for (String line : selection.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      if (line.endsWith("_HEADS")) {
        group = line.substring(0, line.length() - "_HEADS".length());
      } else if (line.matches("\\d{1,4},\\s*\\d{1,4}")) {
        chosen.merge(line.replace(" ", ""), group, (one, other) -> one + " and " + other);
      } else {
        throw new InvalidInputException(
            "selected_heads.txt: the line \"%s\" is neither a group nor layer,head", line);
      }
    }
    return chosen;
  }

  List<Head> measured() {
    return heads.stream().filter(Head::measured).toList();
  }

  /** Measured heads, largest recovery first; equal ones by layer and head. */
  List<Head> ranked() {
    return measured().stream().sorted(Comparator.comparingDouble(h -> -h.value())).toList();
  }

  List<Head> chosen(String group) {
    return heads.stream().filter(h -> h.choice().contains(group)).toList();
  }

  /** Largest absolute recovery, the end of the colour scale. */
  double limit() {
    return measured().stream().mapToDouble(h -> Math.abs(h.value())).max().orElse(1);
  }
}
