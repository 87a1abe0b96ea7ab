package dev.credence.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Expected statistics from the test resources; made by SciPy, scikit-learn and NumPy. */
public final class GoldenStatistics {
  private GoldenStatistics() {}

  /** The cases of one topic. */
  public static List<JsonNode> cases(String topic) {
    try (InputStream in =
        GoldenStatistics.class.getResourceAsStream("/golden/stats/" + topic + ".json")) {
      if (in == null) {
        throw new IllegalStateException("no test resource golden/stats/" + topic + ".json");
      }
      return JsonMapper.shared().readTree(in).get("cases").valueStream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number; "nan", "inf" and "-inf" are strings. */
  public static double number(JsonNode node) {
    if (!node.isString()) {
      return node.doubleValue();
    }
    return switch (node.asString()) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException(node.asString());
    };
  }

  /** A list of numbers. */
  public static double[] numbers(JsonNode node) {
    return node.valueStream().mapToDouble(GoldenStatistics::number).toArray();
  }

  /** Rows of numbers. */
  public static double[][] rows(JsonNode node) {
    return node.valueStream().map(GoldenStatistics::numbers).toArray(double[][]::new);
  }
}
