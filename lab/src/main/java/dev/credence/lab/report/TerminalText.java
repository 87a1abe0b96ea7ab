package dev.credence.lab.report;

/** Text in 80 columns; colour is only ever added to what is already said in words. */
final class TerminalText {
  private static final int COLUMNS = 80;

  private final boolean colour;
  private final StringBuilder text = new StringBuilder();

  TerminalText(boolean colour) {
    this.colour = colour;
  }

  void heading(String title) {
    text.append('\n').append(styled("1", title)).append('\n');
  }

  /** A line as it is, without the end. */
  void line(String line) {
    text.append(line).append('\n');
  }

  /** A sentence, broken between words. */
  void wrapped(String sentence, int indent, String style) {
    var line = new StringBuilder();
    for (String word : plain(sentence).split(" ")) {
      if (!line.isEmpty() && indent + line.length() + 1 + word.length() > COLUMNS) {
        text.append(" ".repeat(indent)).append(styled(style, line.toString())).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    text.append(" ".repeat(indent)).append(styled(style, line.toString())).append('\n');
  }

  String styled(String code, String words) {
    return colour && !code.isEmpty() && !words.isEmpty()
        ? "\u001b[" + code + "m" + words + "\u001b[0m"
        : words;
  }

  /** A name that has just so much room. */
  static String cut(String words, int room) {
    String safe = plain(words);
    return safe.length() <= room ? safe : safe.substring(0, room - 1) + "\u2026";
  }

  /** A name from a file must not steer the terminal. */
  static String plain(String words) {
    return words.replaceAll("\\p{Cntrl}", "\ufffd");
  }

  /** Eighths of a character, so that a bar shows what the third decimal says. */
  static String bar(double share, int room) {
    if (!Double.isFinite(share)) {
      return "";
    }
    int eighths = (int) Math.round(Math.clamp(Math.abs(share), 0, 1) * room * 8);
    String rest = eighths % 8 == 0 ? "" : String.valueOf((char) ('\u2590' - eighths % 8));
    return "\u2588".repeat(eighths / 8) + rest;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
