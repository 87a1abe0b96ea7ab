package dev.credence.lab.report;

import dev.credence.lab.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A study in 80 columns: verdict, criteria with a bar of block characters and their word, warnings,
 * and where the files are.
 *
 * <pre>
 *   ● pass           C5 the evidence needs it                  .888 ██████┃████▏
 * </pre>
 *
 * The bar begins at 0; the upright is the threshold.
 */
public final class StudyTerminalReport {
  private static final int STATUS = 16;
  private static final int NAME = 40;
  private static final int VALUE = 6;
  private static final int BAR = 13;

  private final TerminalText text;

  private StudyTerminalReport(boolean colour) {
    this.text = new TerminalText(colour);
  }

  /**
   * Tells a study from its store.
   *
   * @param folder which holds a store
   * @param colour whether escape sequences may be used: only on a terminal, and not if {@code
   *     NO_COLOR} is set
   * @return lines of at most 80 columns, each ended; names of files alone may be longer
   * @throws dev.credence.transformer.config.InvalidInputException if there is no store, or it holds
   *     no verdict
   */
  public static String of(Path folder, boolean colour) {
    try (Store store = Store.read(folder)) {
      return of(StudyRecord.of(store), folder, colour);
    }
  }

  /**
   * Tells a study.
   *
   * @param record what it left
   * @param folder where its files are
   * @param colour whether escape sequences may be used
   * @return lines of at most 80 columns, each ended; names of files alone may be longer
   * @throws dev.credence.transformer.config.InvalidInputException if the record holds no verdict
   */
  public static String of(StudyRecord record, Path folder, boolean colour) {
    return new StudyTerminalReport(colour).tell(new StudyFacts(record, ""), folder);
  }

  /**
   * Tells the verdicts of several studies, a line or more each.
   *
   * @param records in order
   * @param colour whether escape sequences may be used
   * @return lines of at most 80 columns, each ended
   * @throws dev.credence.transformer.config.InvalidInputException if a record holds no verdict
   */
  public static String verdicts(List<StudyRecord> records, boolean colour) {
    StudyTerminalReport report = new StudyTerminalReport(colour);
    for (StudyRecord record : records) {
      StudyFacts facts = new StudyFacts(record, "");
      var shapes = new StringBuilder();
      facts.criteria().forEach(c -> shapes.append(shape(c)));
      report.text.line(
          String.format(
              Locale.ROOT,
              "%-26s %s %s",
              TerminalText.cut(facts.label(), 26),
              shapes,
              TerminalText.cut(facts.words(), 80 - 28 - shapes.length())));
    }
    return report.text.toString();
  }

  private String tell(StudyFacts facts, Path folder) {
    StudyHeadline headline = StudyHeadline.of(facts);
    text.wrapped(verdict(facts) + ".", 0, "1");
    if (facts.closed().isEmpty()) { // else it stands in the first line
      text.wrapped(headline.lead(), 0, "");
    }
    headline.caution().forEach(c -> text.wrapped(c, 0, "33"));
    text.wrapped(headline.provenance(), 0, "2");
    text.heading("Criteria");
    facts.criteria().forEach(this::criterion);
    List<String> warnings =
        StudyWarnings.of(facts).stream().filter(w -> !headline.caution().contains(w)).toList();
    if (!warnings.isEmpty()) {
      text.heading("Warnings");
      warnings.forEach(warning -> text.wrapped("- " + warning, 2, ""));
    }
    text.heading("Files");
    for (String name : List.of("report.html", "figures", Store.FILE)) {
      text.line("  " + TerminalText.plain(folder.resolve(name).toString()));
    }
    return text.toString();
  }

  /** The first line says at once whether it is a verdict, a first look, or neither. */
  private static String verdict(StudyFacts facts) {
    return facts.label()
        + ": "
        + facts
            .closed()
            .map(why -> facts.outcome() + ": " + why)
            .orElseGet(() -> (facts.exploratory() ? "exploratory: " : "") + facts.title());
  }

  private void criterion(CriterionRow row) {
    String status = shape(row) + " " + row.word();
    String value = Double.isFinite(row.value()) ? Numbers.share(row.value()) : "";
    int name = Math.min(NAME, NAME + VALUE - 1 - value.length()); // a long number takes its room
    text.line(
        ("  "
                + text.styled(colour(row), status)
                + " ".repeat(Math.max(1, STATUS + 1 - status.length()))
                + String.format(
                    Locale.ROOT,
                    "%-" + name + "s%" + (NAME + VALUE - name) + "s ",
                    TerminalText.cut(row.id() + " " + row.name(), name),
                    value)
                + (Double.isFinite(row.value()) ? bar(row) : ""))
            .stripTrailing());
  }

  /** The bar with the threshold as an upright in it or beyond its end. */
  private String bar(CriterionRow row) {
    String drawn = TerminalText.bar(Math.max(0, CriterionBar.along(row, row.value())), BAR);
    double line = CriterionBar.along(row, row.line().at());
    if (!Double.isFinite(line)) {
      return text.styled("34", drawn);
    }
    int at = (int) Math.clamp(Math.round(line * BAR), 0, BAR - 1);
    String padded = drawn + " ".repeat(Math.max(0, BAR - drawn.length()));
    return text.styled("34", padded.substring(0, at))
        + "\u2503"
        + text.styled("34", padded.substring(at + 1).stripTrailing());
  }

  private static String shape(CriterionRow row) {
    return switch (row.status()) {
      case "pass" -> "\u25cf";
      case "fail" -> "\u00d7";
      case "undecided" -> "\u25cb";
      default -> "\u2013";
    };
  }

  private static String colour(CriterionRow row) {
    return switch (row.status()) {
      case "pass" -> "32";
      case "fail" -> "31";
      default -> "2";
    };
  }
}
