package dev.credence.lab.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A study's result for programs: {@code verdict.json}. What is not a number is null. */
final class VerdictJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private VerdictJson() {}

  static String of(
      StudyResult result,
      StudyPlan plan,
      boolean exploratory,
      String calibrated,
      @Nullable String closed) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    if (closed == null) {
      all.put("verdict", result.verdict().outcome().toString());
      all.put("modifiers", result.verdict().modifiers());
      all.put("observer", result.verdict().observer());
      all.put("reason", result.verdict().reason());
    } else {
      all.put("verdict", null);
      all.put("modifiers", List.of());
      all.put("observer", result.verdict().observer());
      all.put("reason", "instrument not calibrated: " + closed);
    }
    all.put("exploratory", exploratory);
    all.put("calibrated", calibrated);
    all.put("study_hash", plan.hash());
    Map<String, @Nullable Object> site = new LinkedHashMap<>();
    site.put("hook", result.z().point().name());
    site.put("positions", "last");
    site.put("dimension", result.z().subspace().dimension());
    site.put("method", result.z().subspace().method());
    site.put("variable", result.z().subspace().variable());
    site.put("hypothesis", result.z().hypothesis().name());
    all.put("site", site);
    Map<String, @Nullable Object> tempering = new LinkedHashMap<>();
    tempering.put("lambda", number(result.tempering().lambda()));
    tempering.put("start_nats", number(result.tempering().startNats()));
    all.put("tempering", tempering);
    all.put("criteria", criteria(result.findings()));
    all.put("counts", criteria(result.counts()));
    return JSON.writeValueAsString(all).replace("\r\n", "\n") + "\n";
  }

  private static Map<String, @Nullable Object> criteria(List<Finding> findings) {
    Map<String, @Nullable Object> criteria = new LinkedHashMap<>();
    for (Finding f : findings) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("name", f.name());
      one.put("status", f.status().label());
      one.put("statistic", f.statistic());
      one.put("value", number(f.value()));
      one.put("interval", Double.isNaN(f.low()) ? null : List.of(f.low(), f.high()));
      one.put("threshold", f.threshold());
      one.put("null_low", number(f.nullLow()));
      one.put("null_high", number(f.nullHigh()));
      one.put("n", f.n());
      one.put("reason", f.reason());
      Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
      f.numbers().forEach((key, value) -> numbers.put(key, number(value)));
      one.put("numbers", numbers);
      criteria.put(f.id(), one);
    }
    return criteria;
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
