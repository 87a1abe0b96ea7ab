package dev.credence.lab.report;

import dev.credence.lab.store.Store;
import dev.credence.lab.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a study left, by name. A report is made from this and nothing else: whatever is not here is
 * said to be missing.
 *
 * <p>Texts are {@code verdict.json}, {@code study.yaml} and {@code run.json}; facts are {@code
 * model}, {@code digest}, {@code dtype}, {@code device}, {@code study_hash}, {@code version},
 * {@code command}, {@code date}, {@code cells}, {@code calibrated} and {@code exploratory}.
 */
public interface StudyRecord {
  /**
   * What there is.
   *
   * @return names of tables, sorted
   */
  List<String> tables();

  /**
   * A table.
   *
   * @param name such as {@code criteria}
   * @return empty if the study left none of that name
   */
  Optional<Table> table(String name);

  /**
   * A text.
   *
   * @param name such as {@code verdict.json}
   * @return empty if the study left none of that name
   */
  Optional<String> text(String name);

  /**
   * A fact about the whole study.
   *
   * @param key such as {@code model}
   * @return empty if it was not noted
   */
  Optional<String> meta(String key);

  /**
   * The record in a store.
   *
   * @param store open as long as the record is read
   * @return the record
   */
  static StudyRecord of(Store store) {
    return new StoredStudy(store);
  }

  /**
   * A record in memory.
   *
   * @param tables each name once
   * @param texts by name
   * @param meta by key
   * @return the record
   * @throws IllegalArgumentException if two tables have one name
   */
  static StudyRecord of(List<Table> tables, Map<String, String> texts, Map<String, String> meta) {
    return new PlainStudy(tables, texts, meta);
  }
}
