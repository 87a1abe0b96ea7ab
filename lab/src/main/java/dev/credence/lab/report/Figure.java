package dev.credence.lab.report;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A figure of the report: drawn from data, or empty with the reason. */
sealed interface Figure {
  /** Short and fit for a file name: {@code evidence-sweep}. */
  String id();

  /** What is shown, in words. */
  String title();

  /**
   * Data, axes and words of a figure.
   *
   * @param sentence what the numbers say, made from them
   * @param caption what is drawn, how many prompts, which interval, which test
   * @param alternative the same data as text
   * @param key what the marks mean
   * @param chart Vega-Lite, whole
   */
  record Drawn(
      String id,
      String title,
      String sentence,
      String caption,
      String alternative,
      List<Key> key,
      ObjectNode chart)
      implements Figure {
    public Drawn {
      key = List.copyOf(key);
    }
  }

  /** No data; {@code reason} says why and which command makes them. */
  record Empty(String id, String title, String reason) implements Figure {}
}
