package dev.credence.lab.report;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Data of a panel, row by row, in the order given; a number that is missing becomes null. */
final class Rows {
  private final ArrayNode rows = JsonNodeFactory.instance.arrayNode();

  /** Adds a row of names and values in turn: {@code add("n", 3, "p", .5)}. */
  Rows add(Object... namesAndValues) {
    ObjectNode row = rows.addObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.set((String) namesAndValues[i], Spec.node(namesAndValues[i + 1]));
    }
    return this;
  }

  ArrayNode node() {
    return rows;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }
}
