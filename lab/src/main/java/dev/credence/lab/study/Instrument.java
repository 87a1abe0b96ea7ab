package dev.credence.lab.study;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * What must be the same for a calibration to hold: the version of the criteria and of the rule, and
 * every threshold. A calibration made with another instrument says nothing about this one.
 */
public final class Instrument {
  /** Goes up whenever a criterion, the search or the rule changes what it says. */
  public static final int VERSION = 1;

  private Instrument() {}

  /**
   * The instrument's name.
   *
   * @param thresholds where lines are drawn
   * @return such as {@code 1-3f2a90c1d5e7}
   */
  public static String id(Thresholds thresholds) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Double> line : thresholds.byName().entrySet()) {
      text.append(line.getKey()).append(' ').append(line.getValue()).append('\n');
    }
    return VERSION + "-" + sha256(text.toString()).substring(0, 12);
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
