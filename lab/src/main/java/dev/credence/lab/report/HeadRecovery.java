package dev.credence.lab.report;

import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
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
   * @param choice {@code BAYES}, {@code ANTI} or empty
   */
  record Head(int layer, int head, double value, String choice) {
    boolean measured() {
      return !Double.isNaN(value);
    }
  }

  HeadRecovery {
    heads = List.copyOf(heads);
  }

  /**
   * The notebooks' file holds 0 for a head that was not measured. A layer of nothing but exact
   * zeros (or NaN) is taken for one that was skipped.
   */
  static HeadRecovery of(double[] values, int layers, int perLayer, String selection) {
    Map<String, String> chosen = parsed(selection);
    List<Head> heads = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      boolean skipped = true;
      for (int head = 0; head < perLayer; head++) {
        skipped &= !(Math.abs(values[layer * perLayer + head]) > 0);
      }
      for (int head = 0; head < perLayer; head++) {
        heads.add(
            new Head(
                layer,
                head,
                skipped ? Double.NaN : values[layer * perLayer + head],
                chosen.getOrDefault(layer + "," + head, "")));
      }
    }
    return new HeadRecovery(layers, perLayer, heads);
  }

  private static Map<String, String> parsed(String selection) {
    Map<String, String> chosen = new LinkedHashMap<>();
    String group = "";
    for (String line : selection.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      if (line.endsWith("_HEADS")) {
        group = line.substring(0, line.length() - "_HEADS".length());
      } else if (line.matches("\\d{1,4},\\s*\\d{1,4}")) {
        chosen.put(line.replace(" ", ""), group);
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
    return heads.stream().filter(h -> h.choice().equals(group)).toList();
  }

  /** Largest absolute recovery, the end of the colour scale. */
  double limit() {
    return measured().stream().mapToDouble(h -> Math.abs(h.value())).max().orElse(1);
  }
}
