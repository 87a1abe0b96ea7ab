package dev.credence.transformer.weights;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The names that somebody may have meant. */
final class NearNames {
  private static final int SHOWN = 3;

  /** A name is near if at most this share of it differs. */
  private static final double NEAR = .4;

  /** More text than this is not compared, so that a message stays quick. */
  private static final int COMPARED = 200;

  private record Near(String name, int distance) {}

  private NearNames() {}

  /** Text for the end of a message, for example {@code Near: "a.weight", "b.weight".} */
  static String of(String wanted, Collection<String> names) {
    List<Near> near =
        names.stream()
            .filter(n -> Math.abs(n.length() - wanted.length()) <= NEAR * wanted.length() + 1)
            .limit(100_000)
            .map(n -> new Near(n, distance(clip(wanted), clip(n))))
            .filter(n -> n.distance() <= NEAR * wanted.length() + 1)
            .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
            .limit(SHOWN)
            .toList();
    if (near.isEmpty()) {
      return names.stream()
          .limit(SHOWN)
          .map(n -> '"' + n + '"')
          .collect(Collectors.joining(", ", "Among those here: ", names.isEmpty() ? "none" : ""));
    }
    return near.stream()
        .map(n -> '"' + n.name() + '"')
        .collect(Collectors.joining(", ", "Near: ", ""));
  }

  private static String clip(String text) {
    return text.length() <= COMPARED ? text : text.substring(0, COMPARED);
  }

  /** Levenshtein's distance: insertions, deletions and changes of one character. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
