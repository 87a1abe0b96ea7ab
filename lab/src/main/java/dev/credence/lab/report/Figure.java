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
   * @param views one, or several between which a reader chooses; each is Vega-Lite, whole
   */
  record Drawn(
      String id,
      String title,
      String sentence,
      String caption,
      String alternative,
      List<Key> key,
      List<View> views)
      implements Figure {
    public Drawn {
      key = List.copyOf(key);
      views = List.copyOf(views);
      if (views.isEmpty()) {
        throw new IllegalArgumentException("figure " + id + " has no view");
      }
    }

    /** A figure with one view. */
    public Drawn(
        String id,
        String title,
        String sentence,
        String caption,
        String alternative,
        List<Key> key,
        ObjectNode chart) {
      this(id, title, sentence, caption, alternative, key, List.of(new View("", "", chart)));
    }

    /** The view that is shown first. */
    public ObjectNode chart() {
      return views.getFirst().chart();
    }
  }

  /**
   * One of several ways to see the same figure.
   *
   * @param name short and fit for a file name; empty where there is but one view
   * @param words by which a reader chooses it
   * @param chart Vega-Lite, whole; views may name the same {@code datasets}
   */
  record View(String name, String words, ObjectNode chart) {}

  /** No data; {@code reason} says why and which command makes them. */
  record Empty(String id, String title, String reason) implements Figure {}
}
