package dev.credence.lab.experiment;

import java.util.Map;

/**
 * Where each node of a file was written, for messages.
 *
 * @param source the file, or whatever else a user wrote it in
 * @param lines line by path ({@code cells[2].edits[0].heads}), counted from 1; none for text that
 *     has no lines
 * @param written whether a user wrote the keys that paths are made of
 */
record Lines(String source, Map<String, Integer> lines, boolean written) {
  Lines {
    lines = Map.copyOf(lines);
  }

  /** Of text without lines: one edit, say. */
  static Lines none(String source) {
    return new Lines(source, Map.of(), true);
  }

  /** Of what was put together in Java: a user knows nothing of its keys. */
  static Lines unwritten(String source) {
    return new Lines(source, Map.of(), false);
  }

  /** {@code file.yaml, line 12: cells[2].edits[0].heads}. */
  String where(String path) {
    int line = line(path);
    String place = line > 0 ? source + ", line " + line : source;
    return path.isEmpty() || !written ? place : place.isEmpty() ? path : place + ": " + path;
  }

  /** That of the path, or of the nearest node around it that has one. */
  private int line(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      Integer line = lines.get(at);
      if (line != null) {
        return line;
      }
    }
    return 0;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}
