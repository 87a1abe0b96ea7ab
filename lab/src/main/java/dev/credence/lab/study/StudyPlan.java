package dev.credence.lab.study;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A study as it is fixed before any data are seen.
 *
 * @param yaml all that decides what is asked and how it is judged
 * @param hash SHA-256 of it
 */
public record StudyPlan(String yaml, String hash) {

  static StudyPlan of(Map<String, ?> fields) {
    String yaml = new YAMLMapper().writeValueAsString(new LinkedHashMap<>(fields));
    return new StudyPlan(yaml, Instrument.sha256(yaml));
  }

  /**
   * As it is written down.
   *
   * @return the plan with its hash above it
   */
  public String text() {
    return "# sha256 of what follows this line: " + hash + "\n" + yaml;
  }
}
