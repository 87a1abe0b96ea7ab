package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A study in memory. */
final class PlainStudy implements StudyRecord {
  private final Map<String, Table> tables = new TreeMap<>();
  private final Map<String, String> texts;
  private final Map<String, String> meta;

  PlainStudy(List<Table> tables, Map<String, String> texts, Map<String, String> meta) {
    for (Table table : tables) {
      if (this.tables.put(table.name(), table) != null) {
        throw new IllegalArgumentException("table " + table.name() + " stands twice");
      }
    }
    this.texts = Map.copyOf(texts);
    this.meta = Map.copyOf(meta);
  }

  @Override
  public List<String> tables() {
    return List.copyOf(tables.keySet());
  }

  @Override
  public Optional<Table> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  @Override
  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  @Override
  public Optional<String> meta(String key) {
    return Optional.ofNullable(meta.get(key));
  }
}
