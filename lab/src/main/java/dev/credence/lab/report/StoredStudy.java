package dev.credence.lab.report;

import dev.credence.lab.store.Store;
import dev.credence.lab.table.Table;
import java.util.List;
import java.util.Optional;

/** A study in its store. */
record StoredStudy(Store store) implements StudyRecord {
  @Override
  public List<String> tables() {
    return store.tables();
  }

  @Override
  public Optional<Table> table(String name) {
    return store.tables().contains(name) ? Optional.of(store.table(name)) : Optional.empty();
  }

  @Override
  public Optional<String> text(String name) {
    return store.text(name);
  }

  @Override
  public Optional<String> meta(String key) {
    return store.meta(key);
  }
}
