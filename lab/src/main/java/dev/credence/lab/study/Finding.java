package dev.credence.lab.study;

import dev.credence.lab.statistics.ConfidenceInterval;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a criterion found. Plain data.
 *
 * @param id such as {@code C4}
 * @param name what is asked, in words
 * @param status whether it is met
 * @param statistic what was measured, in words
 * @param value of the statistic; NaN where there is none
 * @param low of its 95 % interval; NaN where there is none
 * @param high likewise
 * @param threshold what was asked for, in words
 * @param nullLow the 2.5 % point of what random subspaces give; NaN where there are none
 * @param nullHigh the level that was to be passed; NaN where there is none
 * @param n how many answers it rests on
 * @param reason one sentence
 * @param numbers whatever else was measured, by name
 */
public record Finding(
    String id,
    String name,
    Status status,
    String statistic,
    double value,
    double low,
    double high,
    String threshold,
    double nullLow,
    double nullHigh,
    int n,
    String reason,
    Map<String, Double> numbers) {

  /** Keeps a copy. */
  public Finding {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  /**
   * Whether it is met.
   *
   * @return false if it is not, or not applicable
   */
  public boolean passes() {
    return status == Status.PASS;
  }

  /**
   * Whether it is clearly not met.
   *
   * @return false if it is met, or not applicable
   */
  public boolean fails() {
    return status == Status.FAIL;
  }

  /**
   * A number by name.
   *
   * @param key of {@link #numbers}
   * @return NaN if there is none
   */
  public double number(String key) {
    return numbers.getOrDefault(key, Double.NaN);
  }

  static Finding notApplicable(String id, String name, String threshold, String reason) {
    return new Finding(
        id,
        name,
        Status.NOT_APPLICABLE,
        "",
        Double.NaN,
        Double.NaN,
        Double.NaN,
        threshold,
        Double.NaN,
        Double.NaN,
        0,
        reason,
        Map.of());
  }

  static Finding of(
      String id,
      String name,
      Status status,
      String statistic,
      double value,
      ConfidenceInterval interval,
      String threshold,
      List<Double> nulls,
      int n,
      String reason,
      Map<String, Double> numbers) {
    return new Finding(
        id,
        name,
        status,
        statistic,
        value,
        interval.low(),
        interval.high(),
        threshold,
        nulls.isEmpty() ? Double.NaN : nulls.getFirst(),
        nulls.isEmpty() ? Double.NaN : nulls.getLast(),
        n,
        reason,
        numbers);
  }
}
