package dev.credence.belief.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Words that have nothing to do with the matter, and where they stand.
 *
 * @param place where
 * @param name of the words, in tables and figures
 * @param text the words, beginning with a space; empty where there are none
 */
public record Fillers(Place place, String name, String text) {

  /** Where fillers stand. */
  public enum Place {
    /** Nowhere. */
    NONE,
    /** Between what is told of the generators and the draws. */
    BEFORE,
    /** Among the draws, after half of them (rounded down). */
    INSIDE,
    /** Between the draws and what is asked. */
    AFTER
  }

  /** No filler. */
  public static final Fillers NONE = new Fillers(Place.NONE, "no filler", "");

  private static final List<String> NEUTRAL =
      List.of(" this", " is", " only", " here", " to", " take", " up", " some", " room", " and");

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if there are words but no place, or a place but no words
   */
  public Fillers {
    if ((place == Place.NONE) != text.isEmpty()) {
      throw new IllegalArgumentException(
          "filler \"" + text + "\" at " + place + "; expected words at a place, or neither");
    }
  }

  /**
   * The notebooks' sentence about a fox, which tells a story of its own.
   *
   * @param place where
   * @return the filler
   */
  public static Fillers distractor(Place place) {
    return new Fillers(place, "distractor", NotebookPrompts.DISTRACTOR);
  }

  /**
   * Words that tell nothing, as long as another filler's: whatever a distractor does beyond these
   * is not done by its length.
   *
   * @param place where
   * @param like the text whose length is matched
   * @param length of a text: its tokens for the model that will read it, or {@code String::length}
   * @return the filler, of exactly that length
   * @throws IllegalArgumentException if no such words have that length
   */
  public static Fillers neutral(Place place, String like, ToIntFunction<String> length) {
    int target = length.applyAsInt(like);
    String text = "";
    int reached = 0;
    for (int next = 0; reached < target; next++) {
      String longer = null;
      for (int i = 0; i <= NEUTRAL.size() && longer == null; i++) {
        // A full stop is the shortest of all, for when there is no room for a word.
        String word = i < NEUTRAL.size() ? NEUTRAL.get((next + i) % NEUTRAL.size()) : ".";
        int reachedThen = length.applyAsInt(text + word);
        if (reachedThen > reached && reachedThen <= target) {
          longer = text + word;
        }
      }
      if (longer == null) {
        throw new IllegalArgumentException(
            "filler like \""
                + like
                + "\": its length is "
                + target
                + ", and neutral words reach only "
                + reached);
      }
      text = longer;
      reached = length.applyAsInt(text);
    }
    return new Fillers(place, "neutral", text);
  }

  /**
   * Distractor and neutral words of its length at every place, and neither.
   *
   * @param length of a text, as in {@link #neutral}
   * @return seven
   */
  public static List<Fillers> grid(ToIntFunction<String> length) {
    List<Fillers> grid = new ArrayList<>(List.of(NONE));
    for (Place place : List.of(Place.BEFORE, Place.INSIDE, Place.AFTER)) {
      grid.add(distractor(place));
      grid.add(neutral(place, NotebookPrompts.DISTRACTOR, length));
    }
    return List.copyOf(grid);
  }

  /** Adds the words if this is their place. */
  void add(Prompt.TextBuilder prompt, Place here) {
    if (here == place) {
      prompt.add(Role.FILLER, text);
    }
  }

  /** Name and place. */
  @Override
  public String toString() {
    return switch (place) {
      case NONE -> name;
      case BEFORE -> name + " before";
      case INSIDE -> name + " inside";
      case AFTER -> name + " after";
    };
  }
}
