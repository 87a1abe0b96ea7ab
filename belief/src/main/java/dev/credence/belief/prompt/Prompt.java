package dev.credence.belief.prompt;

import java.util.ArrayList;
import java.util.List;

/** What a model is given, with the role of each part. The parts cover it without gaps. */
public sealed interface Prompt {

  /**
   * The parts, in order, without gaps.
   *
   * @return each draw of the evidence is a part of its own
   */
  List<Span> spans();

  /**
   * The parts of one role.
   *
   * @param role which
   * @return those parts, in order; empty if there are none
   */
  default List<Span> spans(Role role) {
    return spans().stream().filter(s -> s.role() == role).toList();
  }

  /**
   * Where a part lies: characters of a text, positions of a list of tokens.
   *
   * @param role what the part is for
   * @param start its first character or token
   * @param end behind its last
   */
  record Span(Role role, int start, int end) {
    /**
     * Checks its arguments.
     *
     * @throws IllegalArgumentException if the role is {@link Role#LAST}, which is no part
     */
    public Span {
      if (role == Role.LAST) {
        throw new IllegalArgumentException(
            "prompt: LAST is the last position, no part of its own; say what the part is for");
      }
    }

    /**
     * Whether another range has something in common with this part, such as the characters of a
     * token.
     *
     * @param from its first
     * @param to behind its last
     * @return true if at least one character or token lies in both
     */
    public boolean overlaps(int from, int to) {
      return from < end && start < to;
    }
  }

  /**
   * A prompt that a tokenizer has still to read.
   *
   * @param text without BOS
   * @param spans in characters (UTF-16, as in {@link String}); a draw's part includes the space
   *     before it, as its token does in byte-level vocabularies
   */
  record Text(String text, List<Span> spans) implements Prompt {
    /**
     * Checks that the parts cover the text.
     *
     * @throws IllegalArgumentException if they do not
     */
    public Text {
      spans = List.copyOf(spans);
      requireCover(spans, text.length());
    }

    /**
     * The text of a part.
     *
     * @param span one of this prompt's
     * @return its characters
     */
    public String text(Span span) {
      return text.substring(span.start(), span.end());
    }

    /** The text alone. */
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A prompt in tokens.
   *
   * @param ids with BOS, if the model wants one
   * @param spans in positions
   */
  record Tokens(List<Integer> ids, List<Span> spans) implements Prompt {
    /**
     * Checks that the parts cover the tokens.
     *
     * @throws IllegalArgumentException if they do not
     */
    public Tokens {
      ids = List.copyOf(ids);
      spans = List.copyOf(spans);
      requireCover(spans, ids.size());
    }
  }

  private static void requireCover(List<Span> spans, int length) {
    int reached = 0;
    for (Span span : spans) {
      if (span.start() != reached || span.end() <= reached) {
        throw new IllegalArgumentException(
            "prompt: part " + span + " does not follow the one that ends at " + reached);
      }
      reached = span.end();
    }
    if (reached != length) {
      throw new IllegalArgumentException(
          "prompt: the parts end at " + reached + ", the prompt at " + length);
    }
  }

  /** Puts a text together. */
  final class TextBuilder {
    private final StringBuilder text = new StringBuilder();
    private final List<Span> spans = new ArrayList<>();

    /**
     * Adds a part at the end; nothing if it is empty. Sentences that set the scene and follow each
     * other are one part, and so are those that ask.
     *
     * @param role what it is for
     * @param part its text
     * @return this
     */
    public TextBuilder add(Role role, String part) {
      if (!part.isEmpty()) {
        boolean sentence = role == Role.INSTRUCTION || role == Role.QUESTION;
        boolean goesOn = sentence && !spans.isEmpty() && spans.getLast().role() == role;
        int start = goesOn ? spans.removeLast().start() : text.length();
        spans.add(new Span(role, start, text.length() + part.length()));
        text.append(part);
      }
      return this;
    }

    /**
     * What was put together so far.
     *
     * @return a prompt
     */
    public Text build() {
      return new Text(text.toString(), spans);
    }
  }
}
