package dev.credence.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The report in 80 columns: headline, a row a result with a bar of block characters, warnings, and
 * where the files are. Colour is only ever added to what is already said in words.
 */
public final class TerminalReport {
  private static final int NAME = 44;
  private static final int BAR = 26;

  private final TerminalText text;

  private TerminalReport(boolean colour) {
    this.text = new TerminalText(colour);
  }

  /**
   * Tells the story of a run.
   *
   * @param runFolder as {@code credence replicate --out} left it
   * @param colour whether escape sequences may be used: only on a terminal, and not if {@code
   *     NO_COLOR} is set
   * @return lines of at most 80 columns, each ended; names of files alone may be longer
   * @throws dev.credence.transformer.config.InvalidInputException if the folder holds no tables or
   *     one of its files is damaged
   */
  public static String of(Path runFolder, boolean colour) {
    return new TerminalReport(colour).tell(RunTables.read(runFolder));
  }

  private String tell(RunTables run) {
    Headline headline = Headline.of(new Runs(List.of(run)));
    text.wrapped(headline.title() + ".", 0, "1");
    headline
        .lead()
        .forEach(
            p -> text.wrapped(p.replace(" (see below what each of them leaves open)", ""), 0, ""));
    headline.provenance().forEach(line -> text.wrapped(line, 0, "2"));
    List<Row> errors = errors(run);
    section("Mean absolute error to exact Bayes", errors, .5);
    section("Order drift, largest minus smallest P(X)", drifts(run), 1);
    section("Where it shows", localised(run), 1);
    List<String> warnings = Warnings.of(run);
    if (!warnings.isEmpty()) {
      text.heading("Warnings");
      warnings.forEach(warning -> text.wrapped("- " + warning, 2, ""));
    }
    text.heading("Files");
    text.line("  " + TerminalText.plain(run.folder().resolve("report.html").toString()));
    text.line("  " + TerminalText.plain(run.folder().resolve("figures").toString()));
    return text.toString();
  }

  private record Row(String name, double value) {}

  private static List<Row> errors(RunTables run) {
    List<Row> rows = new ArrayList<>();
    run.table("behaviour_summary")
        .ifPresent(
            table -> {
              double[] errors = table.doubles("MAE_to_Bayes");
              for (int i = 0; i < errors.length; i++) {
                rows.add(new Row(named("behaviour", table.strings("control").get(i)), errors[i]));
              }
            });
    for (Ablation.Condition condition : Ablation.Condition.values()) {
      condition
          .sweep(run)
          .ifPresent(s -> rows.add(new Row("causal, " + condition.words(), s.meanAbsoluteError())));
    }
    Optional<Sweep> baseline = Ablation.Condition.BASELINE.sweep(run);
    baseline.ifPresent(s -> rows.add(new Row("the best constant answer", s.constantError())));
    return rows;
  }

  private static String named(String what, String control) {
    String wording = EvidenceSweep.wording(control);
    return wording.isEmpty() ? what : what + ", " + wording;
  }

  private static List<Row> drifts(RunTables run) {
    List<Row> rows = new ArrayList<>();
    run.table("behaviour_summary")
        .ifPresent(
            table -> {
              double[] drift = table.doubles("Max_order_drift");
              for (int i = 0; i < drift.length; i++) {
                rows.add(new Row(named("at most", table.strings("control").get(i)), drift[i]));
              }
            });
    run.table("order_drift")
        .ifPresent(
            table -> {
              double[] drift = table.doubles("order_drift");
              for (int i = 0; i < drift.length; i++) {
                String condition = table.strings("condition").get(i);
                rows.add(
                    new Row(
                        table.strings("sequence").get(i)
                            + (condition.contains("anti")
                                ? condition.contains("before")
                                    ? ", no edit, again"
                                    : ", ANTI heads zeroed"
                                : ", no edit"),
                        drift[i]));
              }
            });
    return rows;
  }

  private static List<Row> localised(RunTables run) {
    List<Row> rows = new ArrayList<>();
    run.table("probes")
        .filter(t -> t.size() > 0)
        .map(t -> t.sortedBy("r2_test"))
        .ifPresent(
            t ->
                rows.add(
                    new Row(
                        "best probe, layer " + t.strings("layer").getLast() + ", R\u00b2 on test",
                        t.doubles("r2_test")[t.size() - 1])));
    run.recovery()
        .map(HeadRecovery::ranked)
        .filter(ranked -> !ranked.isEmpty())
        .ifPresent(
            ranked -> {
              for (HeadRecovery.Head head : List.of(ranked.getFirst(), ranked.getLast())) {
                rows.add(
                    new Row(
                        "recovery, layer " + head.layer() + " head " + head.head(), head.value()));
              }
            });
    run.table("steering")
        .filter(t -> t.size() > 0)
        .ifPresent(
            t -> {
              var p = Arrays.stream(t.doubles("p_x")).summaryStatistics();
              rows.add(new Row("steering, range of P(X)", p.getMax() - p.getMin()));
            });
    return rows;
  }

  private void section(String title, List<Row> rows, double full) {
    text.heading(title);
    if (rows.isEmpty()) {
      text.line("  not run");
    }
    for (Row row : rows) {
      text.line(
          String.format(
              Locale.ROOT,
              "  %-" + NAME + "s%7s %s",
              TerminalText.cut(row.name(), NAME),
              Numbers.share(row.value()),
              text.styled("34", TerminalText.bar(row.value() / full, BAR))));
    }
  }
}
